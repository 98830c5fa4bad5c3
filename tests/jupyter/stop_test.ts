import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Session } from "../../src/jupyter/mod.ts";
import { plain, runCell } from "./run_cell.ts";
import { withSession } from "./with_session.ts";

/** Stops of each kind; TENSAUR_TEST_STOPS=20 for the whole measurement. */
const count = Number(Deno.env.get("TENSAUR_TEST_STOPS") ?? 2);

const cells: Record<string, string> = {
  "a loop": "for (;;) {}",
  "a loop after an await": "await new Promise((r) => setTimeout(r, 20)); for (;;) {}",
  "a loop that awaits timers": "for (;;) await new Promise((r) => setTimeout(r, 10))",
  "a loop that awaits nothing": "for (;;) await null",
  "a function that awaits nothing": "await (async () => { for (;;) await null })()",
  "a promise that nobody keeps": "await new Promise(() => {})",
  "for await": "for await (const _ of (async function* () { for (;;) yield 1 })()) {}",
  "code that catches all errors": "for (;;) try { await new Promise(() => {}) } catch { /* on */ }",
  "a timer in a loop": "setTimeout(() => { for (;;) {} }, 20); await new Promise(() => {})",
  "endless output": "for (let i = 0;; i++) console.log(i)",
  "a regular expression": "/^(a+)+$/.test('a'.repeat(40) + 'b')",
  "prompt()": "prompt('name?')",
};

if (Deno.build.os === "linux") {
  const open = (symbols: string) => `Deno.dlopen("libc.so.6", { ${symbols} }).symbols`;
  cells["an awaited native call"] = `await ${
    open('usleep: { parameters: ["u32"], result: "i32", nonblocking: true }')
  }.usleep(10_000_000)`;
}

async function stopAfter(session: Session, milliseconds: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const begin = performance.now();
  await session.interrupt();
  return performance.now() - begin;
}

describe("Stop", () => {
  for (const [name, code] of Object.entries(cells)) {
    it(`ends ${name} in time, and variables stay, ${count} times`, () =>
      withSession(async (session) => {
        await runCell(session, "let kept = 41");
        for (let i = 0; i < count; i++) {
          const onInput = () => new Promise<string>(() => {});
          const running = session.execute(code, { onInput });
          const took = await stopAfter(session, 150);
          const { status, ename } = await running;
          assertEquals([status, ename], ["error", "AbortError"]);
          assert(took < 1500, `${took} ms`);
          const { text, types } = await runCell(session, "console.log('next'); kept + 1");
          assertEquals([text, types], ["next\n42", ["stream", "execute_result"]]);
        }
      }));
  }

  it("aborts the cells that wait, and nothing without a cell", () =>
    withSession(async (session) => {
      await session.interrupt();
      const replies = [session.execute("await new Promise(() => {})"), session.execute("1")];
      await stopAfter(session, 100);
      assertEquals((await Promise.all(replies)).map(({ status }) => status), ["error", "aborted"]);
      assertEquals((await runCell(session, "2")).text, "2");
    }));

  it("leaves a cell that has its own way to end", () =>
    withSession(async (session) => {
      const code = "try { await new Promise(() => {}) } catch { console.log('saved') } 5";
      const running = runCell(session, code);
      await stopAfter(session, 150);
      const { reply, text } = await running;
      assertEquals([reply.status, text], ["ok", "saved\n5"]);
    }));

  it("says in the cell that native code cannot be cut off", {
    ignore: Deno.build.os !== "linux",
  }, () =>
    withSession(async (session) => {
      await runCell(
        session,
        'const { sleep } = Deno.dlopen("libc.so.6", ' +
          '{ sleep: { parameters: ["u32"], result: "u32" } }).symbols; let kept = 1',
      );
      let shown = "";
      const running = session.execute("sleep(3); for (;;) {}", {
        onOutput: (output) => shown += plain(output),
      });
      const took = await stopAfter(session, 150);
      assert(took < 1500, `${took} ms`);
      assertStringIncludes(shown, "native call (of libc.so.6, or of Deno)");
      assertStringIncludes(shown, "restart the kernel");
      assertEquals((await running).ename, "AbortError");
      assertEquals((await runCell(session, "kept")).text, "1");
    }));

  it("ends a training loop, which returns its history; what the model has learnt stays", () =>
    withSession(async (session) => {
      const { href } = new URL("../../mod.ts", import.meta.url);
      const { reply } = await runCell(
        session,
        `import { data, tf, train } from ${JSON.stringify(href)};
        await tf.ready();
        const points = new data.ArrayDataset(
          tf.tensor2d([[0, 1], [1, 0], [0, 2], [2, 0]]),
          tf.tensor1d([0, 1, 0, 1], "int32"),
        );
        const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
        let epochs = 0;
        const fit = () => train.fit(model, points, {
          epochs: 1e9,
          optimizer: tf.train.adam(0.01),
          progress: false,
          onEpoch: () => epochs++,
        });`,
      );
      assertEquals(reply.status, "ok", reply.traceback?.join("\n"));
      for (let i = 0; i < count; i++) {
        const running = session.execute("epochs = 0; const history = await fit()");
        const took = await stopAfter(session, 1000);
        assertEquals((await running).status, "ok");
        assert(took < 1500, `${took} ms`);
        const { text } = await runCell(
          session,
          "const before = epochs; await new Promise((r) => setTimeout(r, 300));" +
            "[before > 0, before === epochs, history.stopped, history.loss.length === epochs]",
        );
        assertEquals(text, "[ true, true, true, true ]");
      }
    }));
});
