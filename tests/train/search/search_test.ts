import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { from } from "../../../src/data/dataset/sources.ts";
import { stratifiedKFold } from "../../../src/data/splits/stratified_k_fold.ts";
import { DISPLAY } from "../../../src/display/mime_bundle.ts";
import * as tf from "../../../src/engine/tf.ts";
import { fit } from "../../../src/train/fit.ts";
import { crossValidate } from "../../../src/train/search/cross_validate.ts";
import { findLr } from "../../../src/train/search/find_lr.ts";
import { search, type SearchOptions } from "../../../src/train/search/search.ts";
import type { Space } from "../../../src/train/search/space.ts";
import { blobs, classifier } from "../blobs.ts";
import { inFolder } from "../../in_folder.ts";

describe("findLr()", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("suggests a rate that learns, ends where the loss grows, and leaves the model as it was", async () => {
    using points = blobs(120);
    const model = classifier();
    const before = model.getWeights().map((weight) => weight.dataSync().slice());
    const tensors = tf.memory().numTensors;
    const found = await findLr(model, points, { batchSize: 16 });
    assertEquals(tf.memory().numTensors, tensors);
    assertEquals(model.getWeights().map((weight) => weight.dataSync()), before);
    assert(found.suggestion > 1e-3 && found.suggestion < 1, `${found.suggestion}`);
    assertAlmostEquals(found.rates[1]! / found.rates[0]!, 1e8 ** (1 / 99), 1e-9);
    assertEquals(found.rates.length, 100);
    const far = await findLr(model, points, { batchSize: 16, endLr: 1e5 });
    assert(far.rates.length < 100, "it went on where the loss was four times the best");
    const again = await findLr(model, points, { batchSize: 16 });
    assertEquals(again.losses, found.losses);
    const bundle = found[DISPLAY]();
    assertMatch(String(bundle["text/plain"]), /Suggested learning rate: \d\.\de-\d/);
    const optimizer = tf.train.adam(found.suggestion);
    const { loss } = await fit(model, points, { epochs: 5, optimizer, progress: false });
    assert(loss[4]! < loss[0]! / 3, `${loss}`);
    optimizer.dispose();
    model.dispose();
  });

  it("leaves a model that is not compiled so, to be trained then", async () => {
    using points = blobs(60);
    const model = classifier();
    const before = tf.memory().numTensors;
    await findLr(model, points, { steps: 20 });
    assertEquals(tf.memory().numTensors, before);
    const { loss } = await fit(model, points, { epochs: 10, batchSize: 10, progress: false });
    assert(loss.at(-1)! < loss[0]!, String(loss));
    model.dispose();
  });

  it("refuses ranges that are none", async () => {
    using points = blobs(8);
    const model = classifier();
    await assertRejects(() => findLr(model, points, { startLr: 1, endLr: 1 }), RangeError, "endLr");
    await assertRejects(() => findLr(model, points, { steps: 0 }), RangeError, "steps");
    model.dispose();
  });
});

