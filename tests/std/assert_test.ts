import * as std from "@std/assert";
import {
  assert,
  assertEquals,
  AssertionError,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";

interface Case {
  passes: () => void;
  fails: () => void;
}

class Box {
  constructor(readonly value: number) {}
}

const cases: Record<string, Case> = {
  assert: { passes: () => assert(1), fails: () => assert(0, "zero") },
  assertFalse: { passes: () => std.assertFalse(0), fails: () => std.assertFalse(1) },
  assertEquals: {
    passes: () => assertEquals({ a: [1, new Map([[1, NaN]])] }, { a: [1, new Map([[1, NaN]])] }),
    fails: () => assertEquals({ a: [1, new Map([[1, 2]])] }, { a: [1, new Map([[1, 3]])] }),
  },
  assertNotEquals: {
    passes: () => std.assertNotEquals([1], [2]),
    fails: () => std.assertNotEquals([1], [1]),
  },
  assertStrictEquals: {
    passes: () => std.assertStrictEquals(NaN, NaN),
    fails: () => std.assertStrictEquals({}, {}),
  },
  assertNotStrictEquals: {
    passes: () => std.assertNotStrictEquals({}, {}),
    fails: () => std.assertNotStrictEquals(1, 1),
  },
  assertAlmostEquals: {
    passes: () => std.assertAlmostEquals(1 + 1e-8, 1),
    fails: () => std.assertAlmostEquals(NaN, 1, 10),
  },
  "assertAlmostEquals with a tolerance": {
    passes: () => std.assertAlmostEquals(1.4, 1, 0.5),
    fails: () => std.assertAlmostEquals(1.6, 1, 0.5),
  },
  assertExists: { passes: () => std.assertExists(0), fails: () => std.assertExists(null) },
  assertGreater: { passes: () => std.assertGreater(2, 1), fails: () => std.assertGreater(1, 1) },
  assertGreaterOrEqual: {
    passes: () => std.assertGreaterOrEqual(1, 1),
    fails: () => std.assertGreaterOrEqual(0, 1),
  },
  assertLess: { passes: () => std.assertLess(1, 2), fails: () => std.assertLess(NaN, 2) },
  assertLessOrEqual: {
    passes: () => std.assertLessOrEqual(1, 1),
    fails: () => std.assertLessOrEqual(2, 1),
  },
  assertInstanceOf: {
    passes: () => std.assertInstanceOf(new Box(1), Box),
    fails: () => std.assertInstanceOf({ value: 1 }, Box),
  },
  assertStringIncludes: {
    passes: () => assertStringIncludes("abc", "b"),
    fails: () => assertStringIncludes("abc", "d"),
  },
  assertMatch: {
    passes: () => std.assertMatch("a1", /\d/),
    fails: () => std.assertMatch("a", /\d/),
  },
  assertNotMatch: {
    passes: () => std.assertNotMatch("a", /\d/),
    fails: () => std.assertNotMatch("a1", /\d/),
  },
  assertArrayIncludes: {
    passes: () => std.assertArrayIncludes([{ a: 1 }, { a: 2 }], [{ a: 2 }]),
    fails: () => std.assertArrayIncludes([1, 2], [2, 3]),
  },
  assertObjectMatch: {
    passes: () => std.assertObjectMatch({ a: { b: 1, c: 2 }, d: 3 }, { a: { b: 1 } }),
    fails: () => std.assertObjectMatch({ a: { b: 1 } }, { a: { b: 1, c: undefined } }),
  },
  assertIsError: {
    passes: () => std.assertIsError(new TypeError("wanted"), TypeError, "want"),
    fails: () => std.assertIsError(new Error("wanted"), TypeError),
  },
  fail: { passes: () => {}, fails: () => std.fail("always") },
};

describe("assertions", () => {
  for (const [name, { passes, fails }] of Object.entries(cases)) {
    it(`${name}() passes and fails where it should`, () => {
      passes();
      assertThrows(fails, AssertionError);
    });
  }

  it("assertEquals() shows what differs", () => {
    const error = assertThrows(() => assertEquals({ a: 1, b: 2 }, { a: 1, b: 3 }), AssertionError);
    assertStringIncludes(error.message, "b: 2");
    assertStringIncludes(error.message, "b: 3");
  });

  it("assertEquals() tells typed arrays of different types apart", () => {
    assertThrows(
      () => assertEquals<unknown>(new Float32Array([1]), new Float64Array([1])),
      AssertionError,
      "Float32Array",
    );
  });

  it("assertEquals() reports a difference between long arrays at once", () => {
    const actual = new Float32Array(100_000).fill(1);
    const started = performance.now();
    const error = assertThrows(
      () => assertEquals(actual, new Float32Array(100_000), "weights"),
      AssertionError,
      "100000 elements differ",
    );
    assert(performance.now() - started < 2_000);
    assertStringIncludes(error.message, "[0] actual 1, expected 0");
    assertStringIncludes(error.message, "weights");
  });

  it("assertThrows() returns the error and checks class and message", () => {
    const failing = () => {
      throw new RangeError("rank 7");
    };
    assertEquals(assertThrows(failing, RangeError, "rank").message, "rank 7");
    assertThrows(() => assertThrows(() => {}), AssertionError, "Expected the function to throw");
    assertThrows(() => assertThrows(failing, TypeError), AssertionError, "Expected TypeError");
    assertThrows(() => assertThrows(failing, RangeError, "size"), AssertionError, "size");
  });

  it("assertRejects() resolves to the error and checks class and message", async () => {
    const failing = () => Promise.reject(new RangeError("rank 7"));
    assertEquals((await assertRejects(failing, RangeError, "rank")).message, "rank 7");
    await assertRejects(() => assertRejects(() => Promise.resolve(1)), AssertionError, "to reject");
    await assertRejects(() => assertRejects(failing, TypeError), AssertionError, "TypeError");
    const throwing = (): Promise<void> => {
      throw new RangeError("early");
    };
    await assertRejects(() => assertRejects(throwing), AssertionError, "the function threw");
  });
});
