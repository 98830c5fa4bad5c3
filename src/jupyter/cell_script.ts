/**
 * From the source of a cell to the script that runs.
 *
 * @module
 */
import type { ts as TypeScript } from "../deps/typescript.ts";
import { scriptName } from "./side_message.ts";

type Ts = typeof TypeScript;

/** How JSX and decorators are compiled, as `compilerOptions` of deno.json name it. */
export interface ScriptSettings {
  /** `react`, `react-jsx`, `react-jsxdev` or `precompile`. */
  readonly jsx?: string;
  /** Called for an element. */
  readonly jsxFactory?: string;
  /** Called for a fragment. */
  readonly jsxFragmentFactory?: string;
  /** Where the functions for elements come from. */
  readonly jsxImportSource?: string;
  /** Whether decorators are those of old TypeScript. */
  readonly experimentalDecorators?: boolean;
  /** Whether those get the types. */
  readonly emitDecoratorMetadata?: boolean;
}

/** A script and the way back to the source. */
export interface CellScript {
  /** JavaScript. */
  readonly script: string;
  /** Source map, version 3. */
  readonly map: string;
  /** Characters that were put in front of the source. */
  readonly shift: number;
}

/** Where a source is no TypeScript. */
export interface SyntaxProblem {
  /** What is wrong. */
  readonly message: string;
  /** Where, in UTF-16 units. */
  readonly offset: number;
}

/** What is compiled. */
export interface CompileOptions extends ScriptSettings {
  /** Number of the run. */
  readonly serial: number;
}

/**
 * Compiles a cell.
 *
 * @param ts TypeScript, loaded by the caller.
 * @param source Of the cell.
 */
export function compileCell(
  ts: Ts,
  source: string,
  options: CompileOptions,
): CellScript | SyntaxProblem[] {
  // Like the stock kernel: `{ a: 1 }` is an object where that makes sense.
  if (/^\s*\{/.test(source) && !/;\s*$/.test(source)) {
    const wrapped = compile(ts, `(${source})`, { ...options, shift: 1 });
    if (!Array.isArray(wrapped)) return wrapped;
  }
  return compile(ts, source, { ...options, shift: 0 });
}

interface Shifted extends CompileOptions {
  /** Characters in front of the source. */
  readonly shift: number;
}

function compile(ts: Ts, source: string, options: Shifted): CellScript | SyntaxProblem[] {
  // As the stock kernel does: JSX first; `<T>value` is a type assertion only without.
  const first = transpile(ts, source, { ...options, extension: "tsx" });
  if (!Array.isArray(first)) return first;
  const second = transpile(ts, source, { ...options, extension: "ts" });
  return Array.isArray(second) ? first : second;
}

function transpile(
  ts: Ts,
  source: string,
  options: Shifted & { extension: "ts" | "tsx" },
): CellScript | SyntaxProblem[] {
  const { serial, shift, extension } = options;
  const { outputText, sourceMapText, diagnostics = [] } = ts.transpileModule(source, {
    fileName: `${scriptName(serial)}.${extension}`,
    reportDiagnostics: true,
    compilerOptions: compilerOptions(ts, source, options),
    transformers: { after: [(context) => (file) => rewrite(ts, { context, file, serial, shift })] },
  });
  if (diagnostics.length > 0) {
    return diagnostics.map(({ messageText, start = 0 }) => ({
      message: ts.flattenDiagnosticMessageText(messageText, " "),
      offset: Math.max(0, start - shift),
    }));
  }
  const body = outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, "");
  const script = `"use strict"; void 0;\n${body}\n//# sourceURL=${scriptName(serial)}`;
  return { script, map: sourceMapText ?? "", shift };
}

