/**
 * What is searched.
 *
 * @module
 */

import { generator } from "../../core/permutation.ts";
import type { JsonValue } from "../../core/json_value.ts";

/** Numbers from a range. */
export interface Range {
  /** The smallest. */
  readonly min: number;
  /** The largest. */
  readonly max: number;
  /** Whether equal factors are equally likely, as for learning rates; false unless told. */
  readonly log?: boolean;
  /** Whether only whole numbers are drawn; false unless told. */
  readonly integer?: boolean;
}

/** Values of one parameter: a list, or a range. */
export type Choice = readonly JsonValue[] | Range;

/** Parameters by name. */
export type Space = Readonly<Record<string, Choice>>;

/** A value for each parameter. */
export type Params<S extends Space> = {
  readonly [K in keyof S]: S[K] extends readonly (infer V)[] ? V : number;
};

function isList(choice: Choice): choice is readonly JsonValue[] {
  return Array.isArray(choice);
}

/**
 * Refuses spaces without values.
 *
 * @throws {RangeError} When a list is empty, or a range is none.
 */
export function checkSpace(space: Space): void {
  for (const [name, choice] of Object.entries(space)) {
    if (isList(choice)) {
      if (choice.length > 0) continue;
      throw new RangeError(`Cannot search: "${name}" has no values`);
    }
    const { min, max, log = false } = choice;
    if (min <= max && (!log || min > 0)) continue;
    throw new RangeError(
      `Cannot search: the range of "${name}" must have a min of at most its max` +
        `${
          log ? ", both greater than 0 for a logarithmic one" : ""
        }, current are ${min} and ${max}`,
    );
  }
}

/**
 * All combinations of lists, the last parameter changing fastest.
 *
 * @throws {TypeError} When a parameter has a range.
 */
export function gridOf<S extends Space>(space: S): Params<S>[] {
  const ranged = Object.entries(space).find(([, choice]) => !isList(choice));
  if (ranged !== undefined) {
    throw new TypeError(
      `Cannot search a grid: "${ranged[0]}" is a range; list its values, or search at random`,
    );
  }
  let all: Record<string, JsonValue>[] = [{}];
  for (const [name, values] of Object.entries(space)) {
    all = all.flatMap((one) =>
      (values as readonly JsonValue[]).map((value) => ({ ...one, [name]: value }))
    );
  }
  return all as Params<S>[];
}

/** The values of a trial, decided by the seed and its number alone. */
export function drawn<S extends Space>(space: S, seed: number, trial: number): Params<S> {
  const next = generator([seed, trial]);
  const share = () => next() / 4294967296;
  const values = Object.entries(space).map(([name, choice]) => {
    const at = share();
    if (isList(choice)) return [name, choice[Math.floor(at * choice.length)]!];
    const { min, max, log = false, integer = false } = choice;
    // Each whole number is as likely as the others.
    const [low, high] = integer ? [Math.ceil(min), Math.floor(max) + 1] : [min, max];
    const value = log ? low * (high / low) ** at : low + (high - low) * at;
    return [name, integer ? Math.min(Math.floor(value), Math.floor(max)) : value];
  });
  return Object.fromEntries(values) as Params<S>;
}
