import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type Live, live } from "../../../src/display/live/live.ts";
import type { OutputMessage } from "../../../src/jupyter/mod.ts";
import { runCell } from "../../jupyter/run_cell.ts";
import { withSession } from "../../jupyter/with_session.ts";
import { ManualClock } from "./manual_clock.ts";
import { Terminal } from "./terminal.ts";

const module = new URL("../../../mod.ts", import.meta.url).href;

function onTerminal(columns = 20, rows = 24) {
  const target = new Terminal(columns, rows);
  const clock = new ManualClock();
  const start = (view?: unknown) => live(view, { target, clock });
  const show = (output: Live, value: unknown) => {
    clock.pass(1000);
    output.update(value);
  };
  return { target, clock, start, show };
}

describe("live() in a terminal", () => {
  it("draws over what was there, with more lines or fewer, and leaves the last state", () => {
    const { target, start, show } = onTerminal();
    target.write("before\n");
    const output = start("one\ntwo\nthree");
    assertEquals(target.screen, "before\none\ntwo\nthree");
    show(output, "four");
    assertEquals(target.screen, "before\nfour");
    show(output, "five\nsix");
    assertEquals(target.screen, "before\nfive\nsix");
    output.update("last\nstate");
    output.finish();
    output.finish("never");
    output.update("never");
    assertEquals(target.screen, "before\nlast\nstate\n");
  });

  it("keeps two outputs below each other, and each ends in its place", () => {
    const { target, start, show } = onTerminal();
    const first = start("a");
    const second = start("b\nb");
    show(first, "a2\na2");
    assertEquals(target.screen, "a2\na2\nb\nb");
    first.finish("a3");
    show(second, "b2");
    assertEquals(target.screen, "a3\nb2");
    second.finish();
    assertEquals(target.screen, "a3\nb2\n");
  });

  it("never fills a line, so that none wraps, and keeps within the terminal's height", () => {
    const { target, start, show } = onTerminal(10, 4);
    const output = start("x".repeat(50) + "\n" + "個".repeat(20));
    assertEquals(target.screen, "xxxxxxxx…\n個個個個…");
    show(output, "1\n2\n3\n4\n5\n6");
    show(output, "a\nb\nc\nd\ne\nf");
    assertEquals(target.screen, "d\ne\nf");
    output.finish("a\nb\nc\nd\ne\nf");
    assertEquals(target.screen, "a\nb\nc\nd\ne\nf\n");
  });

  it("draws over its lines where the terminal has become narrower", () => {
    const { target, start, show } = onTerminal(20);
    target.write("before\n");
    const output = start("0123456789abcde\nshort");
    target.resize(10);
    assertEquals(target.screen, "before\n0123456789\nabcde\nshort");
    show(output, "fits now\nyes");
    assertEquals(target.screen, "before\nfits now\nyes");
    target.resize(30);
    show(output, "0123456789abcdefgh");
    assertEquals(target.screen, "before\n0123456789abcdefgh");
    output.finish();
  });

  it("prints above what is drawn, and makes room for what others write", () => {
    const { target, start, show } = onTerminal();
    const output = start("bar\nbar");
    output.print("a line");
    assertEquals(target.screen, "a line\nbar\nbar");
    output.hide();
    target.write("others\n");
    show(output, "more\nbar");
    assertEquals(target.screen, "a line\nothers\nmore\nbar");
    output.finish(null);
    assertEquals(target.screen, "a line\nothers\n");
  });

  it("has no colours for a target that is not the process's own where NO_COLOR is set", async () => {
    const code = `import { display } from "${module}";
      Object.defineProperty(Deno.stdout, "isTerminal", { value: () => true });
      using live = display.live(display.lineChart([1, 2], { title: "Title" }));
      live.update();`;
    for (const [color, expected] of [["", true], ["1", false]] as const) {
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["eval", "--config", new URL("../../../deno.json", import.meta.url).pathname, code],
        env: { NO_COLOR: color },
      }).output();
      const text = new TextDecoder().decode(stdout);
      assertMatch(text, /Title/);
      assertEquals(text.includes("\x1b[1m"), expected, JSON.stringify(text));
      // The cursor moves all the same.
      assert(text.includes("\x1b[J"), JSON.stringify(text));
    }
  });
});

