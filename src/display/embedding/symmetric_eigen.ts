/**
 * Eigenvectors of small symmetric matrices.
 *
 * @module
 */

/** An eigenvalue and its vector of length 1. */
export interface Eigenpair {
  readonly value: number;
  readonly vector: Float64Array;
}

/**
 * All eigenvalues, the largest first, by Jacobi's rotations.
 *
 * @param matrix Symmetric, row by row; it is changed.
 */
export function symmetricEigen(matrix: Float64Array[]): Eigenpair[] {
  const size = matrix.length;
  const vectors = matrix.map((_, i) => new Float64Array(size).fill(1, i, i + 1));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) off += matrix[p]![q]! ** 2;
    }
    const whole = matrix.reduce((sum, row, i) => sum + row[i]! ** 2, off);
    if (off <= 1e-30 * whole) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(matrix, vectors, [p, q]);
    }
  }
  return matrix.map((row, i) => ({
    value: row[i]!,
    vector: Float64Array.from(vectors, (one) => one[i]!),
  })).sort((a, b) => b.value - a.value);
}

/** Makes one entry zero. */
function rotate(
  matrix: Float64Array[],
  vectors: Float64Array[],
  [p, q]: readonly [number, number],
): void {
  const entry = matrix[p]![q]!;
  if (entry === 0) return;
  const ratio = (matrix[q]![q]! - matrix[p]![p]!) / (2 * entry);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  const mix = (row: Float64Array) => {
    const [a, b] = [row[p]!, row[q]!];
    row[p] = cosine * a - sine * b;
    row[q] = sine * a + cosine * b;
  };
  matrix.forEach(mix);
  vectors.forEach(mix);
  const [above, below] = [matrix[p]!, matrix[q]!];
  for (let i = 0; i < matrix.length; i++) {
    const [a, b] = [above[i]!, below[i]!];
    above[i] = cosine * a - sine * b;
    below[i] = sine * a + cosine * b;
  }
}
