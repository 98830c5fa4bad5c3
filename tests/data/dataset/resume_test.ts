import { assertEquals, assertRejects } from "@std/assert";
import { from, fromGenerator } from "../../../src/data/dataset/sources.ts";
import { Dataset } from "../../../src/data/dataset/dataset.ts";
import { PositionError } from "../../../src/data/dataset/source.ts";

const numbers = (size: number) => Array.from({ length: size }, (_, i) => i);
const stream = (size: number) =>
  fromGenerator(function* (epoch) {
    for (let i = 0; i < size; i++) yield i + 100 * epoch;
  });
const later = (x: number) => new Promise<number>((done) => setTimeout(() => done(x * 2), x % 3));

/** Each operator on what can be reached by number and on streams, and operators on operators. */
const datasets: Readonly<Record<string, () => Dataset<unknown>>> = {
  "an array": () => from(numbers(7)),
  "columns": () => from({ x: numbers(5), y: ["a", "b", "c", "d", "e"] }),
  "a generator": () => stream(7),
  "an async generator": () =>
    fromGenerator(async function* () {
      for (let i = 0; i < 5; i++) yield await later(i);
    }),
  "map": () => from(numbers(7)).map((x, { index, epoch }) => [x, index, epoch]),
  "map in parallel": () => from(numbers(9)).map(later, { parallel: 4 }),
  "map of a stream": () => stream(9).map(later, { parallel: 3 }),
  "filter": () => from(numbers(9)).filter((x) => x % 3 !== 1),
  "filter of a stream": () => stream(9).filter((x) => Promise.resolve(x % 2 === 0)),
  "take": () => from(numbers(9)).take(4),
  "take of a stream": () => stream(9).take(4),
  "skip": () => from(numbers(9)).skip(4),
  "skip of a stream": () => stream(9).skip(4),
  "shard": () => from(numbers(10)).shard(3, 1),
  "shard of a stream": () => stream(10).shard(3, 1),
  "repeat": () => from(numbers(3)).shuffle({ seed: 1 }).repeat(3),
  "repeat of a stream": () => stream(3).repeat(3),
  "concat": () => from(numbers(3)).concat(from([]), from([7, 8])),
  "concat of streams": () => stream(3).concat(stream(2), stream(1)),
  "shuffle of a concat": () => from(numbers(5)).map(later).concat(from([7, 8, 9])).shuffle(),
  "interleave": () => from(numbers(2)).interleave(stream(5), from([7, 8, 9])),
  "zip": () => Dataset.zip({ x: from(numbers(4)), y: stream(6).map(later) }),
  "shuffle of a zip": () => Dataset.zip({ x: from(numbers(4)), y: from([..."abcd"]) }).shuffle(),
  "shuffle": () => from(numbers(9)).shuffle({ seed: 2 }),
  "shuffle of a stream": () => stream(20).shuffle({ bufferSize: 4, seed: 2 }),
  "shuffle after map": () => from(numbers(9)).map(later, { parallel: 3 }).shuffle(),
  "batch": () => from(numbers(7)).batch(3),
  "batch without the remainder": () => stream(7).batch(3, { dropRemainder: true }),
  "unbatch": () => stream(7).batch(3).unbatch(),
  "cache": () => from(numbers(5)).map(later).cache(),
  "cache of a stream": () => stream(5).cache(),
  "shuffle of a cache": () => from(numbers(6)).map(later).cache().shuffle().repeat(2),
  "prefetch": () => from(numbers(7)).prefetch(3),
  "prefetch of batches of mixed ones": () =>
    from(numbers(20)).shuffle().map(later, { parallel: 2 }).batch(3).prefetch(2),
  "split": () => from(numbers(9)).split([0.5, 0.5], { seed: 3 })[1]!,
  "skip of take of skip": () => stream(20).skip(2).take(9).skip(3),
};

async function readAll(dataset: Dataset<unknown>, epoch: number): Promise<unknown[]> {
  const iterator = dataset.iterate({ epoch });
  const all: unknown[] = [];
  for (let result = await iterator.next(); !result.done; result = await iterator.next()) {
    all.push(result.value);
  }
  await iterator.close();
  return all;
}

for (const [name, make] of Object.entries(datasets)) {
  Deno.test(`${name}: goes on from each place with what an uninterrupted pass has`, async () => {
    for (const epoch of [0, 1]) {
      const whole = await readAll(make(), epoch);
      for (let count = 0; count <= whole.length; count++) {
        const before = make().iterate({ epoch });
        for (let i = 0; i < count; i++) await before.next();
        const state = JSON.parse(JSON.stringify(before.state()));
        await before.close();
        const after = make().iterate({ epoch, state });
        assertEquals(after.state(), state, "a place taken up is the same place");
        const rest: unknown[] = [];
        for (let result = await after.next(); !result.done; result = await after.next()) {
          rest.push(result.value);
        }
        assertEquals(rest, whole.slice(count), `after ${count} of epoch ${epoch}`);
        assertEquals((await after.next()).done, true, "the end stays the end");
        await after.close();
      }
    }
  });

  Deno.test(`${name}: says how many elements it has, if it knows`, async () => {
    const dataset = make();
    const { size } = dataset;
    if (size !== undefined) assertEquals((await readAll(dataset, 0)).length, size);
  });
}

Deno.test("Dataset.iterate() refuses a place of another data set", async () => {
  for (const dataset of [from([1]), from([1]).shuffle(), stream(2).take(1), stream(2).shuffle()]) {
    await assertRejects(
      // deno-lint-ignore require-await
      async () => dataset.iterate({ state: "elsewhere" }),
      PositionError,
      "fits only the data set that told it",
    );
  }
});
