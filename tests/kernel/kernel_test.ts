import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from "@std/testing/bdd";
import {
  Client,
  printed,
  type StartedKernel,
  startKernel,
  stateOf,
  type,
  value,
} from "./client.ts";

const waitFor = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("Kernel", () => {
  let started: StartedKernel;
  let client: Client;
  beforeAll(async () => {
    started = await startKernel();
    client = started.client;
  });
  afterAll(() => started[Symbol.asyncDispose]());

  it("says what it is", async () => {
    const info = await client.ask("kernel_info_request", {});
    assertEquals(info.status, "ok");
    assertEquals(info.implementation, "tensaur");
    assertEquals((info.language_info as { name: string }).name, "typescript");
    assertEquals((info.language_info as { file_extension: string }).file_extension, ".ts");
    assertEquals(await client.ask("kernel_info_request", {}, "control"), info);
  });

  it("publishes what a cell shows between busy and idle, and replies before idle", async () => {
    const { id, reply, published } = await client.run(
      "console.log('a'); console.error('b'); 6 * 7",
    );
    assertEquals(published.map(type), ["execute_input", "stream", "stream", "execute_result"]);
    assertEquals([printed(published), printed(published, "stderr")], ["a\n", "b\n"]);
    assertEquals(value(published), "42");
    const count = reply.content.execution_count;
    assertEquals(published[0]!.content.execution_count, count);
    assertEquals(published[3]!.content.execution_count, count);
    const states = client.published.filter((it) => it.parentHeader.msg_id === id).map(stateOf);
    assertEquals([states[0], states.at(-1)], ["busy", "idle"]);
  });

  it("counts cells that are stored, and no others", async () => {
    const count = async (content = {}) =>
      (await client.run("1", { content })).reply.content.execution_count as number;
    const first = await count();
    assertEquals(await count({ store_history: false }), first);
    assertEquals(await count({ silent: true }), first);
    assertEquals(await count(), first + 1);
  });

  it("shows nothing of a silent cell but what it prints", async () => {
    const { published } = await client.run("console.log('heard'); 5", {
      content: { silent: true },
    });
    assertEquals(published.map(type), ["stream"]);
  });

  it("tells errors with name, message and traceback", async () => {
    const { reply, published } = await client.run("throw new RangeError('too far')");
    const { status, ename, evalue, traceback } = reply.content;
    assertEquals([status, ename, evalue], ["error", "RangeError", "too far"]);
    assert(Array.isArray(traceback) && traceback.length > 0);
    assertEquals(published.at(-1)!.content.ename, "RangeError");
  });

  it("aborts the cells that wait behind one that fails", async () => {
    const codes = ["1", "throw new Error('stop here')", "globalThis.ranOn = 1", "3"];
    const ids = await Promise.all(codes.map((code) => client.begin(code)));
    const ends = await Promise.all(ids.map((id) => client.end(id)));
    assertEquals(ends.map((it) => it.reply.content.status), ["ok", "error", "aborted", "aborted"]);
    assertEquals(ends[2]!.published, []);
    assertEquals(ends[2]!.reply.content, { status: "aborted" });
    await waitFor(10);
    assertEquals(value((await client.run("typeof globalThis.ranOn")).published), '"undefined"');
  });

  it("goes on after a failing cell that allows it", async () => {
    const ids = [
      await client.begin("throw 1", { content: { stop_on_error: false } }),
      await client.begin("'ran'"),
    ];
    const ends = await Promise.all(ids.map((id) => client.end(id)));
    assertEquals(ends.map((it) => it.reply.content.status), ["error", "ok"]);
  });

  it("evaluates what the front end wants to know after a cell", async () => {
    const user_expressions = { sum: "known + 1", gone: "notThere", shown: "({ a: 1 })" };
    const { reply, published } = await client.run("const known = 4;", {
      content: { user_expressions },
    });
    const values = reply.content.user_expressions as Record<string, Record<string, unknown>>;
    assertEquals(values.sum!.status, "ok");
    assertStringIncludes(String((values.sum!.data as Record<string, string>)["text/plain"]), "5");
    assertEquals([values.gone!.status, values.gone!.ename], ["error", "ReferenceError"]);
    assertEquals(values.shown!.status, "ok");
    assertEquals(published.map(type), ["execute_input"]);
  });

  it("asks the front end whose cell it is for input", async () => {
    const other = await Client.connect(started.connection);
    other.onInput = () => "from the other";
    client.onInput = ({ content }) => `answer to ${content.prompt} ${content.password}`;
    const { published } = await client.run("prompt('Who?')", { content: { allow_stdin: true } });
    assertEquals(value(published), '"answer to Who? false"');
    await other.close();
  });

  it("gives null to prompts where no input is allowed", async () => {
    assertEquals(value((await client.run("prompt('Who?')")).published), "null");
  });

  it("publishes to several front ends and replies to the one that asked", async () => {
    const other = await Client.connect(started.connection);
    const { id, published } = await client.run("'for both'");
    await other.until(() =>
      other.published.some((it) => it.parentHeader.msg_id === id && stateOf(it) === "idle")
    );
    const seen = other.published.filter((it) => it.parentHeader.msg_id === id);
    assertEquals(seen.filter((it) => type(it) !== "status").map(type), published.map(type));
    assertEquals((await other.run("1 + 1")).reply.content.status, "ok");
    await other.close();
    assertEquals((await client.run("2")).reply.content.status, "ok");
  });

  it("answers while a cell runs, and says afterwards that the cell is still at work", async () => {
    const id = await client.begin("await new Promise((r) => setTimeout(r, 400)); 'done'");
    await client.until(() =>
      client.published.some((it) => it.parentHeader.msg_id === id && stateOf(it) === "busy")
    );
    assertEquals((await client.ask("is_complete_request", { code: "f(" })).status, "incomplete");
    const states = () => client.published.filter((it) => stateOf(it) !== undefined);
    await client.until(() => states().at(-1)?.parentHeader.msg_id === id);
    assertEquals(stateOf(states().at(-1)!), "busy");
    assertEquals(value((await client.end(id)).published), '"done"');
  });

  it("completes what only the process knows", async () => {
    await client.run("globalThis.dynamic = { onlyHere: 1 };");
    const reply = await client.ask("complete_request", { code: "dynamic.only", cursor_pos: 12 });
    assertEquals(reply.matches, ["onlyHere"]);
    assertEquals([reply.cursor_start, reply.cursor_end], [8, 12]);
  });

  it("keeps the history of this kernel", async () => {
    await client.run("'history 1'");
    await client.run("'history 2'");
    await client.run("'not stored'", { content: { store_history: false } });
    const ask = async (content: Record<string, unknown>) =>
      (await client.ask("history_request", { output: false, raw: true, ...content }))
        .history as unknown[][];
    const tail = await ask({ hist_access_type: "tail", n: 2 });
    assertEquals(tail.map((it) => it[2]), ["'history 1'", "'history 2'"]);
    const found = await ask({ hist_access_type: "search", pattern: "*tory 1*", n: 5 });
    assertEquals(found.map((it) => it[2]), ["'history 1'"]);
    const line = Number(tail[0]![1]);
    const range = await ask({ hist_access_type: "range", session: 0, start: line, stop: line + 1 });
    assertEquals(range.map((it) => it[2]), ["'history 1'"]);
    const [last] = await ask({ hist_access_type: "tail", n: 1, output: true });
    assertEquals((last![2] as string[])[0], "'history 2'");
    assertStringIncludes((last![2] as string[])[1]!, "history 2");
  });

  it("answers a request that makes no sense with an error, and goes on", async () => {
    const reply = await client.ask("execute_request", { code: 5 });
    assertEquals([reply.status, reply.ename], ["error", "TypeError"]);
    assertEquals((await client.ask("complete_request", {})).status, "error");
    assertEquals((await client.ask("history_request", { hist_access_type: 7 })).history, []);
    assertEquals((await client.ask("is_complete_request", {})).status, "complete");
    assertEquals((await client.run("1")).reply.content.status, "ok");
  });

  it("takes cells again after its process was killed, and says what is lost", async () => {
    const { published } = await client.run("Deno.pid");
    const killed = client.published.length;
    Deno.kill(Number(value(published)), "SIGKILL");
    await client.until(() =>
      client.published.slice(killed).some((it) => stateOf(it) === "restarting")
    );
    const after = await client.run("typeof known");
    assertEquals(after.reply.content.status, "ok");
    assertStringIncludes(printed(after.published, "stderr"), "was killed (SIGKILL)");
    assertEquals(value(after.published), '"undefined"');
    assertEquals(after.reply.content.execution_count, 1);
    assertEquals(printed((await client.run("1")).published, "stderr"), "");
  });

  it("reports a cell that ends its process, and aborts what waits behind it", async () => {
    const ids = [await client.begin("Deno.exit(3)"), await client.begin("1")];
    const [ended, behind] = await Promise.all(ids.map((id) => client.end(id)));
    assertEquals(ended!.reply.content.status, "error");
    assertStringIncludes(String(ended!.reply.content.evalue), "exit code 3");
    assertEquals(behind!.reply.content.status, "aborted");
    await waitFor(300);
    assertEquals(value((await client.run("2 + 2")).published), "4");
  });
});

