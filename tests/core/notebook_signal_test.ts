import { assertEquals, assertStrictEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { notebookSignal } from "../../src/core/notebook_signal.ts";

const world = globalThis as Record<symbol, unknown>;
const key = Symbol.for("tensaur.notebook");

describe("notebookSignal()", () => {
  it("is the signal of the cell that runs, and nothing outside a notebook", () => {
    assertEquals(notebookSignal(), undefined);
    const { signal } = new AbortController();
    world[key] = { signal };
    try {
      assertStrictEquals(notebookSignal(), signal);
    } finally {
      delete world[key];
    }
  });
});
