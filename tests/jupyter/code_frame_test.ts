import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { codeFrame, placeAt } from "../../src/jupyter/code_frame.ts";

describe("codeFrame()", () => {
  it("shows two lines around the place, numbered alike", () => {
    const source = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`).join("\n");
    assertEquals(codeFrame(source, { line: 9, column: 3 }), [
      "   7 | line 7",
      "   8 | line 8",
      ">  9 | line 9",
      "     |   ^",
      "  10 | line 10",
      "  11 | line 11",
    ]);
  });

  it("keeps tabs in front of the caret, and cuts long lines around it", () => {
    assertEquals(codeFrame("\tx", { line: 1, column: 2 })[1], "    | \t^");
    const [line, caret] = codeFrame(
      "a".repeat(500) + "b" + "c".repeat(500),
      placeAt(
        "a".repeat(500),
        500,
      ),
    );
    assertEquals(line!.indexOf("b"), caret!.indexOf("^"));
    assertEquals(line!.length < 120, true);
  });
});
