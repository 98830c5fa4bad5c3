import { assertThrows } from "@std/assert";
import { requireWord } from "../../src/core/require_word.ts";

Deno.test("requireWord() lets words with a meaning through, and none at all", () => {
  for (const value of ["pre", "post", undefined]) {
    requireWord("Cannot pad", "padding", { value, words: ["pre", "post"] });
  }
});

Deno.test("requireWord() names the words that there are", () => {
  const words = ["pre", "post", null];
  assertThrows(
    () => requireWord("Cannot pad", "padding", { value: "left", words }),
    TypeError,
    'Cannot pad: padding must be pre or post or null, current value is "left"',
  );
  assertThrows(
    () => requireWord("Cannot pad", "padding", { value: 3, words: ["pre"] }),
    TypeError,
    "current value is 3",
  );
});
