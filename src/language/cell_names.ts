/**
 * What a cell declares for the cells after it.
 *
 * @module
 */
import { ts } from "../deps/typescript.ts";

/** A name that a cell declares at its top level. */
export interface CellName {
  /** The name. */
  readonly name: string;
  /** `type` has no value, `variable` can be assigned anew, `value` cannot. */
  readonly kind: "type" | "variable" | "value";
  /** Declared with `export`, as the Jupyter kernel lets it pass. */
  readonly exported: boolean;
}

/** A cell's text as parsed. */
export interface ParsedCell {
  /** What it declares at its top level. */
  readonly names: readonly CellName[];
  /** Every identifier that occurs, top level or not. */
  readonly identifiers: ReadonlySet<string>;
  /** Names that it gives to properties of `globalThis`, which are then names for all. */
  readonly globals: readonly string[];
  /** Whether it has markup, which is TSX and not TypeScript. */
  readonly markup: boolean;
  /** Whether its syntax is right. */
  readonly valid: boolean;
  /** What it imports, by statement or by call. */
  readonly imports: readonly string[];
}

/** Parses a cell; text that is not complete gives what can be made out. */
export function parseCell(code: string): ParsedCell {
  const { source, markup } = parseSource(code);
  const names = new Map<string, CellName>();
  const identifiers = new Set<string>();
  const imports: string[] = [];
  const globals: string[] = [];
  const add = (name: string, kind: CellName["kind"], exported = false): void => {
    // A class or an enum is both: the value, which can do more, stays.
    if (names.has(name) && kind === "type") return;
    names.set(name, { name, kind, exported });
  };
  for (const statement of source.statements) declare(statement, add);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) identifiers.add(node.text);
    const assigned = assignedGlobal(node);
    if (assigned !== undefined) globals.push(assigned);
    const module = ts.isImportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
      ? node.arguments[0]
      : undefined;
    if (module && ts.isStringLiteralLike(module)) imports.push(module.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const valid = syntaxErrors(source).length === 0;
  return { names: [...names.values()], identifiers, globals, markup, valid, imports };
}

/** The name in `globalThis.name = …`. */
function assignedGlobal(node: ts.Node): string | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
  const { left } = node;
  if (!ts.isPropertyAccessExpression(left) || !ts.isIdentifier(left.expression)) return;
  return left.expression.text === "globalThis" ? left.name.text : undefined;
}

/** TypeScript first, as the kernel does: `<T>x` is a cast there and markup in TSX. */
export function parseSource(code: string): { source: ts.SourceFile; markup: boolean } {
  const source = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ESNext, true);
  if (syntaxErrors(source).length === 0 || !code.includes("<")) return { source, markup: false };
  const tsx = ts.createSourceFile("cell.tsx", code, ts.ScriptTarget.ESNext, true);
  return syntaxErrors(tsx).length < syntaxErrors(source).length
    ? { source: tsx, markup: true }
    : { source, markup: false };
}

/** The errors of parsing, which TypeScript keeps on the file but not in its types. */
export function syntaxErrors(source: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (source as unknown as { parseDiagnostics: ts.DiagnosticWithLocation[] }).parseDiagnostics;
}

type Add = (name: string, kind: CellName["kind"], exported?: boolean) => void;

function declare(statement: ts.Statement, add: Add): void {
  const exported = ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some((it) => it.kind === ts.SyntaxKind.ExportKeyword);
  if (ts.isVariableStatement(statement)) {
    declareVariables(statement.declarationList, add, exported);
  } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    // A function can be assigned anew too, but nobody does.
    if (statement.name) add(statement.name.text, "value", exported);
  } else if (ts.isEnumDeclaration(statement)) add(statement.name.text, "value", exported);
  else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) {
    if (statement.name.text !== "global") add(statement.name.text, "value", exported);
  } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    add(statement.name.text, "type", exported);
  } else if (ts.isImportDeclaration(statement)) declareImports(statement.importClause, add);
  else if (ts.isImportEqualsDeclaration(statement)) add(statement.name.text, "value", exported);
  else declareHoisted(statement, add);
}

function declareVariables(list: ts.VariableDeclarationList, add: Add, exported = false): void {
  const constant = (list.flags & ts.NodeFlags.BlockScoped) !== 0 &&
    (list.flags & ts.NodeFlags.Let) === 0;
  const bind = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) return add(name.text, constant ? "value" : "variable", exported);
    for (const element of name.elements) if (ts.isBindingElement(element)) bind(element.name);
  };
  for (const declaration of list.declarations) bind(declaration.name);
}

function declareImports(clause: ts.ImportClause | undefined, add: Add): void {
  if (!clause) return;
  const kind = clause.isTypeOnly ? "type" : "value";
  if (clause.name) add(clause.name.text, kind);
  const { namedBindings } = clause;
  if (!namedBindings) return;
  if (ts.isNamespaceImport(namedBindings)) add(namedBindings.name.text, kind);
  else {
    for (const element of namedBindings.elements) {
      add(element.name.text, element.isTypeOnly ? "type" : kind);
    }
  }
}

/** `var` inside of blocks and loops belongs to the cell too. */
function declareHoisted(node: ts.Node, add: Add): void {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
  if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
    declareVariables(node, add);
  }
  ts.forEachChild(node, (child) => declareHoisted(child, add));
}
