import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { notebookCell } from "../../src/core/notebook_cell.ts";
import { runCell } from "../jupyter/run_cell.ts";
import { withSession } from "../jupyter/with_session.ts";

const { href } = new URL("../../src/core/notebook_cell.ts", import.meta.url);

describe("notebookCell()", () => {
  it("is nothing outside a notebook", () => assertEquals(notebookCell(), undefined));

  it("differs from cell to cell, stays in one, and asking changes nothing for Stop", () =>
    withSession(async (session) => {
      await runCell(session, `import { notebookCell } from "${href}";`);
      const code = `const first = notebookCell();
        await new Promise((done) => setTimeout(done, 10));
        console.log(first === notebookCell()); first`;
      const one = await runCell(session, code.replaceAll("first", "one"));
      const two = await runCell(session, code.replaceAll("first", "two"));
      assertEquals([one.text.split("\n")[0], two.text.split("\n")[0]], ["true", "true"]);
      assertEquals((await runCell(session, "Number.isInteger(one) && two > one")).text, "true");
      // Code that listens to Stop gets a moment to end; code that only asks which cell it is does not.
      const running = session.execute("notebookCell(); await new Promise(() => {})");
      await new Promise((done) => setTimeout(done, 300));
      const begun = performance.now();
      await session.interrupt();
      assertEquals((await running).ename, "AbortError");
      assertEquals(performance.now() - begun < 280, true);
    }));
});
