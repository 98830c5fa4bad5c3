import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { shapeIn, termsOf, trials } from "../../../src/jit/saved_model/axes.ts";

const names = ["batch", "time"];
const found = (number: (batch: number, time: number) => number) =>
  termsOf(names, trials(names).map(({ batch, time }) => number(batch!, time!)));

describe("termsOf()", () => {
  it("finds sums of products of axes", () => {
    assertEquals(found(() => 7), [{ factor: 7, axes: [] }]);
    assertEquals(found(() => 0), []);
    assertEquals(found((batch) => batch), [{ factor: 1, axes: ["batch"] }]);
    assertEquals(found((batch, time) => 2 * batch * time - 3 * time + 1), [
      { factor: 1, axes: [] },
      { factor: -3, axes: ["time"] },
      { factor: 2, axes: ["batch", "time"] },
    ]);
  });

  it("finds none where the last trial disproves it, or a factor is no whole number", () => {
    assertEquals(found((batch) => batch ** 2), undefined);
    assertEquals(found((batch) => batch > 225 ? 1 : 0), undefined);
    assertEquals(found((batch) => Math.ceil(batch / 2)), undefined);
    assertEquals(found((batch) => 1 / batch), undefined);
  });
});

describe("trials()", () => {
  it("tries each length with each, and all of them anew at the end", () => {
    assertEquals(trials([]), [{}]);
    assertEquals(trials(["a"]).length, 3);
    const two = trials(names);
    assertEquals(new Set(two.map((trial) => JSON.stringify(trial))).size, 5);
    for (const trial of two.slice(0, 4)) {
      for (const name of names) assertNotEquals(trial[name], two.at(-1)![name]);
    }
    assert(two.every(({ batch, time }) => batch !== time));
    assertEquals(shapeIn({ batch: 3 }, ["batch", 2, "batch"]), [3, 2, 3]);
  });

  it("refuses more axes than it can try", () => {
    assertThrows(() => trials(["a", "b", "c", "d"]), RangeError, "give all but 3 of them one");
  });
});
