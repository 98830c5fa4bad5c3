import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { describeEpoch, describeSoFar } from "../../src/train/describe_epoch.ts";

describe("describeEpoch()", () => {
  it("names what was measured, and only that", () => {
    const record = {
      epoch: 2,
      loss: 0.60879,
      metrics: { accuracy: 0.82488 },
      valLoss: 0.21717,
      valMetrics: { accuracy: 0.939 },
      seconds: 6.7,
    };
    assertEquals(
      describeEpoch(record),
      "loss 0.6088 · accuracy 82.49 % · val loss 0.2172 · val accuracy 93.90 %",
    );
    const plain = { ...record, metrics: { error: 2.5 }, valLoss: undefined, valMetrics: {} };
    assertEquals(describeEpoch(plain), "loss 0.6088 · error 2.500");
  });

  it("is shorter within an epoch", () => {
    assertEquals(describeSoFar([1.23456, 9, 0.5], ["error", "accuracy"]), "loss 1.235 acc 0.500");
    assertEquals(describeSoFar([1.23456, 9], ["error"]), "loss 1.235");
  });
});
