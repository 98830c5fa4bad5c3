/** Shapes: lists of axis lengths. @module */

/** Number of elements in a tensor of `shape`; 1 for a scalar. */
export function shapeSize(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** `shape` as text, such as `[2,3]`, and `[]` for a scalar. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(",")}]`;
}
