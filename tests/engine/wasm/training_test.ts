import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import process from "node:process";
import * as tfjs from "../../../src/deps/tfjs.ts";
import { cpuBackend } from "../../../src/engine/wasm/cpu_bridge.ts";
import { registerWasm } from "../../../src/engine/wasm/register.ts";

/** The layers of the MNIST network, narrow enough for a test. */
function network(): tfjs.Sequential {
  const { conv2d, maxPooling2d, flatten, dense } = tfjs.layers;
  const initializer = (seed: number) => tfjs.initializers.glorotUniform({ seed });
  const activation = "relu";
  const model = tfjs.sequential({
    layers: [
      conv2d({
        inputShape: [28, 28, 1],
        filters: 4,
        kernelSize: 3,
        activation,
        kernelInitializer: initializer(1),
      }),
      maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 8, kernelSize: 3, activation, kernelInitializer: initializer(2) }),
      maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 8, kernelSize: 3, activation, kernelInitializer: initializer(3) }),
      flatten(),
      dense({ units: 16, activation, kernelInitializer: initializer(4) }),
      dense({ units: 4, activation: "softmax", kernelInitializer: initializer(5) }),
    ],
  });
  model.compile({
    optimizer: tfjs.train.adam(0.01),
    loss: "categoricalCrossentropy",
    metrics: ["acc"],
  });
  return model;
}

/** Images with one bright quarter, and which quarter it is. */
function quarters(count: number): { images: tfjs.Tensor; labels: tfjs.Tensor } {
  return tfjs.tidy(() => {
    const label = tfjs.mod(tfjs.range(0, count, 1, "int32"), tfjs.scalar(4, "int32"));
    const labels = tfjs.cast(tfjs.oneHot(label, 4), "float32");
    const coarse = tfjs.reshape(labels, [count, 2, 2, 1]) as tfjs.Tensor4D;
    const noise = tfjs.randomUniform([count, 28, 28, 1], 0, 0.5, "float32", 7);
    const images = tfjs.add(tfjs.image.resizeNearestNeighbor(coarse, [28, 28]), noise);
    return { images, labels };
  });
}

describe("training", () => {
  for (const engine of ["wasm", "cpu"]) {
    it(`the MNIST network learns on ${engine}, and steps keep nothing`, async () => {
      await registerWasm();
      cpuBackend();
      await tfjs.setBackend(engine);
      const model = network();
      const { images, labels } = quarters(64);
      const first = await model.fit(images, labels, { epochs: 1, batchSize: 16, verbose: 0 });
      const { numTensors, numBytes } = tfjs.memory();
      const data = tfjs.backend().numDataIds();
      const epochs = engine === "wasm" ? 12 : 6;
      const { history } = await model.fit(images, labels, {
        epochs,
        batchSize: 16,
        verbose: 0,
        shuffle: false,
      });
      assert(Number(history.loss!.at(-1)) < 0.5 * Number(first.history.loss![0]));
      assertEquals(tfjs.memory().numTensors, numTensors);
      assertEquals(tfjs.memory().numBytes, numBytes);
      assertEquals(tfjs.backend().numDataIds(), data);
      model.dispose();
    });
  }

  it("wasm leaves no listener on the process", async () => {
    await registerWasm();
    const count = () =>
      process.listenerCount("uncaughtException") + process.listenerCount("unhandledRejection");
    const before = count();
    const factory = tfjs.findBackendFactory("wasm");
    const backend = await factory();
    assertEquals(count(), before);
    backend.dispose();
  });

  it("wasm leaves the listeners of others on the process when it starts and when it ends", async () => {
    await registerWasm();
    const [early, late] = [() => {}, () => {}];
    process.on("unhandledRejection", early);
    const starting = tfjs.findBackendFactory("wasm")();
    process.on("unhandledRejection", late);
    const both = () => {
      const now = process.listeners("unhandledRejection");
      return [early, late].every((listener) => now.includes(listener));
    };
    const backend = await starting;
    assert(both());
    backend.dispose();
    assert(both());
    for (const listener of [early, late]) process.off("unhandledRejection", listener);
  });
});
