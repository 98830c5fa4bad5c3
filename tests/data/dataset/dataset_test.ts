import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { from, fromGenerator } from "../../../src/data/dataset/sources.ts";
import { Dataset } from "../../../src/data/dataset/dataset.ts";

const numbers = (size: number) => Array.from({ length: size }, (_, i) => i);

async function epoch<T>(dataset: Dataset<T>, number: number): Promise<T[]> {
  const iterator = dataset.iterate({ epoch: number });
  const all: T[] = [];
  for (let result = await iterator.next(); !result.done; result = await iterator.next()) {
    all.push(result.value);
  }
  return all;
}

Deno.test("Dataset reads nothing before somebody iterates, and only what is asked for", async () => {
  const read: number[] = [];
  const dataset = fromGenerator(function* () {
    for (let i = 0;; i++) {
      read.push(i);
      yield i;
    }
  }).map((x) => x + 1).filter((x) => x % 2 === 0).take(2);
  assertEquals(read, []);
  assertEquals(await dataset.toArray(), [2, 4]);
  assertEquals(read, [0, 1, 2, 3]);
});

Deno.test("Dataset.shuffle() gives each element once, other orders by epoch and by seed", async () => {
  for (const dataset of [from(numbers(50)), fromGenerator(() => numbers(50))]) {
    const first = await epoch(dataset.shuffle({ seed: 1 }), 0);
    assertEquals(first.toSorted((a, b) => a - b), numbers(50));
    assertEquals(await epoch(dataset.shuffle({ seed: 1 }), 0), first);
    assertNotEquals(await epoch(dataset.shuffle({ seed: 1 }), 1), first);
    assertNotEquals(await epoch(dataset.shuffle({ seed: 2 }), 0), first);
  }
});

Deno.test("what is picked of a shuffled data set is mixed, and parts stay apart in every epoch", async () => {
  const mixed = from(numbers(40)).shuffle({ seed: 3 });
  const order = await epoch(mixed, 0);
  assertEquals(await epoch(mixed.take(10), 0), order.slice(0, 10));
  assertEquals(await epoch(mixed.skip(10), 0), order.slice(10));
  assertEquals(await epoch(mixed.cache(), 0), order);
  assertEquals(await epoch(mixed.shard(2, 1), 0), order.filter((_, i) => i % 2 === 1));
  assertEquals(await epoch(mixed.select([5, 0]), 0), [order[5], order[0]]);
  const [train, test] = mixed.split([0.75, 0.25]);
  for (
    const [one, other] of [[mixed.take(10), mixed.skip(10)], [test!, train!.shuffle()]] as const
  ) {
    const there = [...await epoch(one, 0), ...await epoch(other, 7)];
    assertEquals(there.toSorted((a, b) => a - b), numbers(40));
  }
});

Deno.test("a data set of a class of its own stands for one of unknown elements, as fit() takes it", async () => {
  class Named<T> extends Dataset<T> {}
  const named = new Named<{ inputs: number }>({
    size: 0,
    open: (start) => from<{ inputs: number }>([]).iterate(start),
  });
  const any: Dataset<unknown> = named;
  assertEquals(await any.toArray(), []);
});

Deno.test("operators refuse options that they do not know", () => {
  const dataset = from([1, 2, 3]);
  // What notebooks without types let through.
  const misspelled = { buffersize: 10 } as object;
  const refused = (run: () => unknown, message: string) => assertThrows(run, TypeError, message);
  refused(() => dataset.shuffle(misspelled), '"bufferSize" is the nearest');
  refused(
    () => dataset.shuffle(1000 as never),
    "wanted options as an object, such as { bufferSize }",
  );
  refused(
    () => dataset.batch(2, { drop_remainder: true } as object),
    '"dropRemainder" is the nearest',
  );
  refused(() => dataset.map((x) => x, { worker: 2 } as object), '"workers" is the nearest');
  refused(() => dataset.split([1], { sed: 1 } as object), '"seed" is the nearest');
  refused(() => dataset.split(0.8 as never), "wanted the share of each part, such as [0.8, 0.2]");
  refused(() => Dataset.zip({}), "there is no data set");
});

Deno.test("Dataset.shuffle() of a stream draws from no further ahead than its buffer", async () => {
  const order = await fromGenerator(() => numbers(1000)).shuffle({ bufferSize: 10 }).toArray();
  assert(order.every((value, place) => value < place + 10));
});

Deno.test("Dataset.map() keeps the order and the number of those under way", async () => {
  let now = 0;
  let most = 0;
  const dataset = from(numbers(30)).map(async (x) => {
    most = Math.max(most, ++now);
    await new Promise((done) => setTimeout(done, (x * 7) % 5));
    now--;
    return x;
  }, { parallel: 4 });
  assertEquals(await dataset.toArray(), numbers(30));
  assertEquals(most, 4);
});

