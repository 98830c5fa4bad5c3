/**
 * What a type check has to know of the text of a cell.
 *
 * @module
 */

import type { ts as TypeScript } from "../../deps/typescript.ts";

/** A stretch of text, in UTF-16 units from the start of the cell. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A fault that keeps a text from being parsed. */
export interface SyntaxFault extends Span {
  readonly message: string;
  readonly code: number;
}

/** A cell, taken apart. */
export interface CellSyntax {
  /** Names that it declares at its top level, imported ones left out. */
  readonly declared: readonly string[];
  /** Its import declarations with the names they bring. */
  readonly imports: readonly (Span & { readonly names: readonly string[] })[];
  /** Words that stand in front of a declaration and have no place in a block. */
  readonly exports: readonly Span[];
  /** The words `var` at its top level. */
  readonly vars: readonly Span[];
  /** Wherever it says `import.meta`, which modules have and cells have not. */
  readonly metas: readonly Span[];
  readonly faults: readonly SyntaxFault[];
}

/** Takes a cell apart. */
export async function readCell(source: string, jsx: boolean): Promise<CellSyntax> {
  const { ts } = await import("../../deps/typescript.ts");
  const file = ts.createSourceFile(
    jsx ? "cell.tsx" : "cell.ts",
    source,
    ts.ScriptTarget.ESNext,
    true,
  );
  const span = (node: TypeScript.Node): Span => ({ start: node.getStart(file), end: node.end });
  const declared: string[] = [];
  const imports: (Span & { names: string[] })[] = [];
  const exports: Span[] = [];
  const vars: Span[] = [];
  for (const node of file.statements) {
    if (ts.isImportDeclaration(node)) imports.push({ ...span(node), names: imported(ts, node) });
    else if (ts.isExportDeclaration(node)) {
      if (!node.moduleSpecifier) exports.push(span(node));
    } else if (ts.canHaveModifiers(node)) {
      for (const modifier of ts.getModifiers(node) ?? []) {
        const { ExportKeyword, DefaultKeyword } = ts.SyntaxKind;
        if (modifier.kind === ExportKeyword || modifier.kind === DefaultKeyword) {
          exports.push(span(modifier));
        }
      }
    }
    declared.push(...declaredNames(ts, node));
    if (ts.isVariableStatement(node) && !(node.declarationList.flags & ts.NodeFlags.BlockScoped)) {
      const start = node.declarationList.getStart(file);
      vars.push({ start, end: start + "var".length });
    }
  }
  const metas: Span[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      metas.push(span(node));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  // Kept by the parser on every file; the type does not list it.
  const { parseDiagnostics } = file as unknown as {
    readonly parseDiagnostics: readonly TypeScript.DiagnosticWithLocation[];
  };
  const faults = parseDiagnostics.map(({ start, length, messageText, code }) => ({
    start,
    end: start + length,
    code,
    message: ts.flattenDiagnosticMessageText(messageText, "\n"),
  }));
  return { declared, imports, exports, vars, metas, faults };
}

function imported(ts: typeof TypeScript, node: TypeScript.ImportDeclaration): string[] {
  const clause = node.importClause;
  const bindings = clause?.namedBindings;
  return [
    ...clause?.name ? [clause.name.text] : [],
    ...!bindings
      ? []
      : ts.isNamespaceImport(bindings)
      ? [bindings.name.text]
      : bindings.elements.map(({ name }) => name.text),
  ];
}

function declaredNames(ts: typeof TypeScript, node: TypeScript.Statement): string[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap(({ name }) => boundNames(ts, name));
  }
  const named = ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) || ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) || ts.isModuleDeclaration(node);
  return named && node.name ? [node.name.text] : [];
}

function boundNames(ts: typeof TypeScript, name: TypeScript.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? boundNames(ts, element.name) : []
  );
}
