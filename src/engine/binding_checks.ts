/** Checks on what tfjs-node's code hands to the binding. @module */

import { AttrKind, type OpAttr } from "../ffi/op_attrs.ts";

const EXPECTED: Record<number, { is: (value: unknown) => boolean; what: string }> = {
  [AttrKind.string]: { is: (value) => typeof value === "string", what: "a string" },
  [AttrKind.int]: { is: isNumber, what: "a number" },
  [AttrKind.float]: { is: isNumber, what: "a number" },
  [AttrKind.bool]: { is: (value) => typeof value === "boolean", what: "a boolean" },
  [AttrKind.type]: { is: isNumber, what: "a TF_DataType" },
};

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}

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
    if (values.every(expected.is)) continue;
    throw new TypeError(
      `Cannot run ${op}: attribute "${name}" must be ${expected.what}, not ${
        JSON.stringify(value)
      }`,
    );
  }
}