Deno.test("Dataset.map() fails at the element that fails, whoever reads ahead", async () => {
  const dataset = from(numbers(9)).map((x) => {
    if (x === 3) throw new TypeError("no three");
    return x;
  }, { parallel: 4 }).prefetch(2);
  const iterator = dataset.iterate();
  for (let i = 0; i < 3; i++) assertEquals(await iterator.next(), { done: false, value: i });
  await assertRejects(() => iterator.next(), TypeError, "no three");
  await iterator.close();
});

Deno.test("Dataset.prefetch() reads while the caller works", async () => {
  let made = 0;
  const iterator = fromGenerator(function* () {
    for (let i = 0; i < 9; i++) {
      made++;
      yield i;
    }
  }).prefetch(3).iterate();
  await iterator.next();
  await new Promise((done) => setTimeout(done, 5));
  assertEquals(made, 4);
  await iterator.close();
});

Deno.test("Dataset closes what it reads from, also when the caller stops early", async () => {
  let open = 0;
  const dataset = fromGenerator(function* () {
    open++;
    try {
      yield* numbers(9);
    } finally {
      open--;
    }
  });
  for await (const x of dataset.map((x) => x).batch(2).prefetch(2)) {
    assertEquals(x.shape, [2]);
    break;
  }
  await dataset.repeat(2).toArray();
  assertEquals(open, 0);
});

Deno.test("Dataset.batch() stacks numbers, arrays, texts and objects", async () => {
  const rows = [{ x: [1, 2], label: 1, ok: true, name: "a" }, {
    x: [3, 4],
    label: 2,
    ok: false,
    name: "b",
  }];
  const [batch] = await from(rows).batch(2, { dtypes: { label: "int32" } }).toArray();
  assertEquals(batch, {
    x: { dtype: "float32", shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) },
    label: { dtype: "int32", shape: [2], data: new Int32Array([1, 2]) },
    ok: { dtype: "bool", shape: [2], data: new Uint8Array([1, 0]) },
    name: ["a", "b"],
  });
  assertEquals(
    (await from(rows).batch(2, { dtypes: { label: "int32" } }).unbatch().toArray())
      .map((row) => (row as { name: string }).name),
    ["a", "b"],
  );
});

for (
  const [what, elements, message] of [
    ["numbers and texts", [1, "a"], "number 1 is a string"],
    ["shapes", [[1, 2], [1]], "the first is float32 [2], number 1 is an array of 1"],
    ["ragged rows", [[[1, 2], [3]]], "wanted numbers, texts, arrays"],
    ["fields", [{ a: { b: 1 } }, { a: {} }], 'together at "a": wanted the same'],
    ["functions", [() => 1], "got a function"],
    ["nothing", [null], "got null"],
  ] as const
) {
  Deno.test(`Dataset.batch() refuses ${what} that do not stack`, async () => {
    await assertRejects(() => from<unknown>(elements).batch(2).toArray(), TypeError, message);
  });
}

Deno.test("Dataset.batch() refuses fractions where whole numbers are wanted", async () => {
  const dataset = from([{ y: 1 }, { y: 1.5 }]).batch(2, { dtypes: { y: "int32" } });
  await assertRejects(() => dataset.toArray(), TypeError, 'at "y": wanted whole numbers');
});

Deno.test("Dataset.split() parts share no element and leave none out", async () => {
  for (const seed of [undefined, 5]) {
    const options = seed === undefined ? {} : { seed };
    const parts = from(numbers(101)).split([0.7, 0.2, 0.1], options);
    const all = await Promise.all(parts.map((part) => part.toArray()));
    assertEquals(all.map(({ length }) => length), [71, 20, 10]);
    assertEquals(all.flat().toSorted((a, b) => a - b), numbers(101));
    assertEquals(await parts[0]!.toArray(), all[0]);
  }
});

Deno.test("Dataset.cache() reads each element once, in whatever order", async () => {
  const read: number[] = [];
  const slow = from(numbers(6)).map((x) => {
    read.push(x);
    return x;
  });
  const dataset = slow.cache().shuffle();
  await epoch(dataset, 0);
  const second = await epoch(dataset, 1);
  assertEquals(read.toSorted(), numbers(6));
  assertEquals(second.toSorted(), numbers(6));
});

Deno.test("Dataset.repeat() for ever ends when there is nothing to repeat", async () => {
  assertEquals(await from([]).repeat().toArray(), []);
  assertEquals(await from([1, 2]).repeat().take(5).toArray(), [1, 2, 1, 2, 1]);
});

Deno.test("Dataset refuses counts that are none", () => {
  const dataset = from([1, 2, 3]);
  assertThrows(() => dataset.batch(0), RangeError, "size must be a whole number from 1 on");
  assertThrows(() => dataset.take(-1), RangeError, "current value is -1");
  assertThrows(() => dataset.shard(2, 2), RangeError, "index must be less than 2");
  assertThrows(() => dataset.split([0.8, 0.4]), RangeError, "at most 1 in all");
  assertThrows(() => dataset.filter(() => true).split([0.5]), TypeError, "cannot be reached");
  assertThrows(() => from({ a: [1], b: [1, 2] }), TypeError, "found a 1, b 2");
});
