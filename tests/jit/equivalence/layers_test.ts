import { assertEquals, assertThrows } from "@std/assert";
import { afterAll, it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { batchFor, type LayerCase, layerCases, waves } from "../../engine/layer_cases.ts";
import { describeTensorflow } from "../../engine/with_tensorflow.ts";
import { HostTensor } from "./host_tensor.ts";
import {
  assertSameTree,
  type Comparison,
  failuresInXla,
  runCompiled,
  runEagerly,
  take,
} from "./three_ways.ts";

/** Functions of `tf.layers` that no case begins with, and why. */
const NO_CASE: Record<string, string> = {
  Layer: "the class that layers extend",
  RNN: "the class that recurrent layers extend",
  RNNCell: "the class that their cells extend",
  input: "makes a model's input",
  inputLayer: "makes a model's input",
  convLstm2dCell: "what convLstm2d repeats; tfjs's rnn() refuses it",
  rnn: "the cases of the cells are made with it",
  randomWidth: "tfjs's own fails within a model, as resizing does",
  resizing: "tfjs's own fails within a model; it is tf.image.resizeBilinear()",
};

/** Layers that cannot be compiled, and what the error says. */
const READS_VALUES: Record<string, string> = {
  categoryEncoding: "Cannot read a tensor's value while jit traces the function",
};

/** Layers that XLA does not compile, and what the error says. */
const NOT_IN_XLA: Record<string, string> = {
  centerCrop: "Cannot compile centerCrop with XLA: it has no CropAndResize on CPU",
};

/** tfjs has no gradient of a dilated convolution. */
const NO_SLOPE = "conv2d, same, dilated, frozen";

/** Names of pools that are others' by another name. */
const ALIAS = /^(avgPool|avgPooling|maxPool|globalMaxPool)\dd$/;

/** A model of one layer, and a training step for it. */
class Trained {
  readonly model: tf.LayersModel;
  readonly optimizer = tf.train.sgd(0.1);
  readonly comparison: Comparison;
  readonly #layerCase: LayerCase;

  constructor(layerCase: LayerCase) {
    this.#layerCase = layerCase;
    const input = tf.input({ shape: layerCase.shape });
    const outputs = layerCase.make().apply(input) as tf.SymbolicTensor;
    this.model = tf.model({ inputs: input, outputs });
    tf.tidy(() => {
      const { model } = this;
      model.setWeights(model.getWeights().map((weight, i) => waves(weight.shape, i)));
    });
    using x = batchFor(layerCase);
    this.comparison = {
      name: layerCase.name,
      run: ([x]) => this.#step(x!),
      inputs: [HostTensor.of(x)],
    };
  }

  /** The output, and the loss before a step of training; the input's gradient if nothing is trained. */
  #step(x: tf.Tensor): unknown {
    const { model, optimizer } = this;
    const output = model.apply(x, { training: false }) as tf.Tensor;
    const lossOf = (x: tf.Tensor) => {
      // Layers that draw random numbers do so in training only.
      const y = model.apply(x, { training: !this.#layerCase.random }) as tf.Tensor;
      return tf.losses.meanSquaredError(waves(y.shape, 11), y).asScalar();
    };
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    if (variables.length > 0) {
      return { output, loss: optimizer.minimize(() => lossOf(x), true, variables) };
    }
    const { name, indices } = this.#layerCase;
    const isFlat = indices !== undefined || name === NO_SLOPE;
    return { output, slope: isFlat ? null : tf.grad(lossOf)(x) };
  }

  /** The weights at present. */
  weights(): unknown {
    return take(this.model.getWeights().map((weight) => weight.clone()));
  }

  dispose(): void {
    this.model.dispose();
    this.optimizer.dispose();
  }
}

describeTensorflow("layers of tfjs", () => {
  const eager = new Map<LayerCase, { step: unknown; weights: unknown }>();

  function runAtOnce(layerCase: LayerCase): { step: unknown; weights: unknown } {
    let values = eager.get(layerCase);
    if (values === undefined) {
      const trained = new Trained(layerCase);
      values = { step: runEagerly(trained.comparison), weights: trained.weights() };
      eager.set(layerCase, values);
      trained.dispose();
    }
    return values;
  }

  afterAll(() => eager.clear());

  const compiled = layerCases.filter(({ name }) => READS_VALUES[name] === undefined);

  for (const layerCase of compiled) {
    it(`${layerCase.name}: compiled it predicts and trains as it does op by op`, () => {
      const { step, weights } = runAtOnce(layerCase);
      const trained = new Trained(layerCase);
      const before = tf.memory().numTensors;
      const [values] = runCompiled([trained.comparison], {});
      assertSameTree(values, step, layerCase.name);
      assertSameTree(trained.weights(), weights, `weights of ${layerCase.name}`);
      assertEquals(tf.memory().numTensors, before);
      trained.dispose();
    });
  }

  for (const [name, message] of Object.entries(READS_VALUES)) {
    it(`${name}: is refused, for it reads values`, () => {
      const trained = new Trained(layerCases.find((one) => one.name === name)!);
      assertThrows(() => runCompiled([trained.comparison], {}), TypeError, message);
      trained.dispose();
    });
  }

  for (const [name, message] of Object.entries(NOT_IN_XLA)) {
    it(`${name}: is refused by XLA`, () => {
      const trained = new Trained(layerCases.find((one) => one.name === name)!);
      const { comparison } = trained;
      assertThrows(() => runCompiled([comparison], { xla: true }), TypeError, message);
      trained.dispose();
    });
  }

  it("predict and train through XLA as they do op by op", () => {
    const all = compiled.filter(({ name }) => NOT_IN_XLA[name] === undefined).map((layerCase) => ({
      layerCase,
      trained: new Trained(layerCase),
    }));
    const expected = new Map(
      all.map(({ layerCase, trained }) => [trained.comparison, runAtOnce(layerCase).step]),
    );
    const failures = failuresInXla([...expected.keys()], expected);
    assertEquals([...failures.entries()].map(([name, { message }]) => `${name}: ${message}`), []);
    for (const { layerCase, trained } of all) {
      const { weights } = runAtOnce(layerCase);
      assertSameTree(trained.weights(), weights, `weights of ${layerCase.name}`);
      trained.dispose();
    }
  });

  it("are all among the cases, or say why not", () => {
    const tried = layerCases.map(({ name }) => name.split(/[ ,]/)[0]!);
    const left = Object.keys(tf.layers).filter((name) => !tried.includes(name));
    assertEquals(left.filter((name) => NO_CASE[name] === undefined && !ALIAS.test(name)), []);
    assertEquals(Object.keys(NO_CASE).filter((name) => !left.includes(name)), []);
  });
});
