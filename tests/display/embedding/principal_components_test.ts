import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { principalComponents } from "../../../src/display/embedding/principal_components.ts";
import { symmetricEigen } from "../../../src/display/embedding/symmetric_eigen.ts";

interface Golden {
  readonly points: number[][];
  readonly scores: [number, number][];
  readonly shares: [number, number];
}

const golden = JSON.parse(
  await Deno.readTextFile(new URL("../../parity/display/pca.json", import.meta.url)),
) as Record<string, Golden>;

function rows(points: readonly (readonly number[])[]) {
  return {
    count: points.length,
    length: points[0]?.length ?? 0,
    values: Float64Array.from(points.flat()),
  };
}

describe("principalComponents", () => {
  for (const [name, { points, scores, shares }] of Object.entries(golden)) {
    it(`agrees with NumPy on ${points.length} vectors of ${points[0]!.length} (${name})`, () => {
      const plane = principalComponents(rows(points));
      scores.forEach(([x, y], row) => {
        assertAlmostEquals(plane.x[row]!, x, 1e-5);
        assertAlmostEquals(plane.y[row]!, y, 1e-5);
      });
      shares.forEach((share, i) => assertAlmostEquals(plane.shares[i]!, share, 1e-9));
    });
  }

  it("takes what lies on a line, in a point, and nothing at all", () => {
    const line = principalComponents(rows([[1, 1, 1], [2, 2, 2], [4, 4, 4]]));
    assertAlmostEquals(line.shares[0], 1, 1e-12);
    assertAlmostEquals(line.shares[1], 0, 1e-12);
    assertLess(Math.max(...line.y.map(Math.abs)), 1e-6);
    assertEquals(principalComponents(rows([[3, 3], [3, 3]])).shares, [0, 0]);
    assertEquals(principalComponents(rows([[1], [3]])).shares, [1, 0]);
    assertEquals([...principalComponents(rows([[1], [3]])).x], [-1, 1]);
    assertEquals([...principalComponents(rows([])).x], []);
  });

  it("finds the plane among many numbers per vector", () => {
    const count = 40;
    const length = 3_000;
    const values = Float64Array.from({ length: count * length }, (_, i) => {
      const [row, column] = [Math.floor(i / length), i % length];
      return 5 * Math.cos(row) * (column < 1_500 ? 1 : 0) + 2 * Math.sin(3 * row) *
          (column < 1_500 ? 0 : 1) +
        Math.sin(i * i) / 10;
    });
    const { shares } = principalComponents({ count, length, values });
    assertLess(0.99, shares[0] + shares[1]);
    assertLess(shares[0] + shares[1], 1);
  });
});

describe("symmetricEigen", () => {
  it("finds values and vectors, the largest first", () => {
    const pairs = symmetricEigen([[2, 1], [1, 2]].map((row) => Float64Array.from(row)));
    assertAlmostEquals(pairs[0]!.value, 3, 1e-12);
    assertAlmostEquals(pairs[1]!.value, 1, 1e-12);
    assertAlmostEquals(pairs[0]!.vector[0]! / pairs[0]!.vector[1]!, 1, 1e-12);
  });
});
