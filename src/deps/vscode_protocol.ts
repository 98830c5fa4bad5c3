/**
 * The Language Server Protocol: JSON-RPC over two streams, and the types of its messages (MIT).
 *
 * @module
 */

export {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticSeverity,
  type DocumentDiagnosticReport,
  type Hover,
  type MarkupContent,
  type Position,
  type ProtocolConnection,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
} from "npm:vscode-languageserver-protocol@3.17.5/node.js";