describe("Kernel and Stop", () => {
  let started: StartedKernel;
  let client: Client;
  beforeEach(async () => {
    started = await startKernel();
    client = started.client;
  });
  afterEach(() => started[Symbol.asyncDispose]());

  it("stops a loop, a wait and what waits behind them, and keeps variables", async () => {
    await client.run("let turns = 0;");
    for (
      const code of [
        "for (;;) turns++;",
        "while (true) await new Promise((r) => setTimeout(r, 5));",
      ]
    ) {
      const stopped = await client.begin(code);
      const behind = await client.begin("turns = -1");
      await waitFor(200);
      const begun = performance.now();
      const reply = await client.ask("interrupt_request", {}, "control");
      assertEquals(reply.status, "ok");
      assertEquals((await client.end(stopped)).reply.content.status, "error");
      assert(performance.now() - begun < 1500, `${performance.now() - begun} ms`);
      assertEquals((await client.end(behind)).reply.content.status, "aborted");
      await waitFor(10);
      assertEquals(value((await client.run("turns >= 0")).published), "true");
    }
  });

  it("stops a prompt", async () => {
    client.onInput = () => undefined;
    const id = await client.begin("prompt('Nobody answers')", { content: { allow_stdin: true } });
    await waitFor(200);
    const begun = performance.now();
    await client.ask("interrupt_request", {}, "control");
    assertEquals((await client.end(id)).reply.content.status, "error");
    assert(performance.now() - begun < 1500);
    await waitFor(10);
    assertEquals(value((await client.run("1")).published), "1");
  });
});

