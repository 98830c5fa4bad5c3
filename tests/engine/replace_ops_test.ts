import { assertEquals, assertThrows } from "@std/assert";
import { afterEach, beforeAll, describe, it } from "@std/testing/bdd";
import * as tfjs from "../../src/deps/tfjs.ts";
import "../../src/engine/tf.ts";
import { registerChainedOps } from "../../src/engine/chained_ops.ts";
import { replacedOps, replaceOps } from "../../src/engine/replace_ops.ts";

// tf.ts may have replaced ops already.
const sigmoid = replacedOps().sigmoid ?? tfjs.sigmoid;
const { logLoss } = tfjs.losses;

describe("replaceOps()", () => {
  beforeAll(async () => {
    await tfjs.setBackend("cpu");
  });

  afterEach(() => {
    replaceOps({ sigmoid, "losses.logLoss": logLoss });
    registerChainedOps();
  });

  it("reaches tfjs-layers and methods of tensors, not the original", () => {
    replaceOps({ sigmoid: () => tfjs.scalar(7) });
    registerChainedOps();
    const x = tfjs.tensor2d([[1]]);
    const model = tfjs.sequential({
      layers: [tfjs.layers.activation({ activation: "sigmoid", inputShape: [1] })],
    });
    assertEquals((model.apply(x) as tfjs.Tensor).arraySync(), 7);
    assertEquals(x.sigmoid().arraySync() as unknown, 7);
    assertEquals(tfjs.sigmoid(tfjs.scalar(0)).arraySync(), 0.5);
    assertEquals(replacedOps().sigmoid === sigmoid, false);
  });

  it("replaces inside a group for everybody", () => {
    replaceOps({ "losses.logLoss": () => 5 });
    assertEquals(tfjs.losses.logLoss([1], [1]) as unknown, 5);
  });

  it("refuses a name that tfjs does not have", () => {
    assertThrows(() => replaceOps({ noSuchOp: () => 1 }), Error, 'no function "noSuchOp"');
    assertThrows(() => replaceOps({ "losses.none": () => 1 }), Error, '"losses.none"');
  });
});
