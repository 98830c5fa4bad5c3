import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { type Client, printed, type StartedKernel, startKernel } from "./client.ts";

function typesOf(reply: Record<string, unknown>): unknown[] | undefined {
  const metadata = reply.metadata as { _jupyter_types_experimental?: unknown[] } | undefined;
  return metadata?._jupyter_types_experimental;
}

describe("Kernel and types that are not there yet", () => {
  it("completes from the process while the language server starts", async () => {
    await using started = await startKernel({ types: true });
    const { client } = started;
    await client.run("globalThis.dynamic = { onlyHere: 1 };");
    const begun = performance.now();
    const reply = await client.ask("complete_request", { code: "dynamic.only", cursor_pos: 12 });
    assertEquals(reply.matches, ["onlyHere"]);
    assert(performance.now() - begun < 1500, `${performance.now() - begun} ms`);
  });
});

describe("Kernel and types", () => {
  let started: StartedKernel;
  let client: Client;
  const person = { content: { allow_stdin: true } };

  beforeAll(async () => {
    started = await startKernel({ types: true });
    client = started.client;
    // The first answer waits for the server.
    await client.ask("inspect_request", { code: "Deno", cursor_pos: 4, detail_level: 0 });
  });
  afterAll(() => started[Symbol.asyncDispose]());

  /** Waits for the warning of a cell, which may come after its end. */
  async function warning(id: string): Promise<string> {
    const text = () =>
      printed(client.published.filter((it) => it.parentHeader.msg_id === id), "stderr");
    await client.until(() => text() !== "", 10_000);
    return text();
  }

  it("warns of type errors in the cell that has them, which runs all the same", async () => {
    const { id, reply } = await client.run("const text: string = 5;", person);
    assertEquals(reply.content.status, "ok");
    const said = await warning(id);
    assertStringIncludes(said, "Type warning TS2322");
    assertStringIncludes(said, "> 1 | const text: string = 5;\n    |       ^^^^\n");
  });

  it("warns during a cell that takes its time", async () => {
    const code = "await new Promise((r) => setTimeout(r, 1500)); const n: number = 'a';";
    const { published } = await client.run(code, person);
    assertStringIncludes(printed(published, "stderr"), "TS2322");
  });

  it("says nothing about cells that declare anew what others have, or run again", async () => {
    const options = { ...person, metadata: { cellId: "a" } };
    const ids: string[] = [];
    for (const code of ["const again = 1;", "const again = 'x';"]) {
      ids.push((await client.run(code, options)).id);
    }
    ids.push((await client.run("again.toUpperCase();", person)).id);
    const { id } = await client.run("again.gone;", person);
    await warning(id);
    const mine = client.published.filter((it) => ids.includes(it.parentHeader.msg_id ?? ""));
    assertEquals(printed(mine, "stderr"), "");
  });

  it("says nothing to clients that only run notebooks, and does not delay them", async () => {
    const begun = performance.now();
    const ids: string[] = [];
    for (let i = 0; i < 20; i++) ids.push((await client.run("const m: string = 5;")).id);
    assert(performance.now() - begun < 2000, `${performance.now() - begun} ms`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const mine = client.published.filter((it) => ids.includes(it.parentHeader.msg_id ?? ""));
    assertEquals(printed(mine, "stderr"), "");
  });

  it("does not keep names of a cell that did not compile", async () => {
    await client.run("const broken = 1; const = ;", person);
    const { id } = await client.run("try { broken } catch {}", person);
    assertStringIncludes(await warning(id), "Cannot find name 'broken'");
  });

  it("completes and inspects with types and documentation, while a cell runs", async () => {
    await client.run("const numbers: number[] = [1];", person);
    const running = await client.begin("await new Promise((r) => setTimeout(r, 3000));", person);
    let reply: Record<string, unknown> = {};
    // On a busy machine the types may come too late, and then the process answers.
    for (let i = 0; i < 20 && !typesOf(reply); i++) {
      const code = "'😀'; numbers.fla";
      reply = await client.ask("complete_request", { code, cursor_pos: 16 });
    }
    assertEquals(reply.matches, ["flat", "flatMap"]);
    assertEquals([reply.cursor_start, reply.cursor_end], [13, 16]);
    assertEquals(typesOf(reply)?.[0], { text: "flat", start: 13, end: 16, type: "method" });
    const hover = { code: "numbers.at(0)", cursor_pos: 9, detail_level: 0 };
    const { found, data } = await client.ask("inspect_request", hover);
    assertEquals(found, true);
    const { "text/plain": plain, "text/markdown": markdown } = data as Record<string, string>;
    assertStringIncludes(plain!, "at(index: number): number | undefined");
    assertStringIncludes(markdown!, "```");
    const nothing = await client.ask("inspect_request", { code: "  ", cursor_pos: 1 });
    assertEquals([nothing.found, nothing.data], [false, {}]);
    await client.end(running);
  });
});
