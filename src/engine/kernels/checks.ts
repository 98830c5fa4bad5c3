/** Checks of what would end the process if TensorFlow were given it. @module */

/**
 * Checks the number of axes of an input.
 *
 * @throws {TypeError} If it is not `rank`.
 */
export function requireRank(
  kernel: string,
  rank: number,
  shapes: Record<string, readonly number[]>,
): void {
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape.length === rank) continue;
    throw new TypeError(
      `Cannot run ${kernel}: ${name} must have ${rank} axes, and its shape is [${shape}]`,
    );
  }
}

/**
 * Checks sizes and steps of a window.
 *
 * @throws {RangeError} If one is not a positive integer.
 */
export function requirePositive(kernel: string, values: Record<string, readonly number[]>): void {
  for (const [name, list] of Object.entries(values)) {
    if (list.every((value) => Number.isInteger(value) && value > 0)) continue;
    throw new RangeError(`Cannot run ${kernel}: ${name} must be positive integers, not [${list}]`);
  }
}

/**
 * Checks axes of a tensor that has `rank` of them.
 *
 * @throws {RangeError} If one of them is not there.
 */
export function requireAxes(kernel: string, rank: number, axes: readonly number[]): void {
  if (axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank)) return;
  throw new RangeError(
    `Cannot run ${kernel}: the axes [${axes}] must lie between 0 and ${rank - 1}`,
  );
}
