/**
 * The normal distribution.
 *
 * @module
 */

/** Complement of the error function, to about 15 digits. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x > 27) return 0;
  if (x < 2) {
    // Series of erf: 2/√π · exp(-x²) · Σ 2^k x^(2k+1) / (1·3·5…(2k+1))
    let [term, sum] = [x, x];
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= 2 * x * x / (2 * k + 1);
      sum += term;
    }
    return 1 - 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }
  // Continued fraction, from the inside out.
  let fraction = x;
  for (let k = 100; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** The share of a standard normal distribution below z. */
export function normalShare(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

/** The z below which a share of a standard normal distribution lies. */
export function normalQuantile(share: number): number {
  if (!(share > 0)) return share === 0 ? -Infinity : NaN;
  if (share >= 1) return share === 1 ? Infinity : NaN;
  if (share > 0.5) return -normalQuantile(1 - share);
  // A start of three digits (Abramowitz and Stegun 26.2.23), then Halley's steps.
  const t = Math.sqrt(-2 * Math.log(share));
  let z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let step = 0; step < 4; step++) {
    const slope = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    if (slope === 0) break;
    const error = (normalShare(z) - share) / slope;
    z -= error / (1 + z * error / 2);
  }
  return z;
}
