/**
 * Runs the kernel as Jupyter does: a process that gets a connection file.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { afterEach, describe, it } from "@std/testing/bdd";
import { formatConnection, newConnection } from "../../src/jupyter/connection_file.ts";
import { Client, value } from "./client.ts";

const MAIN = new URL("../../src/kernel/main.ts", import.meta.url).href;

/** What is to be ended, also when a test fails. */
const closing: (() => Promise<unknown>)[] = [];

function start(args: string[], env: Record<string, string> = {}) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MAIN, ...args],
    env: { TENSAUR_KERNEL_HISTORY: "off", TENSAUR_KERNEL_TYPES: "off", NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  closing.push(async () => {
    try {
      child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended
    }
    await child.status;
  });
  const said = new Response(child.stderr).text();
  return { child, said };
}

async function startConnected(env: Record<string, string> = {}) {
  const connection = newConnection();
  const file = await Deno.makeTempFile();
  closing.push(() => Deno.remove(file));
  await Deno.writeTextFile(file, formatConnection(connection));
  const started = start([file], env);
  const client = await Client.connect(connection);
  closing.push(() => client.close());
  return { ...started, client };
}

const waitFor = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function gone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100; i++) {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
    if (stat === "" || stat.includes(") Z ")) return true;
    await waitFor(50);
  }
  return false;
}

describe("kernel/main.ts", () => {
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const unix = { ignore: Deno.build.os === "windows" };
  const linux = { ignore: Deno.build.os !== "linux" };

  it("stops a cell on SIGINT, and lives on", unix, async () => {
    const { child, client } = await startConnected();
    await client.run("let kept = 5;");
    const id = await client.begin("for (;;) {}");
    await waitFor(300);
    child.kill("SIGINT");
    assertEquals((await client.end(id)).reply.content.status, "error");
    await waitFor(10);
    assertEquals(value((await client.run("kept")).published), "5");
    child.kill("SIGINT");
    assertEquals(value((await client.run("kept + 1")).published), "6");
  });

  it("ends with its processes on SIGTERM", linux, async () => {
    const { child, client } = await startConnected();
    const pid = Number(value((await client.run("Deno.pid")).published));
    child.kill("SIGTERM");
    assertEquals((await child.status).code, 0);
    assert(await gone(pid), "the process of the cells is still there");
  });

  it("leaves no process behind when it is killed", linux, async () => {
    const { child, client } = await startConnected({ TENSAUR_KERNEL_TYPES: "on" });
    const pid = Number(value((await client.run("Deno.pid")).published));
    await client.ask("inspect_request", { code: "Deno", cursor_pos: 4 });
    const children = await Deno.readTextFile(`/proc/${child.pid}/task/${child.pid}/children`);
    const pids = children.trim().split(" ").map(Number);
    child.kill("SIGKILL");
    await child.status;
    for (const one of [pid, ...pids]) assert(await gone(one), `process ${one} is still there`);
  });

  it("ends when who started it is gone", linux, async () => {
    const connection = newConnection();
    const file = await Deno.makeTempFile();
    closing.push(() => Deno.remove(file));
    await Deno.writeTextFile(file, formatConnection(connection));
    // A parent that starts the kernel as jupyter_client does, and then ends.
    const script = 'JPY_PARENT_PID=$$ "$0" run -A --quiet "$1" "$2" & echo $!; read -r _';
    const parent = new Deno.Command("sh", {
      args: ["-c", script, Deno.execPath(), MAIN, file],
      env: { TENSAUR_KERNEL_HISTORY: "off", TENSAUR_KERNEL_TYPES: "off" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = parent.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const pid = Number((await reader.read()).value);
    const client = await Client.connect(connection);
    closing.push(() => client.close());
    assertEquals((await client.run("1")).reply.content.status, "ok");
    await parent.stdin.close();
    await parent.status;
    assert(await gone(pid), "the kernel is still there");
    await reader.cancel();
  });

  it("tells the cells which notebook they are in", async () => {
    const { client } = await startConnected({ JPY_SESSION_NAME: "/books/a.ipynb" });
    const code = 'globalThis[Symbol.for("tensaur.notebook")].path';
    assertEquals(value((await client.run(code)).published), '"/books/a.ipynb"');
  });

  it("says in one line why it cannot start", async () => {
    const none = start([]);
    assertEquals((await none.child.status).code, 2);
    assertStringIncludes(await none.said, "tensaur kernel install");
    const gone = start(["/nowhere/connection.json"]);
    assertEquals((await gone.child.status).code, 1);
    assertEquals((await gone.said).trim().split("\n").length, 1);
    const file = await Deno.makeTempFile();
    closing.push(() => Deno.remove(file));
    await Deno.writeTextFile(file, '{"transport": "ipc"}');
    const ipc = start([file]);
    assertEquals((await ipc.child.status).code, 1);
    assertStringIncludes(await ipc.said, 'transport "ipc"');
  });
});
