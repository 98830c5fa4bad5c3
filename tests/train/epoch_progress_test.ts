import { assert, assertEquals, assertMatch } from "@std/assert";
import { beforeEach, describe, it } from "@std/testing/bdd";
import type { TextTarget } from "../../src/io/standard_stream.ts";
import { describeEpoch, EpochProgress } from "../../src/train/epoch_progress.ts";
import type { EpochRecord } from "../../src/train/history.ts";

const RECORD: EpochRecord = {
  epoch: 2,
  loss: 0.60879,
  metrics: { accuracy: 0.82488 },
  valLoss: 0.21717,
  valMetrics: { accuracy: 0.939 },
  seconds: 6.7,
};
const SO_FAR = { loss: 1.23456, accuracy: 0.5, metrics: { accuracy: 0.5 } };

function collector(terminal: boolean, columns: number): TextTarget & { text: () => string } {
  let text = "";
  return { terminal, columns, write: (more) => text += more, text: () => text };
}

/** A clock that goes on by two seconds whenever it is asked. */
function clock(): () => number {
  let time = 0;
  return () => time += 2000;
}

describe("EpochProgress", () => {
  let now: () => number;
  beforeEach(() => {
    now = clock();
  });

  it("EpochProgress writes one line with all results where there is room", () => {
    const target = collector(false, 80);
    const progress = new EpochProgress({ label: "Epoch 2/5", steps: 141, target, now });
    progress.update(70, SO_FAR);
    progress.finish(RECORD);
    const lines = target.text().trimEnd().split("\n");
    assertEquals(lines.length, 2);
    assertMatch(lines[0]!, /^Epoch 2\/5 +49% · 70\/141 steps .* left · loss 1\.235 acc 0\.500$/);
    assert(lines[1]!.endsWith(describeEpoch(RECORD)), lines[1]);
  });

  it("EpochProgress cuts nothing off in a terminal of 80 columns", () => {
    const target = collector(true, 80);
    const progress = new EpochProgress({ label: "Epoch 2/5", steps: 141, target, now });
    progress.update(70, SO_FAR);
    assertMatch(target.text(), /▕.*▏ +49% .* left · loss 1\.235 acc 0\.500$/);
    progress.finish(RECORD);
    const lines = target.text().trimEnd().split(/[\r\n]+/);
    assertEquals(lines.at(-1), `  ${describeEpoch(RECORD)}`);
    for (const line of lines) assert(line.length < 80, line);
  });

  it("EpochProgress says when an epoch was stopped and may write nowhere", () => {
    const target = collector(false, 80);
    new EpochProgress({ label: "Epoch 1/1", steps: 3, target })[Symbol.dispose]();
    assertMatch(target.text(), /stopped\n$/);
    const finished = collector(false, 80);
    {
      using progress = new EpochProgress({ label: "Epoch 1/1", steps: 3, target: finished });
      progress.finish(RECORD);
    }
    assert(finished.text().endsWith(`${describeEpoch(RECORD)}\n`), finished.text());
    const silent = new EpochProgress({ label: "Epoch 1/1", steps: 3, target: undefined });
    silent.update(1, SO_FAR);
    silent.finish(RECORD);
  });

  it("describeEpoch() names what was measured, and only that", () => {
    assertEquals(
      describeEpoch(RECORD),
      "loss 0.6088 · accuracy 82.49 % · val loss 0.2172 · val accuracy 93.90 %",
    );
    const plain = { ...RECORD, metrics: { error: 2.5 }, valLoss: undefined, valMetrics: {} };
    assertEquals(describeEpoch(plain), "loss 0.6088 · error 2.500");
  });
});
