import { assert, assertEquals } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tfjs from "../../src/deps/tfjs.ts";
import { mendDatasets } from "../../src/engine/deno_compat.ts";

class Reading {
  constructor(readonly celsius: number, readonly at: { place: Place } | null = null) {}

  get kelvin(): number {
    return this.celsius + 273;
  }
}

class Place {
  constructor(readonly name: string) {}
}

function numbers(...values: number[]): tfjs.data.Dataset<number> {
  return tfjs.data.array(values);
}

describe("mendDatasets()", () => {
  beforeAll(async () => {
    await tfjs.setBackend("cpu");
    await mendDatasets();
  });

  it("leaves Object.prototype as Deno has it", () => {
    assertEquals(Reflect.get({}, "__proto__"), undefined);
  });

  it("keeps the class of an element", async () => {
    // tfjs's types know plain containers only.
    const readings = [new Reading(10), new Reading(20)] as unknown as tfjs.TensorContainer[];
    const kelvin = await tfjs.data.array(readings)
      .map((reading) => (reading as unknown as Reading).kelvin).toArray();
    assertEquals(kelvin, [283, 293]);
  });

  it("keeps the class of a member and of a member in an array", async () => {
    const element = [new Reading(1, { place: new Place("Oslo") })];
    const [copy] = await tfjs.data.array([element as unknown as tfjs.TensorContainer]).toArray();
    const [reading] = copy as unknown as Reading[];
    assert(reading instanceof Reading);
    assert(reading.at?.place instanceof Place);
    assert(reading !== element[0]);
  });

  it("leaves plain objects and tensors as tfjs copies them", async () => {
    const tensor = tfjs.tensor1d([1, 2]);
    const [copy] = await tfjs.data.array([{ x: tensor, label: "a" }]).toArray();
    const { x, label } = copy as { x: tfjs.Tensor; label: string };
    assertEquals(Object.getPrototypeOf(copy), Object.prototype);
    assertEquals(label, "a");
    tensor.dispose();
    assertEquals(await x.data(), Float32Array.of(1, 2));
    x.dispose();
  });

  it("lets concatenate(), shuffle(), repeat() and batch() be chained", async () => {
    const dataset = numbers(1, 2).concatenate(numbers(3, 4))
      .shuffle(4, "seed").repeat(2);
    const values = await dataset.toArray() as unknown as number[];
    assertEquals(values.toSorted(), [1, 1, 2, 2, 3, 3, 4, 4]);
    const batches = await dataset.batch(3).toArray() as unknown as tfjs.Tensor[];
    assertEquals(batches.map(({ shape }) => shape), [[3], [3], [2]]);
    tfjs.dispose(batches);
  });

  it("changes the iterator once, however often it is called", async () => {
    const iterator = await tfjs.data.array([1]).iterator();
    const { next } = Object.getPrototypeOf(iterator);
    await mendDatasets();
    assertEquals(Object.getPrototypeOf(iterator).next, next);
  });
});
