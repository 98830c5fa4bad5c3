import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { cut, pad, widthOf, wrap } from "../../../src/display/text/fit.ts";

describe("fit", () => {
  it("widthOf() counts columns", () => {
    const widths: [string, number][] = [
      ["", 0],
      ["abc", 3],
      ["日本", 4],
      ["e\u0301", 1],
      ["שלום", 4],
      ["👩‍💻", 2],
      ["❤️", 2],
      ["\u200b", 0],
      ["█▁…", 3],
    ];
    for (const [text, width] of widths) assertEquals(widthOf(text), width, text);
  });

  it("cut() keeps whole characters", () => {
    assertEquals(cut("abcdef", 4), "abc…");
    assertEquals(cut("abcd", 4), "abcd");
    assertEquals(cut("日本語", 4), "日…");
    assertEquals(cut("e\u0301e\u0301e\u0301", 2), "e\u0301…");
    assertEquals(cut("x".repeat(1_000_000), 3), "xx…");
    assertEquals(cut("日".repeat(1_000_000), 5), "日日…");
    assertEquals(cut("abc", 0), "");
  });

  it("pad() and wrap() keep to the columns", () => {
    assertEquals(pad("日", 4), "日  ");
    assertEquals(pad("1", 3, "right"), "  1");
    assertEquals(wrap(["aa", "bb", "cc"], 7), ["aa · bb", "cc"]);
    assertEquals(wrap(["aaaaaa"], 3), ["aa…"]);
  });
});
