import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { percentOf, Progress, type ProgressOptions } from "../../src/core/progress.ts";

/** Work on a clock that the test moves. */
function work(options: Partial<ProgressOptions>) {
  const clock = { now: 0 };
  const progress = new Progress({ label: "Work", unit: "it", now: () => clock.now, ...options });
  return {
    progress,
    at(milliseconds: number, done: number, note?: string) {
      clock.now = milliseconds;
      progress.update(done, note);
      return progress;
    },
    finish(milliseconds: number, note?: string) {
      clock.now = milliseconds;
      progress.finish(note);
      return progress;
    },
  };
}

describe("percentOf()", () => {
  it("is the nearest whole number, and 100 only where all is done", () => {
    // 0.29 · 100 is 28.999….
    assertEquals([0, 0.29, 1 / 3, 2 / 3, 0.994, 0.9999, 1].map(percentOf), [
      0,
      29,
      33,
      67,
      99,
      99,
      100,
    ]);
  });
});

describe("Progress", () => {
  it("says share, count, rate and time left, with a bar where there is room", () => {
    const { at } = work({ total: 200 });
    at(0, 0);
    const line = at(10_000, 50, "loss 0.5").toLine(100);
    assert(line.startsWith("Work ▕███████▌"), line);
    assert(line.endsWith("▏  25% · 50/200 it · 5.00 it/s · 30 s left · loss 0.5"), line);
  });

  it("leaves out the rate, and then the bar, where there is less room", () => {
    const { at } = work({ total: 200 });
    at(0, 0);
    const progress = at(10_000, 50, "loss 0.5");
    const medium = progress.toLine(65);
    assert(/^Work ▕.*▏ +25% · 50\/200 it · 30 s left · loss 0\.5$/.test(medium), medium);
    const narrow = progress.toLine(40);
    assertEquals(narrow, "Work  25% · 50/200 it · 5.00 it/s · 30 s left · loss 0.5");
    assertEquals(narrow, progress.toText());
  });

  it("fills labels up, so that bars below each other are in line", () => {
    const { at } = work({ total: 4 });
    assert(at(0, 1).toLine(80, 8).startsWith("Work     ▕"));
  });

  it("shows bytes with decimal prefixes", () => {
    const { at } = work({ total: 273_829_956, unit: "B" });
    at(0, 0);
    const text = at(2000, 100_000_000).toText();
    assert(text.includes("100 MB of 274 MB · 50.0 MB/s · 3.5 s left"), text);
  });

  it("does not count what was there before as work of this run", () => {
    const { at } = work({ total: 1000, unit: "B" });
    at(0, 500);
    const text = at(10_000, 600).toText();
    assert(text.includes("10 B/s · 40 s left"), text);
  });

  it("turns a slow rate round, and says it of one thing", () => {
    const { at } = work({ total: 4, unit: "steps" });
    at(0, 0);
    const text = at(8000, 2).toText();
    assert(text.includes("4.00 s/step ·"), text);
  });

  it("does without a total and with a total of none", () => {
    const open = work({});
    open.at(0, 0);
    assertEquals(open.at(11_000, 5).toLine(80), "Work 5 it · 2.20 s/it");
    assertEquals(open.progress.share, undefined);
    const none = work({ total: 0 });
    none.at(0, 0);
    assertEquals(none.progress.share, 1);
    assertEquals(none.finish(1000).toLine(80), "Work 0/0 it · in 1.0 s");
  });

  it("says in the end how long it took, and changes no more", () => {
    const { at, finish } = work({ total: 1000 });
    at(0, 0);
    at(90_000, 900, "a note");
    at(100_000, 1000);
    assertEquals(
      finish(100_000, "done").toText(),
      "Work 1000/1000 it · in 1:40 · 10.0 it/s · done",
    );
    finish(200_000, "again");
    assertEquals(
      at(300_000, 1).toLine(80),
      "Work 1000/1000 it · in 1:40 · 10.0 it/s · done",
    );
  });

  it("refuses a total that is none", () => {
    assertThrows(() => work({ total: -1 }), RangeError, "current value is -1");
    assertThrows(() => work({ total: NaN }), RangeError, "NaN");
  });
});
