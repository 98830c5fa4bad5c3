/**
 * Options that nobody knows.
 *
 * @module
 */

import { editDistance } from "./edit_distance.ts";

/**
 * The names of all options of an interface, such as its defaults have them: one that is missing or
 * misspelled does not compile.
 */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: unknown };

/**
 * Refuses options with an unknown name, which notebooks and scripts without types let through and which
 * would count for nothing. One that is undefined does count for nothing.
 *
 * @param verb Begins the sentence: what cannot be done.
 * @param options What was given.
 * @param names The names that there are.
 * @throws {TypeError} With the unknown name and the one that is probably meant, or when the options are
 *   no object.
 */
export function requireOptions<Options extends object>(
  verb: string,
  options: Options,
  names: OptionNames<Options>,
): void {
  const known = Object.keys(names);
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const found = Array.isArray(options) ? "a list" : JSON.stringify(options);
    throw new TypeError(
      `${verb}: wanted options as an object, such as { ${known[0] ?? ""} }, got ${found}`,
    );
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(names, name)) continue;
    const meant = nearest(name, known);
    throw new TypeError(
      `${verb}: there is no option "${name}"; ` +
        (meant === undefined ? "there are " : `"${meant}" is the nearest of `) + known.join(", "),
    );
  }
}

/** The known name that is least unlike; undefined if all are quite other words. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const plain = plainOf(name);
  const scored = known.map((candidate) => {
    const other = plainOf(candidate);
    // The beginning of a long name is often what is remembered of it.
    const whole = editDistance(plain, other);
    const start = editDistance(plain, other.slice(0, plain.length)) + 0.5;
    // A letter is in many words.
    const within = other.length > 2 && plain.includes(other) ? 1 : Infinity;
    return { candidate, distance: Math.min(whole, start, within) };
  });
  const best = scored.toSorted((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(1, plain.length / 2)
    ? best.candidate
    : undefined;
}

/** A name without what only differs by style, as in batch_size. */
function plainOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase();
}
