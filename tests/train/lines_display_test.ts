import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { describeEpoch } from "../../src/train/describe_epoch.ts";
import { LinesDisplay } from "../../src/train/lines_display.ts";
import { ManualClock } from "../display/live/manual_clock.ts";
import { Terminal } from "../display/live/terminal.ts";

const record = (epoch: number) => ({
  epoch,
  loss: 0.60879,
  metrics: { accuracy: 0.82488 },
  valLoss: 0.21717,
  valMetrics: { accuracy: 0.939 },
  seconds: 6.7,
});
const so = (steps: number) => ({ steps, examples: steps, mean: [1.23456, 0.5] });
const plan = { epochs: 2, steps: 141, metrics: ["accuracy"] };

function log() {
  let text = "";
  const target = { write: (more: string) => text += more, terminal: false, columns: 80 };
  return { target, lines: () => text.split("\n").slice(0, -1) };
}

describe("LinesDisplay", () => {
  it("writes one line with all results for an epoch in a log", () => {
    const { target, lines } = log();
    const clock = new ManualClock();
    const display = new LinesDisplay(plan, target, clock);
    display.begin(1);
    clock.pass(2000);
    assert(display.isDue());
    display.update(so(70));
    assert(!display.isDue());
    clock.pass(2000);
    display.finishEpoch(record(1));
    display.finish({ records: [] });
    assertEquals(lines(), [
      "Epoch 1/2  50% · 70/141 steps · 35.0 steps/s · 2.0 s left · loss 1.235 acc 0.500",
      `Epoch 1/2 141/141 steps · in 4.0 s · 35.3 steps/s · ${describeEpoch(record(1))}`,
    ]);
  });

  it("says what the last epoch came to where training ends before its time", () => {
    const { target, lines } = log();
    const display = new LinesDisplay({ ...plan, epochs: undefined }, target, new ManualClock());
    for (const epoch of [1, 2, 3]) {
      display.begin(epoch);
      display.finishEpoch(record(epoch));
    }
    display.finish({ records: [] });
    assertEquals(lines().map((line) => line.slice(0, 9)), ["Epoch 1 1", "Epoch 3 ·"]);
    assertEquals(lines()[1], `Epoch 3 · ${describeEpoch(record(3))}`);
  });

  it("draws bars for the epoch and for all of them in a terminal, and cuts nothing off", () => {
    const target = new Terminal(80);
    const clock = new ManualClock();
    const display = new LinesDisplay(plan, target, clock);
    display.begin(1);
    clock.pass(2000);
    display.update(so(70));
    const screen = target.screen.split("\n");
    assertMatch(screen[0]!, /^Training {2}▕ +▏ +0% · 0\/2 epochs$/);
    assertMatch(screen[1]!, /^Epoch 1\/2 ▕█+. *▏ +50% .* left · loss 1\.235 acc 0\.500$/);
    clock.pass(2000);
    display.finishEpoch(record(1));
    display.hide();
    target.write("from the user's own code\n");
    display.begin(2);
    clock.pass(4000);
    display.finishEpoch(record(2));
    display.finish({ records: [record(1), record(2)] });
    assertEquals(target.screen.split("\n"), [
      "Epoch 1/2 141/141 steps · in 4.0 s · 35.3 steps/s",
      `  ${describeEpoch(record(1))}`,
      "from the user's own code",
      "Epoch 2/2 141/141 steps · in 4.0 s · 35.3 steps/s",
      `  ${describeEpoch(record(2))}`,
      "",
    ]);
    const wide = new Terminal(140);
    const whole = new LinesDisplay({ ...plan, epochs: 1 }, wide, clock);
    whole.begin(1);
    clock.pass(4000);
    whole.finishEpoch(record(1));
    whole.finish({ records: [record(1)] });
    assert(wide.screen.endsWith(`steps/s · ${describeEpoch(record(1))}\n`), wide.screen);
  });

  it("says when an epoch was stopped or failed", () => {
    for (const [failure, word] of [[undefined, "stopped"], ["an error", "failed"]] as const) {
      for (const target of [log(), new Terminal(80)]) {
        const display = new LinesDisplay(plan, "lines" in target ? target.target : target);
        display.begin(1);
        display.finish({ records: [], failure });
        const text = "lines" in target ? target.lines().join("\n") : target.screen.trimEnd();
        assertMatch(text, new RegExp(`^Epoch 1/2 0/141 steps · in .* · ${word}$`));
      }
    }
  });

  it("leaves lines out where many epochs are short", () => {
    const { target, lines } = log();
    const clock = new ManualClock();
    const display = new LinesDisplay({ ...plan, epochs: 1000 }, target, clock);
    for (let epoch = 1; epoch <= 1000; epoch++) {
      display.begin(epoch);
      clock.pass(2);
      display.finishEpoch(record(epoch));
    }
    display.finish({ records: [] });
    assertEquals(lines().map((line) => line.match(/Epoch (\d+)/)![1]), [
      "1",
      "251",
      "501",
      "751",
      "1000",
    ]);
  });
});
