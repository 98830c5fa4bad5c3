import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { secondsText } from "../../../src/display/text/number_text.ts";
import { applyMasks, DEFAULT_MASKS } from "../../../src/notebook/compare/masks.ts";

describe("secondsText()", () => {
  const times = [0, 0.000012, 0.0123, 0.94, 1, 9.94, 75.4, 12_345];

  it("has two digits, or whole seconds", () => {
    assertEquals(times.map(secondsText), [
      "0 s",
      "0 s",
      "0.012 s",
      "0.94 s",
      "1.0 s",
      "9.9 s",
      "75 s",
      "12,345 s",
    ]);
  });

  it("is hidden where outputs of notebooks are compared", () => {
    for (const time of times) {
      assertEquals(applyMasks(secondsText(time), DEFAULT_MASKS), "<duration>");
    }
  });
});
