import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { permutation } from "../../src/core/permutation.ts";

describe("permutation", () => {
  it("permutation() returns each integer once", () => {
    for (const size of [0, 1, 2, 255, 256, 70_000]) {
      const sorted = permutation(size, 3).sort();
      assertEquals(sorted.length, size);
      assertEquals(sorted.every((value, i) => value === i), true);
    }
  });

  it("permutation() is decided by the seed alone", () => {
    assertEquals(permutation(10, 7), permutation(10, [7]));
    assertEquals(Array.from(permutation(10, 7)), [1, 6, 9, 4, 8, 3, 5, 7, 2, 0]);
    assertNotEquals(permutation(100, [7, 1]), permutation(100, [7, 2]));
    assertNotEquals(permutation(100, [1, 7]), permutation(100, [7, 1]));
    assertNotEquals(permutation(100, 0), permutation(100, 2 ** 32));
    assertNotEquals(permutation(100, -1), permutation(100, 1));
  });

  it("permutation() puts each value at each place about equally often", () => {
    const size = 8;
    const rounds = 8000;
    const counts = Array.from({ length: size }, () => new Float64Array(size));
    for (let seed = 0; seed < rounds; seed++) {
      permutation(size, seed).forEach((value, place) => counts[place]![value]!++);
    }
    const expected = rounds / size;
    const chiSquare = counts.reduce(
      (sum, row) => row.reduce((s, count) => s + (count - expected) ** 2 / expected, sum),
      0,
    );
    // 49 degrees of freedom: beyond 85 is one case in a thousand.
    assertEquals(chiSquare < 85, true, `chi square is ${chiSquare}`);
  });

  it("permutation() rejects sizes and seeds that are no integers", () => {
    assertThrows(() => permutation(-1, 0), RangeError, "current value is -1");
    assertThrows(() => permutation(2.5, 0), RangeError, "current value is 2.5");
    assertThrows(() => permutation(3, 0.5), RangeError, "seed must be a safe integer");
    assertThrows(() => permutation(3, [1, NaN]), RangeError, "current value is NaN");
  });
});
