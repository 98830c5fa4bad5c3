/**
 * Geometry of augmentation: where in a picture each pixel of the result comes from. The one definition
 * for arrays on the host and for tensors.
 *
 * @module
 */

/**
 * Eight numbers as in TensorFlow's ImageProjectiveTransformV3: pixel `(x, y)` of the result is taken at
 * `((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)` with `k = c0 x + c1 y + 1`.
 */
export type Transform = readonly [
  a0: number,
  a1: number,
  a2: number,
  b0: number,
  b1: number,
  b2: number,
  c0: number,
  c1: number,
];

/** Height and width of a picture. */
export interface ImageSize {
  /** Pixels down. */
  readonly height: number;
  /** Pixels across. */
  readonly width: number;
}

/** Every pixel at its place. */
export const IDENTITY: Transform = [1, 0, 0, 0, 1, 0, 0, 0];

/** Mirrors left and right. */
export function horizontalFlip({ width }: ImageSize): Transform {
  return [-1, 0, width - 1, 0, 1, 0, 0, 0];
}

/** Mirrors top and bottom. */
export function verticalFlip({ height }: ImageSize): Transform {
  return [1, 0, 0, 0, -1, height - 1, 0, 0];
}

/** Turns about the middle, counter-clockwise to the eye by a share of the full circle. */
export function rotation(turn: number, { height, width }: ImageSize): Transform {
  const angle = turn * 2 * Math.PI;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  return [cos, -sin, cx - cx * cos + cy * sin, sin, cos, cy - cx * sin - cy * cos, 0, 0];
}

/** Shows more (above 1) or less (below 1) of each side about the middle. */
export function zoom(
  { height: down, width: across }: ImageSize,
  { height, width }: ImageSize,
): Transform {
  return [across, 0, (width - 1) / 2 * (1 - across), 0, down, (height - 1) / 2 * (1 - down), 0, 0];
}

/** Moves to the right and down by pixels. */
export function translation(right: number, down: number): Transform {
  return [1, 0, -right, 0, 1, -down, 0, 0];
}

/** Slants along x and y, from the upper left corner. */
export function shear(x: number, y: number): Transform {
  return [1, x, 0, y, 1, 0, 0, 0];
}

/**
 * One transform for two: what `second` makes of the result of `first`.
 */
export function compose(first: Transform, second: Transform): Transform {
  // A pixel of the last result is looked up by `second` in the middle one, and that by `first`.
  const [a, b] = [[...first, 1], [...second, 1]];
  const product = Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [Math.floor(i / 3) * 3, i % 3];
    return a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
  });
  const scale = product[8]!;
  return product.slice(0, 8).map((value) => value / scale) as unknown as Transform;
}
