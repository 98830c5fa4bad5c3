import { assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { formatResults } from "../../tools/ok.ts";

const lint = { name: "check:lint", ok: true, seconds: 0.21, output: "Checked 3 files" };
const test = {
  name: "test",
  ok: false,
  seconds: 12,
  output: "x\nFAILED | 3 passed | 1 failed (2s)",
};

describe("formatResults()", () => {
  it("shows a line per step with the runner's own counts", () => {
    assertEquals(formatResults([lint, { ...test, ok: true }]).trim().split("\n"), [
      "ok      check:lint    0.2 s",
      "ok      test         12.0 s  3 passed | 1 failed (2s)",
      "All is well",
    ]);
  });

  it("shows the whole output of a failed step before the table", () => {
    const text = formatResults([lint, test]);
    assertStringIncludes(text, "--- test\nx\nFAILED");
    assertStringIncludes(text, "1 of 2 steps failed");
  });
});