describe("live() elsewhere", () => {
  it("writes nothing before the end, and the last state once", () => {
    let written = "";
    const target = { write: (text: string) => written += text, terminal: false, columns: 40 };
    {
      using output = live("first", { target });
      output.update([{ a: 1 }]);
      assertEquals(written, "");
    }
    assertEquals(written, "   a\n0  1\n1 row × 1 column\n");
    live(undefined, { target }).finish();
    assertEquals(written, "   a\n0  1\n1 row × 1 column\n");
  });

  it("draws a view only where it is due", () => {
    const { target, clock, start } = onTerminal();
    let drawn = 0;
    const view = {
      toText: () => `drawn ${++drawn}`,
      [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "" }),
    };
    const output = start(view);
    for (let i = 0; i < 1000; i++) {
      clock.pass(1);
      output.update();
    }
    assertEquals(drawn, 5);
    assertEquals(output.due, false);
    output.finish();
    assertEquals(target.screen, "drawn 6\n");
  });
});

/** What a front end shows in the end: displays in their order, each in its last state. */
function finalOutputs(outputs: readonly OutputMessage[]): unknown[] {
  const shown = new Map<unknown, unknown>();
  for (const { type, content } of outputs) {
    const { transient, data } = content as {
      transient?: { display_id?: string };
      data?: Record<string, unknown>;
    };
    if (type === "update_display_data") assert(shown.has(transient?.display_id));
    shown.set(transient?.display_id ?? {}, data?.["text/plain"] ?? content.text);
  }
  return [...shown.values()];
}

describe("live() in a log", () => {
  it("writes the last state when the program ends without finish(), each output once", async () => {
    const code = `import { display } from "${module}";
      const a = display.live("a 0");
      for (let i = 1; i < 1000; i++) a.update("a " + i);
      display.live("b 0").finish("b done");
      using c = display.live("c 0");
      display.live("d 0");
      console.log("log");`;
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", code],
      env: { NO_COLOR: "1" },
      stderr: "inherit",
    }).output();
    assertEquals(success, true);
    const text = new TextDecoder().decode(stdout);
    assertEquals(text, "b done\nlog\nc 0\na 999\nd 0\n");
  });
});

describe("live() in a notebook", () => {
  it("updates one output of its cell, also from a later cell", () =>
    withSession(async (session) => {
      await runCell(session, `import { display } from "${module}"; let live;`);
      const first = await runCell(
        session,
        `live = display.live("one");
        console.log("between");
        for (let i = 0; i <= 500; i++) {
          live.update("state " + i);
          await new Promise((done) => setTimeout(done, 1));
        }`,
      );
      const updates = first.types.filter((type) => type === "update_display_data");
      assert(updates.length >= 1 && updates.length <= 10, first.types.join());
      const second = await runCell(session, 'live.finish("the end"); undefined');
      assertEquals(second.types, ["update_display_data"]);
      const outputs = [...first.outputs, ...second.outputs];
      assertEquals(finalOutputs(outputs), ["the end", "between\n"]);
    }));

  it("sends the last state also where the cell is over by then", () =>
    withSession(async (session) => {
      await runCell(session, `import { display } from "${module}"; undefined`);
      const { outputs } = await runCell(
        session,
        'const late = display.live("one"); late.update("two"); undefined',
      );
      assertEquals(finalOutputs(outputs), ["one"]);
      await new Promise((done) => setTimeout(done, 600));
      assertEquals(finalOutputs(outputs), ["two"]);
    }));
});