describe("crossValidate()", () => {
  it("trains each fold on the others, and tells mean and deviation", async () => {
    using points = blobs(60);
    const tensors = tf.memory().numTensors;
    const labels = await points.targets.data();
    const options = { epochs: 8, batchSize: 8, progress: false, shuffle: false } as const;
    const result = await crossValidate(() => classifier(), points, {
      ...options,
      folds: stratifiedKFold(labels, { splits: 3 }),
      optimizer: () => tf.train.adam(0.03),
    });
    assertEquals(result.folds.map(({ fold }) => fold), [1, 2, 3]);
    assert(result.mean("accuracy") > 0.9, result.toText());
    const [a, b, c] = result.scores() as [number, number, number];
    const mean = (a + b + c) / 3;
    assertAlmostEquals(result.mean(), mean, 1e-12);
    const squares = (a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2;
    assertAlmostEquals(result.std(), Math.sqrt(squares / 2), 1e-12);
    assertMatch(result.toText(), /mean[\s\S]*std/);
    assertEquals(tf.memory().numTensors, tensors);
    const rows = (await points.inputs.array() as number[][])
      .map((inputs, i) => ({ inputs, targets: labels[i]! }));
    const read = await crossValidate(() => classifier(), from(rows), {
      ...options,
      folds: stratifiedKFold(labels, { splits: 3 }),
      optimizer: () => tf.train.adam(0.03),
    });
    read.scores().forEach((score, i) => assertAlmostEquals(score, result.scores()[i]!, 1e-6));
  });
});

/** A search whose runs are written down. */
async function watched<S extends Space>(options: Omit<SearchOptions<S>, "run">, score = quadratic) {
  const runs: string[] = [];
  const result = await search<S>({
    ...options,
    run: ({ params, trial, budget }) => {
      runs.push(`${trial} ${budget}`);
      return score(params as Record<string, number>, budget);
    },
  } as SearchOptions<S>);
  return { runs, result };
}
const quadratic = ({ x = 0 }: Record<string, number>, budget: number) => (x - 3) ** 2 + 1 / budget;

describe("crossValidate() that is ended", () => {
  it("throws the reason, in the last fold as well", async () => {
    using points = blobs(30);
    const ending = new AbortController();
    let epochs = 0;
    const error = await assertRejects(() =>
      crossValidate(classifier, points, {
        folds: 2,
        epochs: 2,
        progress: false,
        signal: ending.signal,
        onEpoch: () => ++epochs === 3 && ending.abort(new Error("enough")),
      }), Error);
    assertEquals(error.message, "enough");
  });
});

describe("search()", () => {
  it("tries all of a grid, the last parameter changing fastest", async () => {
    const { result } = await watched({ space: { a: [1, 2], x: [0, 3, 6] }, strategy: "grid" });
    assertEquals(result.trials.map(({ params }) => [params.a, params.x]), [
      [1, 0],
      [1, 3],
      [1, 6],
      [2, 0],
      [2, 3],
      [2, 6],
    ]);
    assertEquals(result.best?.params, { a: 1, x: 3 });
    assertMatch(result.toText(), /trial +a +x +budget +score/);
    assertMatch(JSON.stringify(result[DISPLAY]()), /budget 1/);
  });

  it("draws the same from a seed, within ranges and evenly by factor where it is told so", async () => {
    const space = {
      rate: { min: 1e-4, max: 1, log: true },
      units: { min: 2, max: 5, integer: true },
      x: { min: 0, max: 6 },
      kind: ["a", "b"],
    } as const;
    const { result } = await watched({ space, trials: 400, seed: 4 });
    const again = await watched({ space, trials: 400, seed: 4 });
    assertEquals(again.result.trials, result.trials);
    const params = result.trials.map(({ params }) => params);
    assert(params.every(({ rate }) => rate >= 1e-4 && rate <= 1));
    const small = params.filter(({ rate }) => rate < 1e-2).length;
    assert(Math.abs(small / 400 - 0.5) < 0.1, `${small} of 400 are in the lower half`);
    for (const units of [2, 3, 4, 5]) {
      const share = params.filter((one) => one.units === units).length / 400;
      assert(Math.abs(share - 0.25) < 0.08, `${units}: ${share}`);
    }
    assertAlmostEquals(result.best!.params.x, 3, 0.1);
  });

  it("gives the best trials more by successive halving, and most of them little", async () => {
    const { runs, result } = await watched({
      space: { x: { min: 0, max: 6 } },
      strategy: "asha",
      trials: 27,
      maxBudget: 9,
      eta: 3,
    });
    const count = (budget: number) => runs.filter((run) => run.endsWith(` ${budget}`)).length;
    // A third goes on, and a few that were among the best of those before them.
    const [few, some, most] = [count(9), count(3), count(1)];
    assertEquals(most, 27);
    assert(some >= 9 && some <= 13 && few >= 3 && few <= 5, `${runs}`);
    // The first two trials are waited for before one goes on: one of three.
    assertEquals(runs.slice(0, 4).map((run) => run.split(" ")[1]), ["1", "1", "1", "3"]);
    const all = result.trials.map(({ params }) => Math.abs(params.x - 3));
    assertEquals(Math.abs(result.best!.params.x - 3), Math.min(...all));
    assertEquals(result.best?.results.map(({ budget }) => budget), [1, 3, 9]);
  });

  it("goes on after it was ended, with the runs that are missing", () =>
    inFolder(async (dir) => {
      const options = {
        space: { x: { min: 0, max: 6 } },
        strategy: "asha",
        trials: 9,
        maxBudget: 9,
        seed: 2,
      } as const;
      const whole = await watched(options);
      const stop = new AbortController();
      let left = 5;
      const onTrial = () => void (--left === 0 && stop.abort());
      const first = await watched({ ...options, dir, signal: stop.signal, onTrial });
      assertEquals([first.result.stopped, first.runs.length], [true, 5]);
      const second = await watched({ ...options, dir });
      assertEquals([...first.runs, ...second.runs], whole.runs);
      assertEquals(second.result.trials, whole.result.trials);
      await assertRejects(
        () => watched({ ...options, dir, seed: 3 }),
        RangeError,
        "another space, strategy, seed or budget",
      );
    }));

  it("goes on past runs that throw, and throws where all did", async () => {
    const failing = (x: number) => (params: Record<string, number>, budget: number) => {
      if (params.x! > x) throw new Error(`${params.x} is too much`);
      return quadratic(params, budget);
    };
    const space = { x: [1, 5, 2] };
    const { result } = await watched({ space, strategy: "grid" }, failing(2));
    assertEquals(result.best?.params, { x: 2 });
    assertEquals(result.trials[1]?.error, "5 is too much");
    await assertRejects(
      () => watched({ space, strategy: "grid" }, failing(0)),
      AggregateError,
      "all 3 trials failed",
    );
  });

  it("refuses spaces and numbers without a meaning", async () => {
    const range = { min: 0, max: 1 };
    await assertRejects(() => watched({ space: { x: [] } }), RangeError, '"x" has no values');
    await assertRejects(() => watched({ space: { x: { ...range, log: true } } }), RangeError, "0");
    await assertRejects(
      () => watched({ space: { x: range }, strategy: "grid" }),
      TypeError,
      '"x" is a range',
    );
    await assertRejects(
      () => watched({ space: { x: range }, strategy: "asha", maxBudget: 1, minBudget: 2 }),
      RangeError,
      "maxBudget at least",
    );
  });
});
