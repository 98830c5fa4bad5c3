import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { terminalPictures } from "../../src/display/terminal_pictures.ts";

const CROSS = { pixels: [0, 1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0], width: 3, caption: "+" };

describe("terminalPictures", () => {
  it("terminalPictures() draws two rows per line in shades", () => {
    assertEquals(terminalPictures([CROSS]), "+@+\n +\n+");
    assertEquals(terminalPictures([{ pixels: [1], width: 1, caption: "" }]), "+\n");
  });

  it("terminalPictures() puts pictures beside each other while they fit", () => {
    assertEquals(terminalPictures([CROSS, CROSS], { columns: 8 }), "+@+  +@+\n +    +\n+    +");
    assertEquals(terminalPictures([CROSS, CROSS], { columns: 7 }), "+@+\n +\n+\n+@+\n +\n+");
    assertEquals(terminalPictures([CROSS], { columns: 1 }), "+@+\n +\n+");
    assertEquals(terminalPictures([]), "");
  });

  it("terminalPictures() uses greys and colours only when told", () => {
    // deno-lint-ignore no-control-regex -- escape sequences are what is tested
    assertMatch(terminalPictures([CROSS], { colors: true }), /\x1b\[38;5;255;48;5;255m\u2580/);
    const wrong = terminalPictures([{ ...CROSS, wrong: true }], { colors: true });
    assertEquals(wrong.includes("\x1b[31m+  \x1b[0m"), true);
    assertEquals(terminalPictures([{ ...CROSS, wrong: true }]).includes("\x1b"), false);
  });

  it("terminalPictures() cuts long captions and clips values out of range", () => {
    const picture = { pixels: [-5, 7, NaN], width: 3, caption: "a long caption" };
    assertEquals(terminalPictures([picture]), " +\na l");
  });

  it("terminalPictures() rejects a width of zero", () => {
    assertThrows(
      () => terminalPictures([{ ...CROSS, width: 0 }]),
      RangeError,
      "current value is 0",
    );
  });
});
