import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Progress, type ProgressOptions } from "../../src/core/progress.ts";

/** A bar on a clock that the test moves. */
function bar(options: Partial<ProgressOptions>) {
  const written: string[] = [];
  const clock = { now: 0 };
  const progress = new Progress({
    label: "Work",
    unit: "it",
    write: (text) => written.push(text),
    now: () => clock.now,
    ...options,
  });
  return {
    written,
    at(milliseconds: number, done: number, note?: string) {
      clock.now = milliseconds;
      progress.update(done, note);
    },
    finish(milliseconds: number, note?: string) {
      clock.now = milliseconds;
      progress.finish(note);
    },
  };
}

describe("Progress", () => {
  it("shows share, count, rate and time left in a terminal", () => {
    const { written, at } = bar({ total: 200, terminal: true, columns: 100 });
    at(0, 0);
    at(10_000, 50, "loss 0.5");
    const line = written.at(-1)!;
    assert(line.startsWith("\rWork ▕███████▌"), line);
    assert(line.includes("25% · 50/200 it · 5.00 it/s · 30 s left · loss 0.5"), line);
  });

  it("draws at most five times a second in a terminal", () => {
    const { written, at } = bar({ total: 1000, terminal: true });
    for (let ms = 0; ms < 1000; ms++) at(ms, ms);
    assertEquals(written.length, 5);
  });

  it("wipes what a longer line left behind", () => {
    const { written, at } = bar({ total: 10, terminal: true });
    at(0, 0);
    at(1000, 2, "a long note");
    at(1200, 3);
    assertEquals(written[2]!.length, written[1]!.length);
    assert(written[2]!.endsWith(" "));
  });

  it("never fills a terminal's last column", () => {
    for (const columns of [1, 10, 40, 80, 200]) {
      const { written, at, finish } = bar({ total: 10, terminal: true, columns });
      at(0, 0);
      at(1000, 5, "x".repeat(100));
      finish(2000, "y".repeat(300));
      for (const text of written) {
        assert(text.replace(/[\r\n]/g, "").trimEnd().length < Math.max(columns, 2), text);
      }
    }
  });

  it("writes plain lines for a log: one for each tenth, at most one a second", () => {
    const { written, at, finish } = bar({ total: 1000 });
    for (let done = 0; done <= 1000; done++) at(done * 100, done);
    finish(100_000);
    assertEquals(written.length, 10);
    assert(written.every((line) => line.endsWith("\n") && !line.includes("\r")));
    assert(written[0]!.startsWith("Work 10% · 100/1000 it · 10.0 it/s"), written[0]);
    assertEquals(written.at(-1), "Work 1000/1000 it · in 1:40 · 10.0 it/s\n");
    const quick = bar({ total: 1000 });
    for (let done = 0; done <= 1000; done++) quick.at(done, done);
    assertEquals(quick.written.length, 0);
  });

  it("shows bytes with decimal prefixes", () => {
    const { written, finish, at } = bar({ total: 273_829_956, unit: "B" });
    at(0, 0);
    at(2000, 100_000_000);
    finish(4000);
    assert(written[0]!.includes("100 MB of 274 MB · 50.0 MB/s · 3.5 s left"), written[0]);
  });

  it("does not count what was there before as work of this run", () => {
    const { written, at } = bar({ total: 1000, unit: "B" });
    at(0, 500);
    at(10_000, 600);
    assert(written.at(-1)!.includes("10 B/s · 40 s left"), written.at(-1));
  });

  it("turns a slow rate round", () => {
    const { written, at } = bar({ total: 4, terminal: true });
    at(0, 0);
    at(8000, 2);
    assert(written.at(-1)!.includes("4.00 s/it"), written.at(-1));
  });

  it("does without a total and with a total of none", () => {
    const open = bar({});
    open.at(0, 0);
    open.at(11_000, 5);
    assertEquals(open.written, ["Work 5 it · 2.20 s/it\n"]);
    const none = bar({ total: 0 });
    none.at(0, 0);
    none.finish(1000);
    assertEquals(none.written, ["Work 0/0 it · in 1.0 s\n"]);
  });

  it("writes nothing after finish()", () => {
    const { written, at, finish } = bar({ total: 2, terminal: true });
    finish(10);
    finish(20);
    at(500, 1);
    assertEquals(written.length, 1);
    assert(written[0]!.endsWith("\n"));
  });

  it("refuses a total that is none", () => {
    assertThrows(() => bar({ total: -1 }), RangeError, "current value is -1");
    assertThrows(() => bar({ total: NaN }), RangeError, "NaN");
  });
});
