import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import type { NdArray, NdArrayOf } from "../../../src/core/nd_array.ts";
import * as data from "../../../src/data/mod.ts";
import { RandomValues } from "../../../src/data/augment/random_values.ts";
import * as tf from "../../../src/engine/tf.ts";
import { floats, furthest, goldens } from "../../parity/data/images.ts";

const picture = floats(goldens.picture);
const draw = { seed: 1, epoch: 0, index: 0 };

function gray(height: number, width: number, value = 100): NdArrayOf<"float32"> {
  const pixels = new Float32Array(height * width * 3).fill(value);
  return { dtype: "float32", shape: [height, width, 3], data: pixels };
}

const steps: Readonly<Record<string, data.Augmentation>> = {
  randomFlip: data.randomFlip(),
  randomRotation: data.randomRotation(0.2),
  randomZoom: data.randomZoom({ heightFactor: 0.3, widthFactor: [-0.2, 0.1] }),
  randomTranslation: data.randomTranslation({ heightFactor: 0.3, widthFactor: 0.2 }),
  randomShear: data.randomShear({ xFactor: 0.3 }),
  randomCrop: data.randomCrop(4, 3),
  randomBrightness: data.randomBrightness(0.3),
  randomContrast: data.randomContrast(0.5),
  randomColorDegeneration: data.randomColorDegeneration(0.9),
  randomHue: data.randomHue(0.5),
  randomSaturation: data.randomSaturation([0.2, 0.8]),
  randomPosterization: data.randomPosterization([2, 5]),
  solarization: data.solarization(0.5),
  autoContrast: data.autoContrast(),
  randomErasing: data.randomErasing({ factor: [1, 1] }),
  randomGaussianBlur: data.randomGaussianBlur({ factor: [1, 1], sigma: [0.5, 2] }),
  randAugment: data.randAugment(),
};

for (const [name, step] of Object.entries(steps)) {
  Deno.test(`${name}() is decided by seed, epoch and index, and travels as JSON`, () => {
    const copy = JSON.parse(JSON.stringify(step)) as data.Augmentation;
    const before = picture.data.slice();
    const made = data.augmentImage(picture, [step], draw);
    assertEquals(data.augmentImage(picture, [copy], draw), made);
    assertEquals(picture.data, before, "the picture is left as it is");
    assert(made.data.every((value) => Number.isFinite(value)));
    if (name === "autoContrast") return;
    const others = [1, 2, 3, 4, 5].flatMap((n) => [
      { ...draw, seed: 1 + n },
      { ...draw, epoch: n },
      { ...draw, index: n },
    ]).map((other) => String(data.augmentImage(picture, [step], other).data));
    assert(new Set(others).size > 2, "others differ");
  });
}

Deno.test("augmentImage() draws anew for each step", () => {
  const twice = data.augmentImage(gray(1, 1), [
    data.randomBrightness([0, 0.3]),
    data.randomBrightness([-0.3, 0]),
  ], draw);
  assertNotEquals(twice.data[0], 100);
});

Deno.test("random values are spread as they should be", () => {
  const count = 6_000;
  const values = (make: (random: RandomValues) => number) =>
    Array.from({ length: count }, (_, i) => make(new RandomValues([3, 0, i])));
  const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  const variance = (list: readonly number[]) => mean(list.map((x) => (x - mean(list)) ** 2));
  const uniform = values((random) => random.uniform([-2, 4]));
  assert(Math.abs(mean(uniform) - 1) < 0.09 && Math.abs(variance(uniform) - 3) < 0.15);
  assert(Math.min(...uniform) >= -2 && Math.max(...uniform) < 4);
  const normal = values((random) => random.normal());
  assert(Math.abs(mean(normal)) < 0.05 && Math.abs(variance(normal) - 1) < 0.08);
  for (const alpha of [0.2, 1, 3]) {
    const beta = values((random) => random.beta(alpha));
    assert(Math.abs(mean(beta) - 0.5) < 0.02);
    // Of Beta(a, a) the variance is 1 / (4 (2 a + 1)).
    assert(Math.abs(variance(beta) - 1 / (4 * (2 * alpha + 1))) < 0.008, `alpha ${alpha}`);
  }
  assert(Math.abs(mean(values((random) => Number(random.chance(0.3)))) - 0.3) < 0.02);
});

Deno.test("randomFlip() flips half of the pictures each way", () => {
  const row = { dtype: "float32", shape: [2, 2, 1], data: new Float32Array([1, 2, 3, 4]) } as const;
  const counts = new Map<number, number>();
  for (let index = 0; index < 4000; index++) {
    const [first] = data.augmentImage(row, [data.randomFlip()], { ...draw, index }).data;
    counts.set(first!, (counts.get(first!) ?? 0) + 1);
  }
  assertEquals([...counts.keys()].sort(), [1, 2, 3, 4]);
  for (const count of counts.values()) assert(Math.abs(count - 1000) < 130, String(count));
});

Deno.test("randomErasing() fills a rectangle of the right size as often as it says", () => {
  const shares: number[] = [];
  const step = data.randomErasing({ factor: [0.4, 0.4], scale: [0.1, 0.3], fillValue: 7 });
  for (let index = 0; index < 1000; index++) {
    const { data: pixels } = data.augmentImage(gray(40, 40), [step], { ...draw, index });
    const share = pixels.filter((value) => value === 7).length / pixels.length;
    if (share > 0) shares.push(share);
  }
  assert(Math.abs(shares.length - 400) < 60, `${shares.length} of 1000`);
  assert(Math.min(...shares) > 0.07 && Math.max(...shares) < 0.33);
});

