/** `engine.memory()` and `engine.info()` on a TensorFlow that lists GPUs: made up, as is the driver. */

import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { gpuMemory } from "../../../src/engine/cuda/gpu_memory.ts";
import { gpusByDevice } from "../../../src/engine/info.ts";
import type { Started } from "../../../src/engine/start.ts";

const device = (name: string, memoryBytes: number) => ({
  name: `/job:localhost/replica:0/task:0/device:${name}`,
  type: name.slice(0, 3),
  memoryBytes,
});
const gpu = (ordinal: number, multiprocessors = 132) => ({
  ordinal,
  name: `card ${ordinal}`,
  computeCapability: "9.0",
  memoryBytes: 1000,
  multiprocessors,
});

/** TensorFlow with these devices, on a driver with these GPUs of which GPU n has n bytes free. */
function started(
  devices: ReturnType<typeof device>[],
  gpus: ReturnType<typeof gpu>[],
  chosen?: number[],
): Started {
  const driver = { memory: (ordinal: number) => ({ free: ordinal, total: 1000 }) };
  return {
    context: { devices },
    cuda: { driver, gpus, usable: true, aloud: false, libraries: [], built: {} },
    options: chosen === undefined ? {} : { gpus: chosen },
  } as unknown as Started;
}

const CPU = device("CPU:0", 256);

describe("gpuMemory()", () => {
  it("is absent without a GPU: nothing is made up", () => {
    assertEquals(gpuMemory(started([CPU], [])), undefined);
    assertEquals(gpuMemory(started([CPU], [gpu(0)])), undefined);
  });

  it("gives TensorFlow's limit, and what the driver says of the same GPU", () => {
    const devices = [CPU, device("GPU:0", 900), device("GPU:1", 800)];
    assertEquals(gpuMemory(started(devices, [gpu(0), gpu(1), gpu(2)], [2, 1])), [
      { device: "GPU:0", limit: 900, free: 2, total: 1000 },
      { device: "GPU:1", limit: 800, free: 1, total: 1000 },
    ]);
  });

  it("gives the limit alone where it is not known which GPU it is", () => {
    const devices = [CPU, device("GPU:0", 900)];
    assertEquals(gpuMemory(started(devices, [gpu(0), gpu(1)])), [{ device: "GPU:0", limit: 900 }]);
  });
});

describe("gpusByDevice()", () => {
  const names = (gpus: ReturnType<typeof gpu>[], count: number, chosen?: number[]) => {
    const devices = Array.from({ length: count }, (_, i) => device(`GPU:${i}`, 1));
    const { cuda } = started(devices, gpus);
    return [...gpusByDevice([CPU, ...devices], cuda, chosen)].map(([name, { ordinal }]) =>
      `${name} ${ordinal}`
    );
  };

  it("numbers them as TensorFlow does: as the driver lists them, or as they were chosen", () => {
    assertEquals(names([gpu(0), gpu(1)], 2), ["GPU:0 0", "GPU:1 1"]);
    assertEquals(names([gpu(0), gpu(1)], 1, [1]), ["GPU:0 1"]);
  });

  it("knows that TensorFlow leaves out small GPUs beside larger ones", () => {
    assertEquals(names([gpu(0, 4), gpu(1)], 1), ["GPU:0 1"]);
    assertEquals(names([gpu(0, 4)], 1), ["GPU:0 0"]);
  });
});
