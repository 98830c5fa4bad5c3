/** Which dtypes random numbers can have. @module */

/**
 * Refuses a dtype that `op` has no numbers of; none given is float32.
 *
 * @throws {TypeError} If `dtype` is not among `known`.
 */
export function checkDtype(op: string, dtype: string | undefined, known: readonly string[]): void {
  if ((dtype ?? null) === null || known.includes(dtype!)) return;
  throw new TypeError(
    `Cannot draw with ${op}: dtype must be ${known.join(" or ")}, current value is "${dtype}"`,
  );
}
