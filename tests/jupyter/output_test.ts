import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ChildError, type CommMessage } from "../../src/jupyter/mod.ts";
import { plain, runCell } from "./run_cell.ts";
import { deno, withSession } from "./with_session.ts";

const linux = Deno.build.os === "linux";

describe("output of a cell", () => {
  it("has what is written to the standard streams, in order", () =>
    withSession(async (session) => {
      const { text } = await runCell(
        session,
        'console.log(1); Deno.stdout.writeSync(new TextEncoder().encode("2\\n"));' +
          'process.stdout.write("3\\n"); console.error(4)',
      );
      assertEquals(text, "1\n2\n3\n4\n");
    }));

  it(
    "has what workers, child processes and native code print",
    { ignore: !linux },
    () =>
      withSession(async (session) => {
        const child = await runCell(
          session,
          `await new Deno.Command("echo", { args: ["child"], stdout: "inherit" }).output(); 0`,
        );
        assertEquals(child.text, "child\n0");
        const worker = await runCell(
          session,
          'const w = new Worker("data:text/javascript,console.log(5);postMessage(1)", ' +
            '{ type: "module" }); await new Promise((r) => w.onmessage = r); w.terminate()',
        );
        assertEquals(worker.text, "5\n");
        const native = await runCell(
          session,
          'const c = Deno.dlopen("libc.so.6", { puts: { parameters: ["buffer"], result: "i32" } });' +
            'c.symbols.puts(new TextEncoder().encode("native\\0")); 1',
        );
        assertEquals(native.outputs.map(plain).sort(), ["1", "native\n"]);
      }),
  );

  it("goes to its own cell when it comes late", () =>
    withSession(async (session) => {
      const first = await runCell(session, 'setTimeout(() => console.log("first"), 60); 1');
      const second = await runCell(session, "await new Promise((r) => setTimeout(r, 200)); 2");
      assertEquals([first.text + first.outputs.length, second.text], ["12", "2"]);
      assertEquals(first.outputs.at(-1)?.content.text, "first\n");
    }));

  it("can be updated by a later cell", () =>
    withSession(async (session) => {
      const show = (text: string, update: boolean) =>
        `await Deno.jupyter.display({ "text/plain": "${text}" }, ` +
        `{ raw: true, display_id: "d", update: ${update} })`;
      await runCell(session, show("a", false));
      const { outputs } = await runCell(session, show("b", true));
      assertEquals(outputs.map(({ type }) => type), ["update_display_data"]);
      assertEquals(outputs[0]?.content.transient, { display_id: "d" });
    }));

  it("has what tests of the cell report", () =>
    withSession(async (session) => {
      const { text } = await runCell(session, 'Deno.test("holds", () => {})');
      assertStringIncludes(text, "1 passed");
    }));

  it("asks the user, after what was printed", () =>
    withSession(async (session) => {
      const asked: unknown[] = [];
      const onInput = (prompt: string, password: boolean) => {
        asked.push(prompt, password);
        return Promise.resolve("Ada");
      };
      const { text } = await runCell(session, "console.log('Hi'); prompt('Name?')", { onInput });
      assertEquals([text, asked], ['Hi\n"Ada"', ["Name?", false]]);
      assertEquals((await runCell(session, "[prompt('x'), confirm('y')]")).text, "[ null, false ]");
    }));

  it("keeps names, constants and imports from cell to cell", () =>
    withSession(async (session) => {
      await runCell(session, 'import { basename } from "node:path"; const a = 1; enum E { X = 3 }');
      assertEquals((await runCell(session, "const a = basename('/b/c'); a + E.X")).text, '"c3"');
      assertEquals((await runCell(session, "_.length")).text, "2");
      assertEquals((await runCell(session, "{ a: 1 }")).text, "{ a: 1 }");
    }));
});

describe("Session", () => {
  it("passes comm messages both ways while a cell awaits and while none runs", () =>
    withSession(async (session) => {
      const heard: CommMessage[] = [];
      session.onComm = (message) => heard.push(message);
      await runCell(
        session,
        `const { comms } = globalThis[Symbol.for("tensaur.notebook")];
        let got; const comm = comms.open("t", { data: { a: 1 }, buffers: [new Uint8Array([7])] });
        comm.onMessage(({ data, buffers }) => {
          console.log("got", data.b, buffers[0]?.[0]);
          comm.send({ back: data.b + 1 }, { buffers });
        });
        comms.register("u", (other, { data }) => other.send({ echo: data.c }));`,
      );
      const opened = heard[0]!;
      assertEquals([opened.type, opened.content.data], ["comm_open", { a: 1 }]);
      assertEquals(opened.buffers?.map((bytes) => [...bytes]), [[7]]);
      const id = opened.content.comm_id;
      const send = (b: number) =>
        session.sendComm({
          type: "comm_msg",
          content: { comm_id: id, data: { b } },
          buffers: [new Uint8Array([b])],
        });
      send(1);
      const awaiting = runCell(session, "await new Promise((r) => setTimeout(r, 200)); 3");
      send(2);
      assertEquals((await awaiting).text, "3");
      assertEquals(heard.slice(1).map((m) => m.content.data), [{ back: 2 }, { back: 3 }]);
      session.sendComm({
        type: "comm_open",
        content: { comm_id: "x", target_name: "u", data: { c: 9 } },
      });
      session.sendComm({
        type: "comm_open",
        content: { comm_id: "y", target_name: "unknown", data: {} },
      });
      await runCell(session, "await new Promise((r) => setTimeout(r, 50))");
      assertEquals(heard.slice(3).map((m) => [m.type, m.content.comm_id, m.content.data]), [
        ["comm_msg", "x", { echo: 9 }],
        ["comm_close", "y", {}],
      ]);
    }));

  it("says that its process was killed, and starts again", () =>
    withSession(async (session) => {
      let told = false;
      session.onExit = () => told = true;
      const code = 'Deno.kill(Deno.pid, "SIGKILL"); await new Promise(() => {})';
      await assertRejects(() => session.execute(code), ChildError, "killed");
      assertEquals(told, true);
      await assertRejects(() => session.execute("1"), ChildError);
      await session.restart();
      assertEquals((await runCell(session, "1 + 1")).text, "2");
    }));

  it("tells cells the path of the notebook", () =>
    withSession(async (session) => {
      const code = 'globalThis[Symbol.for("tensaur.notebook")].path';
      assertEquals((await runCell(session, code)).text, '"/a/b.ipynb"');
    }, { notebook: "/a/b.ipynb" }));

  it("leaves no process and no file behind", async () => {
    let pid = 0;
    await withSession(async (session) => {
      pid = Number((await runCell(session, "Deno.pid")).text);
    });
    const found = await new Deno.Command(deno, {
      args: ["eval", `try { Deno.kill(${pid}, "SIGCONT"); console.log("alive") } catch { }`],
    }).output();
    assertEquals(new TextDecoder().decode(found.stdout), "");
  });
});
