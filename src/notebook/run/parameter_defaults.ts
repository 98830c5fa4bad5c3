/**
 * The declarations of the cell with the tag `parameters`, read without running them.
 *
 * @module
 */

import type { ts as TypeScript } from "../../deps/typescript.ts";
import type { ParameterType } from "./parameter_type.ts";
import type { ParameterDefault } from "./parameters.ts";

/** Lists the variables that a cell declares at its top level, with the types of their defaults. */
export async function readDefaults(source: string): Promise<ParameterDefault[]> {
  const { ts } = await import("../../deps/typescript.ts");
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ESNext, true);
  const reader = new TypeReader(ts, file);
  return file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => {
    const { flags } = declarationList;
    const keyword = flags & ts.NodeFlags.Const ? "const" : flags & ts.NodeFlags.Let ? "let" : "var";
    return declarationList.declarations.flatMap(({ name, type, initializer }) =>
      ts.isIdentifier(name)
        ? {
          name: name.text,
          keyword,
          annotation: type?.getText(file) ?? "",
          type: type
            ? reader.fromAnnotation(type)
            : initializer
            ? reader.fromDefault(initializer)
            : { kind: "any" as const },
        }
        : []
    );
  });
}

/** Reads types of syntax trees; what it does not know takes any value. */
class TypeReader {
  readonly #ts: typeof TypeScript;
  readonly #file: TypeScript.SourceFile;

  constructor(ts: typeof TypeScript, file: TypeScript.SourceFile) {
    this.#ts = ts;
    this.#file = file;
  }

  fromAnnotation(node: TypeScript.TypeNode): ParameterType {
    const ts = this.#ts;
    const { SyntaxKind } = ts;
    if (ts.isParenthesizedTypeNode(node)) return this.fromAnnotation(node.type);
    if (ts.isUnionTypeNode(node)) {
      return { kind: "union", types: node.types.map((each) => this.fromAnnotation(each)) };
    }
    if (ts.isArrayTypeNode(node)) {
      return { kind: "array", element: this.fromAnnotation(node.elementType) };
    }
    if (ts.isTypeOperatorNode(node) && node.operator === SyntaxKind.ReadonlyKeyword) {
      return this.fromAnnotation(node.type);
    }
    if (ts.isTypeReferenceNode(node) && node.typeArguments?.length === 1) {
      if (/^(Readonly)?Array$/.test(node.typeName.getText(this.#file))) {
        return { kind: "array", element: this.fromAnnotation(node.typeArguments[0]!) };
      }
    }
    if (ts.isLiteralTypeNode(node)) {
      if (node.literal.kind === SyntaxKind.NullKeyword) return { kind: "null" };
      const type = this.fromDefault(node.literal);
      const value = this.#literalValue(node.literal);
      return value === undefined ? type : { kind: "literal", value };
    }
    switch (node.kind) {
      case SyntaxKind.NumberKeyword:
        return { kind: "number" };
      case SyntaxKind.StringKeyword:
        return { kind: "string" };
      case SyntaxKind.BooleanKeyword:
        return { kind: "boolean" };
      case SyntaxKind.BigIntKeyword:
        return { kind: "bigint" };
      default:
        return { kind: "any" };
    }
  }

  #literalValue(node: TypeScript.Node): string | number | boolean | undefined {
    const ts = this.#ts;
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
    if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
      const value = this.#literalValue(node.operand);
      return typeof value === "number" ? -value : undefined;
    }
    return undefined;
  }

  fromDefault(node: TypeScript.Expression): ParameterType {
    const ts = this.#ts;
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
      const written = this.fromAnnotation(node.type);
      return written.kind === "any" ? this.fromDefault(node.expression) : written;
    }
    if (ts.isParenthesizedExpression(node)) return this.fromDefault(node.expression);
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return { kind: "string" };
    if (ts.isNumericLiteral(node)) return { kind: "number" };
    if (ts.isBigIntLiteral(node)) return { kind: "bigint" };
    if (ts.isPrefixUnaryExpression(node)) {
      return node.operator === ts.SyntaxKind.ExclamationToken
        ? { kind: "boolean" }
        : this.fromDefault(node.operand);
    }
    if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) {
      return { kind: "boolean" };
    }
    if (ts.isArrayLiteralExpression(node)) return { kind: "array", element: this.#elements(node) };
    if (ts.isObjectLiteralExpression(node)) return { kind: "object", fields: this.#fields(node) };
    if (ts.isBinaryExpression(node)) return this.#arithmetic(node);
    return { kind: "any" };
  }

  #elements(node: TypeScript.ArrayLiteralExpression): ParameterType {
    const types = node.elements.map((each) => this.fromDefault(each));
    if (types.length === 0) return { kind: "any" };
    return types.length === 1 ? types[0]! : { kind: "union", types: distinct(types) };
  }

  #fields(node: TypeScript.ObjectLiteralExpression): Map<string, ParameterType> {
    const ts = this.#ts;
    return new Map(node.properties.flatMap((property) => {
      if (!ts.isPropertyAssignment(property)) return [];
      const { name, initializer } = property;
      return ts.isIdentifier(name) || ts.isStringLiteral(name)
        ? [[name.text, this.fromDefault(initializer)]]
        : [];
    }));
  }

  /** Products and the like of numbers are numbers: `const bytes = 8 * 1024`. */
  #arithmetic(node: TypeScript.BinaryExpression): ParameterType {
    const left = this.fromDefault(node.left);
    const right = this.fromDefault(node.right);
    const numbers = left.kind === "number" && right.kind === "number";
    return numbers ? { kind: "number" } : { kind: "any" };
  }
}

function distinct(types: readonly ParameterType[]): ParameterType[] {
  return types.filter((type, i) => types.findIndex((each) => each.kind === type.kind) === i);
}
