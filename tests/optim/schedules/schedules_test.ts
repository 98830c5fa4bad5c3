import { assert, assertAlmostEquals, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as display from "../../../src/display/mod.ts";
import * as schedules from "../../../src/optim/schedules/mod.ts";

describe("schedules", () => {
  it("one cycle goes up and down along cosines, and its momentum the other way", () => {
    const options = { trainingSteps: 100, pctStart: 0.25 };
    const rate = schedules.oneCycle({ ...options, maxLearningRate: 1 });
    const momentum = schedules.oneCycleMomentum(options);
    assertAlmostEquals(rate(0), 1 / 25, 1e-15);
    assertEquals(rate(25), 1);
    assertAlmostEquals(rate(100), 1e-5, 1e-15);
    assertEquals(rate(1000), rate(100));
    assertAlmostEquals(momentum(0), 0.95, 1e-15);
    assertAlmostEquals(momentum(25), 0.85, 1e-15);
    assertAlmostEquals(momentum(100), 0.95, 1e-15);
    // Half way of each cosine is half way between its ends.
    assertAlmostEquals(rate(12.5), (1 / 25 + 1) / 2, 1e-15);
    assertAlmostEquals(momentum(62.5), 0.9, 1e-15);
    for (let step = 1; step < 100; step++) {
      const [change, opposite] = [rate, momentum].map((one) => one(step) - one(step - 1));
      assert(change! * opposite! < 0, `step ${step}`);
      assertEquals(change! > 0, step <= 25);
    }
  });

  it("a share of the steps warms up, rounded up", () => {
    const share = schedules.linear({ learningRate: 1, warmupSteps: 0.101, trainingSteps: 100 });
    assertEquals(share.config.warmupSteps, 11);
    assertEquals(share(11), 1);
    assertEquals(share(10), 10 / 11);
  });

  it("has its name and what it was made from, and is made of them again", () => {
    const made = [
      schedules.constant({ learningRate: 0.1 }),
      schedules.cosineWithMinLr({ learningRate: 0.1, minLr: 0.01, trainingSteps: 50 }),
      schedules.oneCycle({ maxLearningRate: 0.1, trainingSteps: 50 }),
      schedules.oneCycleMomentum({ trainingSteps: 50, momentums: [0.9, 0.8, 0.7] }),
      schedules.warmupStableDecay({ learningRate: 0.1, stableSteps: 20, decaySteps: 10 }),
      schedules.piecewiseConstantDecay({ boundaries: [10], values: [1, 0.1] }),
    ];
    for (const schedule of made) {
      const again = schedules.from(JSON.parse(JSON.stringify(schedule)));
      assertEquals(again.name, schedule.name);
      assertEquals(again.config, schedule.config);
      assertEquals(again.values(60), schedule.values(60));
    }
    assertThrows(() => schedules.from({ name: "sine", config: {} }), RangeError, "must be one of");
    assertThrows(() => schedules.from({ name: "toString", config: {} }), RangeError);
  });

  it("is a line for a chart", () => {
    const rate = schedules.linear({ learningRate: 1, trainingSteps: 4 });
    const chart = display.lineChart(rate.values(5), { title: "Learning rate" });
    assertMatch(chart.toText(), /Learning rate\n.*0 to 1/);
  });

  it("a plateau's state can be taken up by another", () => {
    const options = { learningRate: 1, patience: 1, factor: 0.5 };
    const [first, second] = [
      new schedules.ReduceOnPlateau(options),
      new schedules.ReduceOnPlateau(options),
    ];
    for (const loss of [3, 3]) first.update(loss);
    second.state = JSON.parse(JSON.stringify(first.state));
    assertEquals([first.update(3), second.update(3)], [0.5, 0.5]);
    assertEquals(second.learningRate, 0.5);
    // A loss that is no number is no better than any other.
    assertEquals(second.update(NaN), 0.5);
    assertEquals(second.update(NaN), 0.25);
  });

  it("refuses what makes no schedule, in words", () => {
    const refused: [() => unknown, RegExp][] = [
      [
        () => schedules.exponentialDecay({ initialLearningRate: 1, decaySteps: 0, decayRate: 1 }),
        /exponentialDecay: decaySteps must be a positive number, current value is 0/,
      ],
      [
        () => schedules.linear({ learningRate: 1, trainingSteps: 5, warmupSteps: -1 }),
        /linear: warmupSteps must be a number from 0 on, current value is -1/,
      ],
      [() => schedules.constant({ learningRate: NaN }), /learningRate must be a finite number/],
      [
        () => schedules.piecewiseConstantDecay({ boundaries: [3, 2], values: [1, 2, 3] }),
        /boundaries must rise/,
      ],
      [
        () => schedules.piecewiseConstantDecay({ boundaries: [3], values: [1] }),
        /1 boundaries and 1 values/,
      ],
      [
        () => schedules.cosineWithMinLr({ learningRate: 1, trainingSteps: 5 }),
        /give one of minLr and minLrRate/,
      ],
      [
        () => schedules.polynomial({ learningRate: 1e-8, trainingSteps: 5 }),
        /endLearningRate must be below/,
      ],
      [
        () => schedules.warmupStableDecay({ learningRate: 1, decaySteps: 5 }),
        /give stableSteps, or trainingSteps/,
      ],
      [
        () => schedules.warmupStableDecay({ learningRate: 1, decaySteps: 5, trainingSteps: 3 }),
        /stableSteps must be a number from 0 on, current value is -2/,
      ],
      [
        () => schedules.oneCycle({ maxLearningRate: 1, trainingSteps: 5, pctStart: 1 }),
        /pctStart must lie between 0 and 1/,
      ],
      [
        () => new schedules.ReduceOnPlateau({ learningRate: 1, factor: 1 }),
        /factor must lie between 0 and 1/,
      ],
    ];
    for (const [make, message] of refused) {
      assertMatch(assertThrows(make, RangeError).message, message);
    }
  });

  it("refuses options that it does not know, and names the one that is meant", () => {
    const odd = (options: Record<string, unknown>) => options as never;
    const makers = [
      [schedules.constant, "learning_rate", "learningRate"],
      [schedules.constantWithWarmup, "warmupStep", "warmupSteps"],
      [schedules.linear, "warmup", "warmupSteps"],
      [schedules.cosine, "cycle", "cycles"],
      [schedules.cosineWithRestarts, "cycle", "cycles"],
      [schedules.polynomial, "endLr", "endLearningRate"],
      [schedules.inverseSqrt, "timeScale", "timescale"],
      [schedules.cosineWithMinLr, "min_lr", "minLr"],
      [schedules.cosineWarmupWithMinLr, "min_lr_rate", "minLrRate"],
      [schedules.warmupStableDecay, "decayStep", "decaySteps"],
      [schedules.exponentialDecay, "stairCase", "staircase"],
      [schedules.inverseTimeDecay, "decay_rate", "decayRate"],
      [schedules.piecewiseConstantDecay, "boundary", "boundaries"],
      [schedules.polynomialDecay, "cycles", "cycle"],
      [schedules.cosineDecay, "warmupStep", "warmupSteps"],
      [schedules.cosineDecayRestarts, "tmul", "tMul"],
      [schedules.oneCycle, "div_final", "divFinal"],
      [schedules.oneCycleMomentum, "momentum", "momentums"],
      [(options: never) => new schedules.ReduceOnPlateau(options), "minLR", "minLr"],
    ] as const;
    for (const [make, wrong, meant] of makers) {
      const message = `"${meant}" is the nearest of`;
      assertThrows(() => make(odd({ [wrong]: 1 })), TypeError, message);
    }
  });
});
