import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { MarkedText } from "../../src/jupyter/marked_text.ts";
import { endMark } from "../../src/jupyter/side_message.ts";

describe("MarkedText", () => {
  it("finds marks wherever the text is cut, and passes everything else on", () => {
    const whole = `a${endMark("token", 12)}\x1eb\x1e${endMark("other", 3)}${endMark("token", 13)}c`;
    for (let size = 1; size <= whole.length; size++) {
      let text = "";
      const marks: [number, string][] = [];
      const marked = new MarkedText({
        token: "token",
        onText: (piece) => text += piece,
        onMark: (serial) => marks.push([serial, text]),
      });
      for (let at = 0; at < whole.length; at += size) marked.push(whole.slice(at, at + size));
      const between = `a\x1eb\x1e${endMark("other", 3)}`;
      assertEquals(marks, [[12, "a"], [13, between]]);
      assertEquals(text, `${between}c`);
    }
  });
});