Deno.test("randomCrop() reaches every place, and enlarges what is too small", () => {
  const columns = Float32Array.from({ length: 12 }, (_, i) => i % 4);
  const wide = { dtype: "float32", shape: [3, 4, 1], data: columns } as const;
  const seen = new Set<number>();
  for (let index = 0; index < 50; index++) {
    const made = data.augmentImage(wide, [data.randomCrop(2, 2)], { ...draw, index });
    assertEquals(made.shape, [2, 2, 1]);
    seen.add(made.data[0]!);
  }
  assertEquals([...seen].sort(), [0, 1, 2]);
  assertEquals(data.augmentImage(wide, [data.randomCrop(6, 8)], draw).shape, [6, 8, 1]);
});

Deno.test("factors out of range are refused by name", () => {
  const wrong: readonly [() => unknown, string][] = [
    [() => data.randomRotation(1.5), "randomRotation: factor must be a number or two from -1 to 1"],
    [() => data.randomBrightness([0, NaN]), "current value is [0, NaN]"],
    [() => data.randomContrast(-0.1), "randomContrast: factor"],
    [
      () => data.randomZoom({} as Parameters<typeof data.randomZoom>[0]),
      "randomZoom: heightFactor must be a number or two from -0.999 to 1, current value is undefined",
    ],
    [() => data.randomShear({ xFactor: -0.1 }), "randomShear: xFactor"],
    [() => data.randomCrop(0, 3), "current value is 0"],
    [() => data.randomFlip("diagonal" as "horizontal"), "current value is diagonal"],
    [() => data.randomPosterization(9), "from 1 to 8"],
    [() => data.randomHue(0.5, { valueRange: [1, 0] }), "valueRange must rise"],
    [() => data.randAugment({ numOps: 0 }), "numOps"],
    [() => data.mixUp({ alpha: 0 }), "alpha must be positive"],
  ];
  for (const [make, message] of wrong) assertThrows(make, RangeError, message);
  // As Keras takes it, and as no compiler stops it in a cell of a notebook.
  const bare = 0.15 as unknown as Parameters<typeof data.randomZoom>[0];
  assertThrows(() => data.randomZoom(bare), TypeError, "such as { heightFactor }, got 0.15");
  assertThrows(
    () => data.augmentImage({ ...picture, shape: [7, 15, 1] }, [data.randomHue(0.1)], draw),
    RangeError,
    "randomHue needs red, green and blue",
  );
});

Deno.test("drawTransforms() and warpTensors() do what augmentImage() does", async () => {
  await tf.ready();
  const flip = [data.randomFlip(), data.randomTranslation({ heightFactor: 0.3, widthFactor: 0.3 })];
  const size = { height: 7, width: 5 };
  const transforms = data.drawTransforms(flip, { ...draw, ...size, count: 3, index: 4 });
  using images = tf.tensor4d([0, 1, 2].flatMap(() => [...picture.data]), [3, 7, 5, 3]);
  using matrices = tf.tensor2d(transforms.data, [3, 8]);
  using warped = data.warpTensors(images, matrices);
  const made = warped.dataSync();
  for (let i = 0; i < 3; i++) {
    const host = data.augmentImage(picture, flip, { ...draw, index: 4 + i });
    assert(furthest(made.slice(i * 105, (i + 1) * 105), host.data) < 2e-2, `picture ${i}`);
  }
});

const classes = (n: number): NdArray => ({
  dtype: "float32",
  shape: [n, n],
  data: Float32Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0)),
});

for (const name of ["mixUp", "cutMix"] as const) {
  Deno.test(`${name}() mixes targets as it mixes pictures`, () => {
    const count = 6;
    const size = 16 * 16 * 3;
    const pixels = Float32Array.from({ length: count * size }, (_, i) => Math.floor(i / size));
    const inputs: NdArray = { dtype: "float32", shape: [count, 16, 16, 3], data: pixels };
    let mixed = 0;
    for (let index = 0; index < 20; index++) {
      const make = data[name]({ seed: 5 });
      const batch = make({ inputs, targets: classes(count) }, { index, epoch: 0 });
      const again = make({ inputs, targets: classes(count) }, { index, epoch: 0 });
      assertEquals(again, batch);
      const made = batch as data.MixedBatch;
      for (let i = 0; i < count; i++) {
        const row = made.targets.data.subarray(i * count, (i + 1) * count);
        assert(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-5);
        const wanted = row.reduce((sum, share, c) => sum + share * c, 0);
        const found = made.inputs.data.subarray(i * size, (i + 1) * size)
          .reduce((a, b) => a + b, 0) / size;
        // Rectangles end between pixels.
        assert(Math.abs(found - wanted) < (name === "mixUp" ? 1e-4 : 0.7), `${found}, ${wanted}`);
        if (Math.max(...row) < 0.99) mixed++;
      }
    }
    assert(mixed > 10, `${mixed}`);
    assertThrows(
      () =>
        data[name]()({ inputs, targets: { ...classes(2), shape: [4] } }, { index: 0, epoch: 0 }),
      TypeError,
      'labelMode "categorical"',
    );
  });
}
