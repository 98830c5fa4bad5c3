/**
 * One value for each kind of display: what the gallery shows in every front end.
 *
 * @module
 */
import { data, display, tf } from "../../../mod.ts";
import { branchedModel, residualNetwork, smallNetwork } from "./models.ts";

/** What a front end must draw for a value. */
export type Looks = "picture" | "table" | "text" | "formula" | "diagram" | "sound";

/** A kind of display. */
export interface Kind {
  /** What must be seen where the front end knows all formats. */
  readonly looks: Looks;
  /** Makes the value, anew for each call. */
  readonly make: () => unknown;
}

const wave = (length: number, phase = 0) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i / 9 + phase) * Math.exp(-i / 400));

/** Numbers that look random and are the same each time. */
function noise(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  });
}

const bell = (length: number, seed: number) => {
  const parts = Array.from({ length: 6 }, (_, i) => noise(length, seed + i));
  return Float32Array.from(
    { length },
    (_, i) => parts.reduce((sum, one) => sum + one[i]! - 0.5, 0),
  );
};

const scores = (shift: number) => {
  const labels = Array.from({ length: 400 }, (_, i) => i % 2);
  const values = bell(400, 40);
  return { labels, scores: labels.map((label, i) => values[i]! + label * shift) };
};

const classes = ["plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
const truth = Array.from({ length: 500 }, (_, i) => i % 10);
const answers = truth.map((label, i) => noise(500, 7)[i]! < 0.8 ? label : (label * 7 + i) % 10);

const records = Array.from({ length: 12 }, (_, i) => ({
  epoch: i + 1,
  loss: 2 / (i + 1),
  metrics: { accuracy: 1 - 0.6 / (i + 1) },
  valLoss: 2.1 / (i + 1) + 0.05,
  valMetrics: { accuracy: 0.97 - 0.6 / (i + 1) },
  seconds: 1.5,
}));

const people = Array.from({ length: 40 }, (_, i) => ({
  name: ["Ada", "李雷", "Émilie", "عمر", "Zoë 🙂"][i % 5],
  born: 1900 + i,
  height: 1.5 + (i % 7) / 20,
  married: i % 3 === 0,
  note: i % 4 === 0 ? undefined : "a remark of some length ".repeat(i % 5),
}));

/** All kinds, by a name for people. */
export const kinds: Readonly<Record<string, Kind>> = {
  "scalar": { looks: "text", make: () => tf.scalar(0.1307) },
  "vector": { looks: "picture", make: () => tf.tensor1d(bell(2_000, 3)) },
  "matrix of both signs": { looks: "picture", make: () => tf.tensor2d(bell(600, 5), [20, 30]) },
  "large matrix": { looks: "picture", make: () => tf.tensor2d(noise(400_000), [1_000, 400]) },
  "grey image": { looks: "picture", make: () => tf.tensor3d(noise(784), [28, 28, 1]) },
  "colour image": { looks: "picture", make: () => tf.tensor3d(noise(96 * 64 * 3), [64, 96, 3]) },
  "batch of images": {
    looks: "picture",
    make: () => tf.tensor4d(noise(100 * 784), [100, 28, 28, 1]),
  },
  "features": { looks: "picture", make: () => tf.tensor4d(bell(4 * 7 * 7 * 32, 9), [4, 7, 7, 32]) },
  "complex": { looks: "picture", make: () => tf.complex(wave(64), wave(64, 1)) },
  "booleans": { looks: "picture", make: () => tf.greater(tf.tensor1d(noise(200)), 0.5) },
  "integers": { looks: "picture", make: () => tf.range(0, 300, 1, "int32") },
  "strings": { looks: "text", make: () => tf.tensor1d(["cat", "猫", "قطة", "<b>"]) },
  "empty tensor": { looks: "text", make: () => tf.zeros([0, 3]) },
  "variable": {
    looks: "picture",
    make: () => tf.variable(tf.tensor2d(bell(300, 12), [30, 10]), true),
  },
  "array of objects": { looks: "table", make: () => people },
  "object of arrays": { looks: "table", make: () => ({ x: [1, 2.5, 3], y: ["a", "b", "c"] }) },
  "wide table": {
    looks: "table",
    make: () =>
      Array.from({ length: 5 }, (_, row) => Array.from({ length: 60 }, (_, i) => row * i)),
  },
  "small model": { looks: "table", make: smallNetwork },
  "branched model": { looks: "table", make: branchedModel },
  "graph of a model": {
    looks: "picture",
    make: () => display.modelGraph(branchedModel()),
  },
  "graph of a ResNet": { looks: "picture", make: () => display.modelGraph(residualNetwork()) },
  "training history": { looks: "picture", make: () => ({ records, stopped: false }) },
  "line chart": {
    looks: "picture",
    make: () =>
      display.lineChart({ sine: wave(300), cosine: wave(300, Math.PI / 2) }, {
        title: "Two waves",
        x: { title: "time in seconds" },
        y: { title: "height" },
      }),
  },
  "line chart, log": {
    looks: "picture",
    make: () =>
      display.lineChart(Array.from({ length: 60 }, (_, i) => Math.exp(-i / 6)), {
        title: "Loss",
        y: { scale: "log", title: "loss" },
      }),
  },
  "scatter chart": {
    looks: "picture",
    make: () =>
      display.scatterChart([
        { name: "first", x: bell(300, 1), y: bell(300, 20) },
        { name: "second", x: bell(300, 60).map((v) => v + 1), y: bell(300, 80) },
      ], { title: "Two clouds" }),
  },
  "bar chart": {
    looks: "picture",
    make: () =>
      display.barChart([
        { name: "before", x: classes, y: [3, 5, 1, 4, 2, 6, 3, 2, 5, 4] },
        { name: "after", x: classes, y: [6, 7, 4, 5, 6, 8, 7, 6, 9, 7] },
      ], { title: "Examples by class", y: { title: "count" } }),
  },
  "bars with long names": {
    looks: "picture",
    make: () =>
      display.barChart({
        x: ["a name that is much too long for its bar", "日本語の長いラベルの名前", "short"],
        y: [1, -2, 3],
      }),
  },
  "histogram": {
    looks: "picture",
    make: () => display.histogram(bell(5_000, 30), { title: "A bell", x: { title: "value" } }),
  },
  "heat map": {
    looks: "picture",
    make: () =>
      display.heatMap(Array.from({ length: 30 }, (_, y) => bell(40, y + 1)), { title: "Weights" }),
  },
  "panels": {
    looks: "picture",
    make: () =>
      display.panels({
        loss: display.lineChart({ training: [3, 2, 1.4, 1], validation: [3, 2.2, 1.7, 1.5] }),
        spread: display.histogram(bell(500, 4)),
        cloud: display.scatterChart({ x: bell(80, 8), y: bell(80, 18) }),
      }, { title: "Beside each other" }),
  },
  "dark chart": {
    looks: "picture",
    make: () =>
      display.lineChart({ sine: wave(200), cosine: wave(200, 1) }, {
        template: "dark",
        title: "In the dark",
      }),
  },
  "confusion matrix": {
    looks: "picture",
    make: () => display.confusionMatrix(truth, answers, { classNames: classes }),
  },
  "ROC curve": {
    looks: "picture",
    make: () =>
      display.rocCurve([{ name: "good", ...scores(1.5) }, { name: "poor", ...scores(0.3) }]),
  },
  "precision and recall": {
    looks: "picture",
    make: () =>
      display.prCurve([{ name: "good", ...scores(1.5) }, { name: "poor", ...scores(0.3) }]),
  },
  "sound": { looks: "sound", make: () => display.audio(wave(4_000), { sampleRate: 8_000 }) },
  "formula": {
    looks: "formula",
    make: () => display.latex(String.raw`L = \frac{1}{n} \sum_{i=1}^n (y_i - \hat y_i)^2`),
  },
  "diagram": {
    looks: "diagram",
    make: () => display.mermaid("graph LR; data --> model --> loss; loss --> optimizer --> model"),
  },
  "Chinese flow chart": {
    looks: "diagram",
    make: () =>
      display.mermaid(`flowchart TD
        data[(数据集)] --> train
        subgraph loop [Training loop]
          train[训练] -- loss --> better{更好?}
          better -- 否 --> train
        end
        better -- 是 --> done([完成])`),
  },
  "embedding": {
    looks: "picture",
    make: () =>
      display.embedding(Array.from({ length: 300 }, (_, i) => bell(20, i).with(i % 10, 4)), {
        labels: Array.from({ length: 300 }, (_, i) => classes[i % 10]!),
        title: "Clouds of ten classes",
      }),
  },
  "attention": {
    looks: "picture",
    make: () => {
      const tokens = ["[CLS]", "深度", "学习", "changes", "the", "world", "。"];
      const weights = Array.from(
        { length: 8 },
        (_, head) =>
          tokens.map((_, row) => noise(7, 1 + head + 9 * row).map((weight) => weight / 4)),
      );
      return display.attention(weights, { tokens });
    },
  },
  "data set of images": {
    looks: "picture",
    make: () =>
      new data.ArrayDataset(
        tf.tensor4d(noise(40 * 784), [40, 28, 28, 1]),
        tf.tensor1d(Array.from({ length: 40 }, (_, i) => i % 4), "int32"),
      ),
  },
  "pictures with captions": {
    looks: "picture",
    make: () =>
      display.images(tf.tensor4d(noise(12 * 784), [12, 28, 28, 1]), {
        captions: truth.slice(0, 12).map((label) => `a ${classes[label]}, taken for a <b>船</b>`),
        wrong: truth.slice(0, 12).map((label) => label % 3 === 0),
      }),
  },
  "data set of numbers": {
    looks: "table",
    make: () => new data.ArrayDataset(tf.tensor2d(bell(60, 2), [20, 3]), tf.tensor1d(bell(20, 8))),
  },
  "string": { looks: "text", make: () => "one line\nand another" },
  "nested object": { looks: "text", make: () => ({ model: { layers: [1, 2, { units: 3 }] } }) },
};