describe("Kernel and what is not for it", () => {
  const encoder = new TextEncoder();
  const json = (value: unknown) => encoder.encode(JSON.stringify(value));
  const header = (type: string) => ({
    msg_id: crypto.randomUUID(),
    session: "s",
    username: "u",
    date: new Date().toISOString(),
    msg_type: type,
    version: "5.3",
  });

  it("executes nothing that is not signed, and says so once", async () => {
    await using started = await startKernel();
    const { client, warnings } = started;
    const code = "globalThis.intruder = true";
    for (let i = 0; i < 20; i++) {
      await client.sendFrames([
        encoder.encode("<IDS|MSG>"),
        encoder.encode("0".repeat(64)),
        json(header("execute_request")),
        json({}),
        json({}),
        json({ code, silent: false, store_history: true, user_expressions: {} }),
      ]);
    }
    const { published } = await client.run("typeof intruder");
    assertEquals(value(published), '"undefined"');
    assertEquals(warnings.filter((it) => it.includes("signature")).length, 1);
  });

  it("lives through frames that are no messages", async () => {
    await using started = await startKernel();
    const { client, connection } = started;
    const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
    const delimiter = encoder.encode("<IDS|MSG>");
    const shapes: (() => Uint8Array[])[] = [
      () => [random(0)],
      () => [random(300), random(3)],
      () => [delimiter],
      () => [delimiter, random(64)],
      () => [random(5), delimiter, random(64), random(20), random(20), random(20), random(20)],
      () => [delimiter, encoder.encode("ab"), json([]), json(1), json(null), json("x")],
      () => [delimiter, encoder.encode("ab"), json({}), json({}), json({}), json({})],
    ];
    for (let i = 0; i < 140; i++) {
      await client.sendFrames(shapes[i % shapes.length]!(), i % 2 ? "shell" : "control");
    }
    for (const port of Object.values(connection.ports)) {
      const conn = await Deno.connect({ hostname: "127.0.0.1", port });
      await conn.write(random(200));
      conn.close();
    }
    assertEquals(value((await client.run("40 + 2")).published), "42");
    assert(started.warnings.length <= 20, started.warnings.join("\n"));
  });

  it("lives through signed messages of unknown types and odd contents", async () => {
    await using started = await startKernel();
    const { client } = started;
    const contents = [{}, { code: null }, { code: "1", user_expressions: 5 }, { comm_id: 3 }, {
      restart: "maybe",
    }];
    const types = ["", "nonsense_request", "comm_msg", "comm_open", "comm_close", "input_reply"];
    types.push("complete_request", "inspect_request", "execute_request", "history_request");
    for (const type of types) for (const content of contents) await client.send(type, content);
    assertEquals(value((await client.run("40 + 2")).published), "42");
  });
});

describe("Kernel and its end", () => {
  it("answers a shutdown, ends its process and closes its sockets", async () => {
    const { kernel, client, connection } = await startKernel();
    const pid = Number(value((await client.run("Deno.pid")).published));
    const reply = await client.ask("shutdown_request", { restart: false }, "control");
    assertEquals(reply, { status: "ok", restart: false });
    await kernel.closed;
    await client.close();
    for (const port of Object.values(connection.ports)) {
      const refused = await Deno.connect({ hostname: "127.0.0.1", port }).then((conn) => {
        conn.close();
        return false;
      }, () => true);
      assert(refused, `port ${port} is still open`);
    }
    if (Deno.build.os === "linux") {
      assertEquals(await Deno.stat(`/proc/${pid}`).catch(() => "gone"), "gone");
    }
  });

  it("says in the cell that no process can be started, and why", async () => {
    await using started = await startKernel({ deno: "/nowhere/deno" });
    const { client } = started;
    for (let i = 0; i < 2; i++) {
      const { reply, published } = await client.run("1");
      assertEquals(reply.content.status, "error");
      assertStringIncludes(String(published.at(-1)!.content.evalue), "/nowhere/deno");
    }
    assertEquals((await client.ask("kernel_info_request", {})).status, "ok");
  });

  it("closes while a cell runs, and twice", async () => {
    const { kernel, client } = await startKernel();
    void client.begin("for (;;) {}").catch(() => {});
    await waitFor(300);
    await Promise.all([kernel.close(), kernel.close()]);
    await client.close();
  });
});
