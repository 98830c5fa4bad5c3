import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runCell } from "./run_cell.ts";
import { withSession } from "./with_session.ts";

/** Cells per kind; TENSAUR_TEST_CELLS=600 for the whole measurement. */
const count = Number(Deno.env.get("TENSAUR_TEST_CELLS") ?? 40);

const kinds: Record<string, { code: string; text: string; status?: string }> = {
  "one expression": { code: "7", text: "7" },
  "three logs and a value": {
    code: "console.log(1); console.log(2); console.log(3); 7",
    text: "1\n2\n3\n7",
  },
  "twenty logs": {
    code: "for (let i = 0; i < 20; i++) console.log('x')",
    text: "x\n".repeat(20),
  },
  "2,000 logs": {
    code: "for (let i = 0; i < 2000; i++) console.log(i)",
    text: Array.from({ length: 2000 }, (_, i) => `${i}\n`).join(""),
  },
  "logs and an error": {
    code: "for (let i = 0; i < 20; i++) console.log('x'); throw new Error('end')",
    text: "x\n".repeat(20) + "Error: end",
    status: "error",
  },
};

describe("the output of many cells", () => {
  for (const [kind, { code, text, status = "ok" }] of Object.entries(kinds)) {
    it(`is complete and in order: ${kind}, ${count} times`, () =>
      withSession(async (session) => {
        for (let i = 0; i < count; i++) {
          const cell = await runCell(session, code);
          assertEquals([cell.reply.status, cell.text], [status, text], `cell ${i}`);
        }
      }));
  }

  it("is complete where a cell shows 8 MB", () =>
    withSession(async (session) => {
      const { text, types } = await runCell(
        session,
        "console.log('a'.repeat(4 << 20)); Deno.jupyter.display({ 'text/plain': 'b'.repeat(4 << 20) }," +
          " { raw: true }); console.log('c')",
      );
      assertEquals(types, ["stream", "display_data", "stream"]);
      assertEquals(text.length, (8 << 20) + 3);
      assertEquals((await runCell(session, "1 + 1")).text, "2");
    }));
});
