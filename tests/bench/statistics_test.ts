import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ratioOf, spreadOf } from "../../bench/statistics.ts";

describe("spreadOf()", () => {
  it("interpolates between neighbours and does not mind the order", () => {
    assertEquals(spreadOf([4, 1, 3, 2]), { low: 1.75, median: 2.5, high: 3.25 });
  });

  it("is the number itself where there is but one", () => {
    assertEquals(spreadOf([7]), { low: 7, median: 7, high: 7 });
  });

  it("refuses no numbers", () => {
    assertThrows(() => spreadOf([]), RangeError, "at least one number");
  });
});

describe("ratioOf()", () => {
  it("divides round by round, so that a slow round of the machine cancels out", () => {
    assertEquals(ratioOf([1, 10, 2], [2, 20, 4]).median, 0.5);
  });

  it("leaves out rounds that one side lacks", () => {
    assertEquals(ratioOf([1, 1, 100], [2, 2]), { low: 0.5, median: 0.5, high: 0.5 });
  });
});
