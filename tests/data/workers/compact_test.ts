import { assert, assertEquals } from "@std/assert";
import { compact } from "../../../src/data/workers/compact.ts";

const all = new Float32Array(1000);
const part = all.subarray(10, 20);

Deno.test("compact() copies the parts of larger buffers, wherever they are", () => {
  const sent = compact({ inputs: { shape: [10], data: part }, list: [part, 1] }) as {
    inputs: { data: Float32Array };
    list: [Float32Array, number];
  };
  for (const data of [sent.inputs.data, sent.list[0]]) {
    assertEquals(data, part);
    assertEquals(data.buffer.byteLength, 40);
  }
});

Deno.test("compact() leaves alone what is whole, and what it does not know", () => {
  const map = new Map([["a", part]]);
  const numbers = [1, 2, 3];
  for (
    const value of [all, map, numbers, "text", null, undefined, 7, new DataView(all.buffer, 4)]
  ) {
    assert(compact(value) === value);
  }
});
