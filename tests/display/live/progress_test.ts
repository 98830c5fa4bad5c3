import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { progress } from "../../../src/display/live/progress.ts";
import { runCell } from "../../jupyter/run_cell.ts";
import { withSession } from "../../jupyter/with_session.ts";
import { ManualClock } from "./manual_clock.ts";
import { Terminal } from "./terminal.ts";

const module = new URL("../../../mod.ts", import.meta.url).href;

function place(columns = 80) {
  const target = new Terminal(columns);
  const clock = new ManualClock();
  return { target, clock, options: { target, pace: { clock } } };
}

function log() {
  let text = "";
  const clock = new ManualClock();
  const target = { write: (more: string) => text += more, terminal: false, columns: 80 };
  return {
    clock,
    options: { target, pace: { clock } },
    lines: () => text.split("\n").slice(0, -1),
  };
}

describe("progress() in a terminal", () => {
  it("counts a loop on one line, which stays", () => {
    const { target, clock, options } = place();
    const seen: string[] = [];
    for (const _ of progress(["a", "b", "c"], { ...options, label: "Letters", unit: "letters" })) {
      seen.push(target.screen);
      clock.pass(500);
    }
    assertMatch(seen[1]!, /^Letters ▕█+. *▏ +33% · 1\/3 letters · 2\.00 letters\/s · 1\.0 s left$/);
    assertEquals(seen.length, 3);
    assertEquals(target.screen, "Letters 3/3 letters · in 1.5 s · 2.00 letters/s\n");
  });

  it("shows an inner loop below the outer one; its bar vanishes unless it is kept", () => {
    const { target, clock, options } = place();
    const screens: string[] = [];
    for (const epoch of progress([1, 2], { ...options, label: "Epochs" })) {
      const keep = epoch === 2;
      for (const _ of progress([1, 2], { ...options, label: `Epoch ${epoch}`, keep })) {
        clock.pass(1000);
        screens.push(target.screen.replaceAll(/▕.*▏/g, "|"));
      }
      clock.pass(1000);
    }
    assertEquals(screens[1]!.split("\n"), [
      "Epochs  |   0% · 0/2 it",
      "Epoch 1 |  50% · 1/2 it · 1.00 it/s · 1.0 s left",
    ]);
    assertEquals(target.screen.split("\n"), [
      "Epoch 2 2/2 it · in 2.0 s · 1.00 it/s",
      "Epochs 2/2 it · in 6.0 s · 3.00 s/it",
      "",
    ]);
  });

  it("ends the bar where the loop is left or fails, and says so", () => {
    const { target, options } = place();
    for (const x of progress([1, 2, 3, 4], { ...options, label: "Left" })) if (x === 3) break;
    assertThrows(() => {
      for (const _ of progress([1, 2], { ...options, label: "Failed" })) throw new Error("mine");
    });
    // The value on which it ended is not done.
    assertMatch(target.screen, /^Left 2\/4 it .*stopped\nFailed 0\/2 it .*stopped\n$/);
  });

  it("follows an asynchronous loop, and takes a note", async () => {
    const { target, clock, options } = place();
    async function* values() {
      for (let i = 0; i < 3; i++) yield await Promise.resolve(i);
    }
    const bar = progress(values(), { ...options, label: "Values", total: 3 });
    for await (const value of bar) {
      clock.pass(300);
      bar.note(`value ${value}`);
    }
    assertMatch(target.written, /· value 1/);
    assertEquals(target.screen, "Values 3/3 it · in 0.9 s · 3.33 it/s\n");
    const failing = progress(values(), { ...options, label: "Failing" });
    await assertRejects(
      async () => {
        for await (const _ of failing) throw new Error("mine");
      },
      Error,
      "mine",
    );
    assertMatch(target.screen, /Failing 0 it · in .*\n$/);
  });

  it("is moved by hand, prints above the bar, and is harmless to hostile text", () => {
    const { target, clock, options } = place(70);
    {
      using bar = progress(2_000_000, { ...options, label: "\x1b[2JRead\n", unit: "B" });
      bar.update(0);
      clock.pass(1000);
      bar.advance(500_000, "\x1b]0;title\x07 \u202eevil");
      bar.print("one line");
      assertEquals(bar.done, 500_000);
      const [above, line] = target.screen.split("\n");
      assertEquals(above, "one line");
      assert(line!.startsWith("\\x1b[2JRead\\n  25% · 500 kB of 2.00 MB"), line);
      assert(line!.length < 70);
    }
    assertMatch(target.screen, /stopped\n$/);
    // deno-lint-ignore no-control-regex
    assert(!/\x07|\u202e|\x1b\[2J/.test(target.written));
  });

  it("knows how many there are where the values tell, and refuses what is none", () => {
    const { target, options } = place();
    const totals = [
      [1, 2],
      new Set([1, 2]),
      new Map([[1, 2]]),
      new Float32Array(2),
      "ab",
      [1].values(),
    ];
    for (const values of totals) for (const _ of progress<unknown>(values, options));
    assertEquals(
      target.screen.replaceAll(/ ·.*/g, "").split("\n"),
      [2, 2, 1, 2].map((n) => `Progress ${n}/${n} it`).concat("Progress 2 it", "Progress 1 it", ""),
    );
    assertThrows(() => progress(-1, options), RangeError, "current value is -1");
    assertThrows(() => progress({} as number[], options), TypeError, "wanted values to go over");
  });
});

describe("progress() in a log", () => {
  it("writes a line for each tenth, at most one a second, and one at the end", () => {
    const slow = log();
    const bar = progress(1000, { ...slow.options, label: "Work" });
    for (let done = 0; done <= 1000; done++) {
      bar.update(done);
      slow.clock.pass(100);
    }
    bar.finish();
    const lines = slow.lines();
    assertEquals(lines.length, 10);
    assertEquals(lines[0], "Work  10% · 100/1000 it · 10.0 it/s · 1:30 left");
    assertEquals(lines.at(-1), "Work 1000/1000 it · in 1:40 · 9.99 it/s");
    const quick = log();
    for (const _ of progress(Array(1000).fill(0), quick.options)) quick.clock.pass(1);
    assertEquals(quick.lines(), ["Progress 1000/1000 it · in 1.0 s · 1000 it/s"]);
  });

  it("writes a line every ten seconds where nobody knows the total", () => {
    const { clock, options, lines } = log();
    using bar = progress(undefined, options);
    bar.update(0);
    for (let second = 1; second <= 25; second++) {
      clock.pass(1000);
      bar.advance();
    }
    assertEquals(lines(), ["Progress 10 it · 1.00 it/s", "Progress 20 it · 1.00 it/s"]);
  });

  it("leaves the last lines of inner loops out", () => {
    const { options, lines } = log();
    for (const _ of progress([1, 2], { ...options, label: "Outer" })) {
      for (const _ of progress([1, 2], { ...options, label: "Inner" }));
    }
    assertEquals(lines().length, 1);
    assertMatch(lines()[0]!, /^Outer 2\/2/);
  });
});

describe("progress() in a notebook", () => {
  it("is one output for loops in loops, escaped, never blank, and full at the end", () =>
    withSession(async (session) => {
      await runCell(session, `import { display } from "${module}"; undefined`);
      const { outputs, types } = await runCell(
        session,
        `for (const i of display.progress([1, 2], { label: "<b>outer</b>" })) {
          for (const j of display.progress([1, 2, 3, 4, 5], { label: "inner" })) {
            await new Promise((done) => setTimeout(done, 60));
          }
        }`,
      );
      assertEquals(types.filter((type) => type !== "update_display_data"), ["display_data"]);
      const bundles = outputs.map(({ content }) => content.data as Record<string, string>);
      for (const bundle of bundles) {
        assert(bundle["text/plain"]!.includes("outer"));
        assert(bundle["text/html"]!.includes("&lt;b&gt;outer&lt;/b&gt;"));
        assert(!bundle["text/html"]!.includes("<script"));
      }
      assert(bundles.some((bundle) => bundle["text/html"]!.split("<progress").length === 3));
      const last = bundles.at(-1)!;
      assertMatch(last["text/plain"]!, /^<b>outer<\/b> 2\/2 it · in .* s · .*$/);
      assertMatch(last["text/html"]!, /<progress max="1" value="1.0000"[^]*2\/2 it/);
    }));

  it("does not take the bars of a later cell to one that nobody finished", () =>
    withSession(async (session) => {
      await runCell(session, `import { display } from "${module}"; undefined`);
      await runCell(
        session,
        'const left = display.progress(10, { label: "left" }); left.update(1)',
      );
      const { outputs, types } = await runCell(
        session,
        'for (const i of display.progress([1], { label: "next" })) {}',
      );
      assertEquals(types[0], "display_data");
      const last = outputs.at(-1)!.content.data as Record<string, string>;
      assertMatch(last["text/plain"]!, /^next 1\/1 it/);
      assert(!JSON.stringify(outputs).includes("left 1"));
      await runCell(session, "left.finish()");
    }));
});
