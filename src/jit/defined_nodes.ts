/**
 * A compiled function's nodes as they were before TensorFlow's rewrites.
 *
 * @module
 */

import { NodeAttrs } from "../ffi/attr_value.ts";
import { type EncodedNode, readFunctionDef } from "../ffi/function_library.ts";

/** Attribute of what XLA compiles. */
export const XLA = "_XlaMustCompile";

/** Attributes longer than this are data: nodes that have such are never taken for equal. */
const LONGEST_ATTR = 1024;

/** Attribute that names the function which stands under a part of a loop's or a branch's name. */
const PARTS: Readonly<Record<string, string>> = {
  body: "body",
  cond: "cond",
  then: "then_branch",
  else: "else_branch",
};

/** `loop/body/_1/node` and `call/node`, as TensorFlow calls nodes of functions put in their place. */
const INLINED = /^([^/]+)\/(?:(body|cond|then|else)\/_\d+\/)?(.+)$/;

/** One function. */
interface Defined {
  readonly nodes: ReadonlyMap<string, EncodedNode>;
  readonly args: ReadonlySet<string>;
  /** Whether XLA compiles it as a whole. */
  readonly compiled: boolean;
}

/** Nodes of a function, and of those that it calls, by the names that they have when it runs. */
export class DefinedNodes {
  readonly #functions = new Map<string, Defined>();
  readonly #main: string | undefined;
  readonly #found = new Map<string, EncodedNode | undefined>();
  readonly #keys = new Map<string, string>();
  readonly #shortKeys = new Map<string, string>();

  /** Reads encoded `FunctionDef`s; the first function is the one that runs, the others its callees. */
  constructor(definitions: readonly Uint8Array[]) {
    for (const definition of definitions) {
      const { name, inputs, nodes } = readFunctionDef(definition);
      this.#main ??= name;
      this.#functions.set(name, {
        nodes: new Map(nodes.map((node) => [node.name, node])),
        args: new Set(inputs.map((input) => input.name)),
        // Attributes of a function stand where those of a node do.
        compiled: new NodeAttrs(definition).bool(XLA),
      });
    }
  }

  /** The node called `name` when the function runs, its inputs under such names too. */
  get(name: string): EncodedNode | undefined {
    if (!this.#found.has(name)) this.#found.set(name, this.#locate(name)?.node);
    return this.#found.get(name);
  }

  /** Whether `name` is an argument of the function that its path leads to. */
  isArgument(name: string): boolean {
    return this.#locate(name)?.isArgument ?? false;
  }

  #locate(
    name: string,
    scope = this.#main ?? "",
    prefix = "",
  ): { node?: EncodedNode; isArgument: boolean } | undefined {
    const defined = this.#functions.get(scope);
    if (defined === undefined) return undefined;
    if (defined.args.has(name)) return { isArgument: true };
    const node = defined.nodes.get(name);
    if (node !== undefined) {
      const inputs = node.inputs.map((input) =>
        input.startsWith("^") ? `^${prefix}${input.slice(1)}` : prefix + input
      );
      return { node: { ...node, inputs }, isArgument: false };
    }
    const [, first = "", part, rest] = INLINED.exec(name) ?? [];
    const caller = defined.nodes.get(first);
    if (caller === undefined || rest === undefined) return undefined;
    const callee = caller.attrs.func(PARTS[part ?? ""] ?? "f") ?? caller.op;
    return this.#locate(rest, callee, prefix + name.slice(0, name.length - rest.length));
  }

  /** Whether the node `name`, which runs `op`, is a launch of what XLA compiled. */
  isLaunch(name: string, op: string): boolean {
    const attrs = this.get(name)?.attrs;
    return attrs?.bool(XLA) || (this.#functions.get(attrs?.func("f") ?? op)?.compiled ?? false);
  }

  /**
   * Makes a function that finds the one among `names` which computes the same as a node that
   * TensorFlow left out: it computes equal nodes once, and still names the other as an input.
   */
  twins(names: ReadonlySet<string>): (name: string) => string | undefined {
    let byKey: Map<string, string> | undefined;
    return (name) => {
      if (this.get(name) === undefined) return undefined;
      byKey ??= new Map([...names].map((one) => [this.#keyOf(one), one]));
      return byKey.get(this.#keyOf(name));
    };
  }

  /** Equal for nodes with equal op, inputs and attributes. */
  #keyOf(name: string): string {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const node = this.get(name);
    if (node === undefined) return name;
    // Against a loop's cycle.
    this.#keys.set(name, name);
    const attrs = [...node.attrs.values].sort(([a], [b]) => a < b ? -1 : 1);
    let key = name;
    if (attrs.every(([, value]) => value.length <= LONGEST_ATTR)) {
      const inputs = node.inputs.map((input) => {
        const [from = "", ...output] = input.split(":");
        return [this.#keyOf(from), ...output].join(":");
      });
      key = this.#shorten(
        [node.op, inputs.join(), ...attrs.map(([attr, value]) => `${attr}=${value}`)].join("\n"),
      );
    }
    this.#keys.set(name, key);
    return key;
  }

  /** A short text in the place of a long one, which would grow with the graph's depth. */
  #shorten(text: string): string {
    let short = this.#shortKeys.get(text);
    if (short === undefined) {
      short = `#${this.#shortKeys.size}`;
      this.#shortKeys.set(text, short);
    }
    return short;
  }
}