function compilerOptions(
  ts: Ts,
  source: string,
  settings: ScriptSettings,
): TypeScript.CompilerOptions {
  const { jsx = "react", jsxFactory, jsxFragmentFactory, jsxImportSource } = settings;
  const { experimentalDecorators = false, emitDecoratorMetadata = false } = settings;
  return {
    module: ts.ModuleKind.ESNext,
    // V8 knows everything new but decorators.
    target: /@[\w$(]/.test(source) ? ts.ScriptTarget.ES2022 : ts.ScriptTarget.ESNext,
    verbatimModuleSyntax: true,
    sourceMap: true,
    jsx: jsx === "react" ? ts.JsxEmit.React : ts.JsxEmit.ReactJSX,
    ...(jsxFactory !== undefined && { jsxFactory }),
    ...(jsxFragmentFactory !== undefined && { jsxFragmentFactory }),
    ...(jsx !== "react" && jsxImportSource !== undefined && { jsxImportSource }),
    experimentalDecorators,
    emitDecoratorMetadata,
  };
}

interface RewriteOptions {
  readonly context: TypeScript.TransformationContext;
  readonly file: TypeScript.SourceFile;
  readonly serial: number;
  readonly shift: number;
}

/** Imports become declarations of the session, and what is awaited can be stopped. */
function rewrite(ts: Ts, options: RewriteOptions): TypeScript.SourceFile {
  const { context, file, serial, shift } = options;
  const { factory } = context;
  const parsed = ts.getOriginalNode(file) as TypeScript.SourceFile;

  function stand(name: string, value: TypeScript.Expression, node: TypeScript.Node) {
    const original = ts.getOriginalNode(node);
    const offset = original.pos < 0 ? 0 : original.getStart(parsed);
    return factory.createCallExpression(factory.createIdentifier(name), undefined, [
      value,
      factory.createNumericLiteral(serial),
      factory.createNumericLiteral(Math.max(0, offset - shift)),
    ]);
  }

  function visit(node: TypeScript.Node): TypeScript.Node | undefined {
    if (ts.isImportDeclaration(node)) return importToDeclaration(node);
    if (isModuleMark(node)) return undefined;
    const inner = ts.visitEachChild(node, visit, context);
    if (ts.isAwaitExpression(inner)) {
      return factory.updateAwaitExpression(inner, stand("__tensaur_wait", inner.expression, node));
    }
    if (ts.isForOfStatement(inner) && inner.awaitModifier) {
      const { awaitModifier, initializer, expression, statement } = inner;
      const values = stand("__tensaur_iterate", expression, node);
      return factory.updateForOfStatement(inner, awaitModifier, initializer, values, statement);
    }
    return inner;
  }

  /** `export {}`, which TypeScript leaves where it took all imports and exports away. */
  function isModuleMark(node: TypeScript.Node): boolean {
    return ts.isExportDeclaration(node) && node.moduleSpecifier === undefined &&
      node.exportClause !== undefined && ts.isNamedExports(node.exportClause) &&
      node.exportClause.elements.length === 0;
  }

  function importToDeclaration(node: TypeScript.ImportDeclaration): TypeScript.Statement {
    const attributes = node.attributes && factory.createObjectLiteralExpression([
      factory.createPropertyAssignment(
        "with",
        factory.createObjectLiteralExpression(
          node.attributes.elements.map((element) =>
            factory.createPropertyAssignment(element.name, element.value)
          ),
        ),
      ),
    ]);
    const load = factory.createCallExpression(
      factory.createToken(ts.SyntaxKind.ImportKeyword) as TypeScript.Expression,
      undefined,
      [node.moduleSpecifier, ...(attributes ? [attributes] : [])],
    );
    const loaded = factory.createAwaitExpression(stand("__tensaur_wait", load, node));
    const statement = declare(node.importClause, loaded);
    return ts.setTextRange(ts.setOriginalNode(statement, node), node);
  }

  function declare(
    clause: TypeScript.ImportClause | undefined,
    loaded: TypeScript.Expression,
  ): TypeScript.Statement {
    if (!clause) return factory.createExpressionStatement(loaded);
    const { name, namedBindings } = clause;
    const picked = [
      ...(name ? [factory.createBindingElement(undefined, "default", name)] : []),
      ...(namedBindings && ts.isNamedImports(namedBindings)
        ? namedBindings.elements.map((element) =>
          factory.createBindingElement(
            undefined,
            element.propertyName ?? element.name,
            element.name,
          )
        )
        : []),
    ];
    const declarations = [];
    if (namedBindings && ts.isNamespaceImport(namedBindings)) {
      declarations.push(variable(namedBindings.name, loaded));
      loaded = namedBindings.name;
    }
    if (picked.length > 0 || declarations.length === 0) {
      declarations.push(variable(factory.createObjectBindingPattern(picked), loaded));
    }
    return factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList(declarations, ts.NodeFlags.Const),
    );
  }

  function variable(name: TypeScript.BindingName, value: TypeScript.Expression) {
    return factory.createVariableDeclaration(name, undefined, undefined, value);
  }

  return ts.visitEachChild(file, visit, context);
}
