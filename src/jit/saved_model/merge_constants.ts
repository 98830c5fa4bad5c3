/**
 * Constants that differ in the lengths of axes.
 *
 * @module
 */

import { type AxisNames, termsOf } from "./axes.ts";
import type { ComputedConstants } from "./computed_constants.ts";
import { type KnownIntegers, knownIntegers } from "./known_integers.ts";

/** Adds nodes in the place of a constant; false if that cannot be. */
export function addConstant(
  constants: ComputedConstants,
  names: AxisNames,
  name: string,
  values: readonly Uint8Array[],
): boolean {
  const all = values.map(knownIntegers).filter((one) => one !== undefined);
  const [first] = all;
  if (first === undefined || all.length < values.length || first.shape.length > 1) return false;
  if (all.some(({ shape }) => String(shape) !== String(first.shape))) {
    return addRange(constants, names, name, all);
  }
  const elements = first.values.map((_, i) => termsOf(names, all.map((one) => one.values[i]!)));
  if (!elements.every((terms) => terms !== undefined)) return false;
  constants.add(name, { ...first, elements });
  return true;
}

/** Adds nodes in the place of the numbers of examples, say. */
function addRange(
  constants: ComputedConstants,
  names: AxisNames,
  name: string,
  all: readonly KnownIntegers[],
): boolean {
  const { dtype, values: [start = 0, next = 0] } = all[0]!;
  const step = next - start;
  const counts = all.every(({ shape, values }) =>
    shape.length === 1 && values.every((value, i) => value === start + i * step)
  );
  const end = termsOf(names, all.map(({ values }) => start + values.length * step));
  if (!counts || step === 0 || end === undefined) return false;
  constants.addRange(name, { dtype, start, step, end });
  return true;
}
