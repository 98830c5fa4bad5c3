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

/** Nodes by name, and which of them compute the same. */
export class DefinedNodes {
  /** The nodes; those of the first function where names are equal. */
  readonly byName = new Map<string, EncodedNode>();
  /** Functions that XLA compiles as a whole. */
  readonly compiled = new Set<string>();
  readonly #keys = new Map<string, string>();

  /** Reads the nodes of encoded `FunctionDef`s. */
  constructor(definitions: readonly Uint8Array[]) {
    for (const definition of definitions) {
      const { name, nodes } = readFunctionDef(definition);
      // Attributes of a function stand where those of a node do.
      if (new NodeAttrs(definition).bool(XLA)) this.compiled.add(name);
      for (const node of nodes) if (!this.byName.has(node.name)) this.byName.set(node.name, node);
    }
  }

  /** Whether the node `name`, which runs `op`, is a launch of what XLA compiled. */
  isLaunch(name: string, op: string): boolean {
    const attrs = this.byName.get(name)?.attrs;
    return attrs?.bool(XLA) || this.compiled.has(attrs?.func("f") ?? op);
  }

  /**
   * Makes a function that finds the one among `names` which computes the same as a node that
   * TensorFlow left out: it computes equal nodes once, and still names the other as an input.
   */
  twins(names: ReadonlySet<string>): (name: string) => string | undefined {
    let byKey: Map<string, string> | undefined;
    return (name) => {
      if (!this.byName.has(name)) return undefined;
      byKey ??= new Map([...names].map((one) => [this.#keyOf(one), one]));
      return byKey.get(this.#keyOf(name));
    };
  }

  /** Equal for nodes with equal op, inputs and attributes. */
  #keyOf(name: string): string {
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const node = this.byName.get(name);
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
      key = this.#intern(
        [node.op, inputs.join(), ...attrs.map(([attr, value]) => `${attr}=${value}`)].join("\n"),
      );
    }
    this.#keys.set(name, key);
    return key;
  }

  readonly #interned = new Map<string, string>();

  /** A short text in the place of a long one, which would grow with the graph's depth. */
  #intern(text: string): string {
    let short = this.#interned.get(text);
    if (short === undefined) {
      short = `#${this.#interned.size}`;
      this.#interned.set(text, short);
    }
    return short;
  }
}
