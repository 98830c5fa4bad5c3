import { assertAlmostEquals, assertEquals } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { Digits } from "../../src/data/digits.ts";
import * as tf from "../../src/engine/tf.ts";

describe("Digits", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("Digits turns bytes into ink from 0 to 1", () => {
    const before = tf.memory().numTensors;
    const pixels = new Uint8Array(2 * 784);
    pixels[784] = 255;
    pixels[785] = 51;
    const bytes = { size: 2, pixels, labels: new Uint8Array([3, 9]) };
    const digits = new Digits(bytes, { source: "a test", official: false });
    assertEquals(digits.images.shape, [2, 28, 28, 1]);
    assertEquals(digits.images.dtype, "float32");
    assertEquals([...digits.labels.dataSync()], [3, 9]);
    assertEquals(digits.labels.dtype, "int32");
    assertEquals(digits.byteLength, 2 * 3140);
    assertEquals(digits.source, "a test");
    const ink = digits.images.dataSync();
    assertEquals([ink[0], ink[784]], [0, 1]);
    assertAlmostEquals(ink[785]!, 0.2, 1e-7);
    digits.dispose();
    assertEquals(tf.memory().numTensors, before);
  });
});
