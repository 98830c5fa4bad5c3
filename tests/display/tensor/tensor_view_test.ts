import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { decodePng } from "../../../src/deps/pictures.ts";
import { bundle, DISPLAY, type MimeBundle, TensorView } from "../../../src/display/mod.ts";
import { widthOf } from "../../../src/display/text/fit.ts";
import * as tf from "../../../src/engine/tf.ts";

function picture(tensor: tf.Tensor): { width: number; height: number; at: number[][] } {
  const { width, height, data } = decodePng(Uint8Array.fromBase64(bundle(tensor)["image/png"]!));
  const at = Array.from({ length: width * height }, (_, i) => [...data.slice(4 * i, 4 * i + 4)]);
  return { width, height, at };
}

const text = (tensor: tf.Tensor) => bundle(tensor)["text/plain"];

describe("TensorView", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("TensorView writes shape, statistics and first values", () => {
    using x = tf.tensor2d([[1, NaN, 2], [Infinity, -1, 0]]);
    const lines = text(x).split("\n");
    assertStringIncludes(lines[0]!, "Tensor · float32 [2,3] · 24 B");
    const numbers = "min -1  max 2  mean 0.5  std 1.118  zeros 16.7 %  NaN 1 (16.7 %) " +
      "infinite 1 (16.7 %)";
    assertEquals(lines.slice(1, 3).join(" "), numbers);
    assertEquals(lines[4], "[1, NaN, 2, Infinity, -1, 0]");
  });

  it("TensorView takes scalars, empty and disposed tensors and every dtype", () => {
    const cases: [tf.Tensor, string][] = [
      [tf.scalar(0.5), "\n0.5"],
      [tf.zeros([0, 3]), "empty"],
      [tf.fill([5], NaN), "NaN 5 (100 %)"],
      [tf.tensor(["a", "\x1b[31m\u202e"]), '["a", "\\u001b[31m\\u202e"]'],
      [tf.tensor([true, false, true]), "true 2 (66.7 %)"],
      [tf.complex([1, 2], [3, -4]), "[1+3i, 2-4i]"],
      [tf.tensor1d([1, 2], "int32"), "int32 [2]"],
      [tf.ones([10]), "std 0"],
      [tf.fill([4], Infinity), "infinite 4 (100 %)"],
    ];
    for (const [tensor, part] of cases) {
      assertStringIncludes(text(tensor), part);
      tensor.dispose();
    }
    assertStringIncludes(text(cases[0]![0]), "disposed");
  });

  it("TensorView names variables", () => {
    const variable = tf.variable(tf.zeros([3]), false, "<conv>");
    const { "text/html": html, "text/plain": plain } = bundle(variable);
    assertStringIncludes(plain, "Variable <conv> (not trainable)");
    assertStringIncludes(html!, "Variable &lt;conv&gt; (not trainable)");
    variable.dispose();
  });

  it("TensorView draws an image in its own colours", () => {
    using red = tf.fill([8, 8], 1);
    using none = tf.zerosLike(red);
    using image = tf.stack([red, none, none], 2);
    const { width, height, at } = picture(image);
    assertEquals([width, height], [224, 224]);
    assertEquals(at[0], [255, 0, 0, 255]);
  });

  it("TensorView draws grey images from 0 to 255 and stretches others", () => {
    using bytes = tf.fill([8, 8, 1], 200, "int32");
    assertEquals(picture(bytes).at[0], [200, 200, 200, 255]);
    using ramp = tf.reshape(tf.linspace(-1, 3, 64), [8, 8, 1]);
    const { at } = picture(ramp);
    assertEquals([at[0]![0], at.at(-1)![0]], [0, 255]);
    assertStringIncludes(bundle(ramp)["text/html"]!, "black is -1, white is 3");
  });

  it("TensorView draws a batch as a grid and says how much of it", () => {
    using batch = tf.ones([100, 8, 8, 1]);
    const { width, height, at } = picture(batch);
    assertEquals([width, height], [8 * 71, 8 * 71]);
    assertEquals(at[8 * 8], [0, 0, 0, 0]);
    assertStringIncludes(bundle(batch)["text/html"]!, "the first 64 of 100 images");
  });

  it("TensorView draws matrices as heat maps around zero, NaN in grey", () => {
    using matrix = tf.tensor2d([[-1, 0], [NaN, 1]]);
    const { width, at } = picture(matrix);
    const [blue, white, grey, red] = [0, width - 1, width * (width - 1), width * width - 1]
      .map((i) => at[i]!);
    assert(blue![2]! > blue![0]! && red![0]! > red![2]!);
    assertEquals([white, grey], [[247, 247, 247, 255], [128, 128, 128, 255]]);
  });

  it("TensorView thins ten million values and stays small and quick", () => {
    using big = tf.tidy(() => tf.reshape(tf.range(0, 10_000_000), [2_000, 5_000]));
    const begun = performance.now();
    const data = bundle(big);
    assertLess(performance.now() - begun, 5_000);
    assertLess(JSON.stringify(data).length, 300_000);
    assertStringIncludes(data["text/html"]!, "means on 250 × 250 squares");
    assertStringIncludes(data["text/plain"], "max 9,999,999");
  });

  it("TensorView keeps to the width of the terminal", () => {
    using noise = tf.randomNormal([30, 200], 0, 1, "float32", 7);
    for (const columns of [30, 80]) {
      for (const colors of [false, true]) {
        const text = new TensorView(noise).toText({ columns, colors });
        // deno-lint-ignore no-control-regex
        const lines = text.replaceAll(/\x1b\[[\d;]*m/g, "").split("\n");
        for (const line of lines) assert(widthOf(line) <= columns, line);
      }
    }
  });

  it("a tensor is shown by the method that notebooks call, and nothing leaks", () => {
    using x = tf.tensor2d([[1, 2], [3, 4]]);
    const before = tf.memory().numTensors;
    const shown = (x as unknown as { [DISPLAY](): MimeBundle })[DISPLAY]();
    assertEquals(Object.keys(shown), ["text/html", "image/png", "text/plain"]);
    bundle(tf.tidy(() => tf.keep(tf.complex([1], [2]))));
    assertEquals(tf.memory().numTensors - before, 1);
  });
});
