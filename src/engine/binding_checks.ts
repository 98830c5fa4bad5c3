/** Checks on what tfjs-node's code hands to the binding. @module */

import { AttrKind, type OpAttr } from "../ffi/op_attrs.ts";

const EXPECTED: Record<number, { type: string; what: string }> = {
  [AttrKind.string]: { type: "string", what: "a string" },
  [AttrKind.int]: { type: "number", what: "a number" },
  [AttrKind.float]: { type: "number", what: "a number" },
  [AttrKind.bool]: { type: "boolean", what: "a boolean" },
  [AttrKind.type]: { type: "number", what: "a TF_DataType" },
};

/**
 * Checks that every attribute of `op` has a value of its kind.
 *
 * @throws {TypeError} If one has not.
 */
export function checkAttrs(op: string, attrs: readonly OpAttr[]): void {
  if (typeof op !== "string" || !Array.isArray(attrs)) {
    throw new TypeError(`Cannot run ${op}: an op needs a name and a list of attributes`);
  }
  for (const { name, type, value } of attrs) {
    const expected = EXPECTED[type];
    if (expected === undefined) continue;
    const values = Array.isArray(value) ? value : [value];
    if (values.every((one) => typeof one === expected.type)) continue;
    throw new TypeError(
      `Cannot run ${op}: attribute "${name}" must be ${expected.what}, not ${
        JSON.stringify(value)
      }`,
    );
  }
}
