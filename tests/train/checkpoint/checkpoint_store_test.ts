import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { NdArray } from "../../../src/core/nd_array.ts";
import { DamagedFolderError } from "../../../src/io/sealed_folder/seal.ts";
import {
  CheckpointStore,
  type CheckpointStoreOptions,
} from "../../../src/train/checkpoint/checkpoint_store.ts";

const content = (value: number) => ({
  arrays: {
    model: {
      bias: { dtype: "float32", shape: [1], data: new Float32Array([value]) } satisfies NdArray,
    },
    optimizer: {},
  },
  state: { epoch: value, rng: [1, 2] },
});

async function withStore(
  test: (store: CheckpointStore, path: string) => Promise<void>,
  options: CheckpointStoreOptions = {},
): Promise<void> {
  const parent = await Deno.makeTempDir();
  try {
    await test(new CheckpointStore(`${parent}/runs`, options), `${parent}/runs`);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

Deno.test("CheckpointStore gives back arrays and state", () =>
  withStore(async (store, path) => {
    assertEquals(await store.latest(), { checkpoint: undefined, skipped: [] });
    assertEquals(await store.save(10, content(1)), `${path}/checkpoint-10`);
    const { checkpoint } = await store.latest();
    assertEquals(checkpoint, { step: 10, path: `${path}/checkpoint-10`, ...content(1) });
  }));

Deno.test("CheckpointStore keeps the newest by number, not by name", () =>
  withStore(async (store) => {
    for (const step of [8, 9, 10, 11]) await store.save(step, content(step));
    assertEquals(await store.steps(), [10, 11]);
  }));

Deno.test("CheckpointStore keeps the best besides the newest", () =>
  withStore(async (store) => {
    for (const [step, loss] of [[1, 0.5], [2, 0.3], [3, 0.4], [4, NaN], [5, 0.3]] as const) {
      await store.save(step, content(step), loss);
    }
    assertEquals(await store.steps(), [2, 5]);
    assertEquals(await store.bestStep(), 2);
    await store.save(6, content(6), 0.1);
    assertEquals(await store.steps(), [6]);
  }, { keep: 1 }));

Deno.test("CheckpointStore takes the larger score as the better one when told", () =>
  withStore(async (store) => {
    for (const [step, accuracy] of [[1, 0.5], [2, 0.9], [3, 0.7]] as const) {
      await store.save(step, content(step), accuracy);
    }
    assertEquals(await store.bestStep(), 2);
  }, { greaterIsBetter: true }));

Deno.test("CheckpointStore.latest() names damaged checkpoints and takes the one before", () =>
  withStore(async (store, path) => {
    await store.save(1, content(1));
    await store.save(2, content(2));
    const file = `${path}/checkpoint-2/model.safetensors`;
    const bytes = await Deno.readFile(file);
    bytes[bytes.length - 1]! ^= 1;
    await Deno.writeFile(file, bytes);
    const { checkpoint, skipped } = await store.latest();
    assertEquals(checkpoint?.step, 1);
    assertEquals(skipped.map(({ step }) => step), [2]);
    await assertRejects(() => store.load(2), DamagedFolderError, "model.safetensors");
    await store.save(2, content(3));
    assertEquals((await store.latest()).checkpoint?.state, content(3).state);
  }));

Deno.test("CheckpointStore removes what killed processes left, and nothing else", () =>
  withStore(async (store, path) => {
    for (const name of [".checkpoint-3.0a1b2c3d.part", "checkpoint-x", ".mine.part"]) {
      await Deno.mkdir(`${path}/${name}`, { recursive: true });
    }
    await store.save(1, content(1));
    const names = (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
    assertEquals(names, [".mine.part", "checkpoint-1", "checkpoint-x"]);
  }));

Deno.test("CheckpointStore.load() names the checkpoints there are", () =>
  withStore(async (store) => {
    await assertRejects(() => store.load(1), RangeError, "has none");
    await store.save(4, content(1));
    await assertRejects(() => store.load(1), RangeError, "has 4");
  }));

Deno.test("CheckpointStore refuses bad steps, groups, counts and states before it writes", () =>
  withStore(async (store) => {
    await assertRejects(() => store.save(1.5, content(1)), RangeError, "current value is 1.5");
    const odd = { arrays: { "../up": {} }, state: {} };
    await assertRejects(() => store.save(1, odd), TypeError, 'current name is "../up"');
    const infinite = { arrays: {}, state: { best: -Infinity } };
    await assertRejects(
      () => store.save(1, infinite),
      TypeError,
      '"best" of its state is -Infinity',
    );
    assertThrows(() => new CheckpointStore("x", { keep: 0 }), RangeError, "current value is 0");
    assertEquals(await store.steps(), []);
  }));
