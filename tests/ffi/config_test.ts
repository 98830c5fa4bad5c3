import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { encodeConfig, type SessionConfig } from "../../src/ffi/config.ts";
import { fieldBytes, fieldInt, fieldText, messageFields } from "../../src/ffi/protobuf.ts";

/** `ConfigProto.gpu_options`, whose fields 1, 4 and 5 are memory share, growth and visible GPUs. */
function gpuOptions(config: SessionConfig): Uint8Array {
  return fieldBytes(encodeConfig(config), 6)!;
}

function numbers(message: Uint8Array): number[] {
  return [...messageFields(message)].map(({ number }) => number);
}

describe("encodeConfig()", () => {
  it("has TensorFlow take GPU memory as it is needed, unless it shall not", () => {
    assertEquals(fieldInt(gpuOptions({}), 4), 1);
    assertEquals(fieldInt(gpuOptions({ memoryGrowth: true }), 4), 1);
    const all = gpuOptions({ memoryGrowth: false });
    assertEquals([numbers(all).includes(4), fieldInt(all, 4)], [true, 0]);
  });

  it("limits the share of each GPU's memory only when asked", () => {
    assertEquals(numbers(gpuOptions({})).includes(1), false);
    const half = fieldBytes(gpuOptions({ memoryFraction: 0.5 }), 1)!;
    assertEquals(new DataView(half.buffer, half.byteOffset).getFloat64(0, true), 0.5);
    assertThrows(() => encodeConfig({ memoryFraction: 0 }), RangeError, "at most 1, not 0");
  });

  it("names the GPUs that were chosen, and hides all for none", () => {
    assertEquals(fieldText(gpuOptions({ gpus: [2, 0] }), 5), "2,0");
    const count = fieldBytes(encodeConfig({ gpus: [] }), 1)!;
    assertEquals([fieldText(count, 1), fieldInt(count, 2)], ["GPU", 0]);
    assertEquals(fieldBytes(encodeConfig({}), 1), undefined);
    assertThrows(() => encodeConfig({ gpus: [-1] }), RangeError, "0 or more, not -1");
  });
});
