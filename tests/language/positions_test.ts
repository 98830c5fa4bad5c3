import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  fromCodePoints,
  offsetAt,
  positionAt,
  toCodePoints,
} from "../../src/language/positions.ts";

describe("positions", () => {
  // An emoji is one code point and two UTF-16 units; the family is seven code points.
  const text = "a😀b\n👨‍👩‍👧‍👦ñ\r\nz";

  it("fromCodePoints() and toCodePoints() undo each other at every place", () => {
    const points = [...text].length;
    for (let at = 0; at <= points; at++) {
      assertEquals(toCodePoints(text, fromCodePoints(text, at)), at);
    }
    assertEquals(fromCodePoints(text, 2), 3);
    assertEquals(toCodePoints(text, text.length), points);
  });

  it("fromCodePoints() and toCodePoints() keep to the text", () => {
    assertEquals(fromCodePoints(text, 1000), text.length);
    assertEquals(fromCodePoints("", 3), 0);
    assertEquals(toCodePoints("ab", 1000), 2);
    assertEquals(toCodePoints("😀", 1), 0);
  });

  it("positionAt() and offsetAt() undo each other at every place", () => {
    for (let offset = 0; offset <= text.length; offset++) {
      if (text[offset - 1] === "\r") continue; // between the two halves of one line break
      assertEquals(offsetAt(text, positionAt(text, offset)), offset);
    }
    assertEquals(positionAt(text, 4), { line: 0, character: 4 });
    assertEquals(positionAt(text, 5), { line: 1, character: 0 });
    assertEquals(positionAt(text, text.length), { line: 2, character: 1 });
  });

  it("offsetAt() takes lines and columns that are not there", () => {
    assertEquals(offsetAt("ab\nc", { line: 9, character: 0 }), 4);
    assertEquals(offsetAt("ab\nc", { line: 0, character: 9 }), 3);
  });
});
