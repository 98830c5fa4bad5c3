import { assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runCell } from "./run_cell.ts";
import { withSession } from "./with_session.ts";

const reload = 'await globalThis[Symbol.for("tensaur.notebook")].reload("./entry.ts")';

/** Runs a test in a directory of modules, which it can edit. */
async function withModules(
  modules: Record<string, string>,
  test: (directory: string, edit: (name: string, text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  const edit = (name: string, text: string) => Deno.writeTextFile(`${directory}/${name}`, text);
  try {
    for (const [name, text] of Object.entries(modules)) await edit(name, text);
    await test(directory, async (name, text) => {
      // Times of files and of loading must differ.
      await new Promise((resolve) => setTimeout(resolve, 20));
      await edit(name, text);
    });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

describe("reload()", () => {
  it("sees edits of the module and of those that it imports; the others keep their state", () =>
    withModules({
      "entry.ts": 'import { part } from "./part.ts";\nimport { state } from "./state.ts";\n' +
        "export const name: string = `entry ${part}`;\nexport { state };\n" +
        "export const here = import.meta.url;",
      "part.ts": "export const part: number = 1;",
      "state.ts": "export const state = { count: 0 };",
    }, (cwd, edit) =>
      withSession(async (session) => {
        await runCell(session, 'import * as first from "./entry.ts"; first.state.count = 5');
        const get = `{ const m = ${reload}; [m.name, m.state.count, m.here.slice(-9)].join() }`;
        assertEquals((await runCell(session, get)).text, '"entry 1,5,/entry.ts"');
        await edit("part.ts", "export const part: number = 2;");
        assertEquals((await runCell(session, get)).text, '"entry 2,5,/entry.ts"');
        const same = `(${reload}) === (${reload})`;
        assertEquals((await runCell(session, same)).text, "true");
        await edit("state.ts", "export const state = { count: 100 };");
        assertEquals((await runCell(session, get)).text, '"entry 2,100,/entry.ts"');
      }, { cwd })));

  it("says what cannot be found", () =>
    withModules({ "entry.ts": 'import "./gone.ts";' }, (cwd) =>
      withSession(async (session) => {
        const { reply } = await runCell(session, reload);
        assertEquals(reply.ename, "TypeError");
        assertStringIncludes(reply.evalue!, "gone.ts");
      }, { cwd })));
});
