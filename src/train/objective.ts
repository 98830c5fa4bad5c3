/**
 * What a model is trained for: a loss, metrics beside it, and the check that both suit a data set.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import type { Answers, Metrics } from "./loop/summed.ts";
import { sparseCategoricalCrossentropy } from "../nn/losses/sparse_categorical_crossentropy.ts";
import { type LogitsLoss, logitsLoss } from "./logits_loss.ts";
import { namedAccuracy } from "./named_accuracy.ts";
import { sameRankShapes } from "./same_rank.ts";

/** Compares targets with a model's outputs for one batch; the mean of what it returns counts. */
export type BatchMeasure = (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor;

/** A loss and the metrics beside it. */
export interface Objective {
  /** What training makes smaller. */
  readonly loss: BatchMeasure;
  /** The same of what goes into the model's last activation, where it is known. */
  readonly ofLogits: LogitsLoss | undefined;
  /** What is reported besides, by name. */
  readonly metrics: Metrics;
  /** What the word "accuracy" means. */
  readonly accuracy: BatchMeasure;
  /** Shapes of the targets and outputs of one example. */
  readonly answers: Answers;
  /** Whether the loss takes the targets for class numbers, which have one axis less than scores. */
  readonly sparse: boolean;
  /** How many classes the targets name by number; undefined where they are no class numbers. */
  readonly classes: number | undefined;
}

/** Some examples, to learn of what shape and type they are. */
export interface Sample {
  /** What a model gets, `[size, …]`. */
  readonly inputs: tf.Tensor;
  /** What it shall answer. */
  readonly targets: tf.Tensor;
}

/** Which loss and metrics to use; each has a default. */
export interface ObjectiveOptions {
  /**
   * The loss. Unless told: the one the model is compiled with, else, for int32 class numbers, the
   * sparse categorical cross entropy from logits. Targets `[batch]` beside outputs `[batch, 1]` reach
   * other losses, and metrics, as `[batch, 1]`.
   *
   * A cross entropy of probabilities that the model is compiled with by name, or that is given as it is
   * (`nn.categoricalCrossentropy`), is computed of what goes into the softmax or sigmoid that the model
   * ends in: answers that are certain and wrong keep their gradient, as in Keras. In a function of your
   * own it gets the model's answers.
   */
  readonly loss?: BatchMeasure;
  /**
   * Metrics by name, or streaming metrics and `"accuracy"` as a list. Unless told: `accuracy` where the
   * model is compiled with it, and for int32 class numbers beside a score of each class; else none.
   */
  readonly metrics?: Metrics;
}

function shapeText(shape: readonly (number | null)[]): string {
  return `[${shape.map((length) => length ?? "batch").join(", ")}]`;
}

/**
 * Checks that a model can take a tensor as its input.
 *
 * @param model A model with one input and one output.
 * @param inputs Examples, `[size, …]`.
 * @throws {TypeError} When it has more inputs or outputs, or the shapes differ.
 */
export function checkInputs(model: tf.LayersModel, inputs: tf.Tensor): void {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new TypeError(
      `Cannot use model "${model.name}" here: it must have one input and one output, but has ` +
        `${model.inputs.length} and ${model.outputs.length}; its own fit() takes several`,
    );
  }
  const wanted = model.inputs[0]!.shape;
  const fits = wanted.length === inputs.rank &&
    wanted.every((length, axis) => length === null || length === inputs.shape[axis]);
  if (!fits) {
    throw new TypeError(
      `Cannot feed model "${model.name}": it takes ${shapeText(wanted)}, but the inputs are ` +
        shapeText(inputs.shape),
    );
  }
}

/** A model with what it is compiled with: a Sequential keeps that in a model of its own. */
function compiledIn(model: tf.LayersModel): tf.LayersModel {
  const { model: inner = model } = model as { model?: tf.LayersModel };
  return inner;
}

/** Whether a model of one output is compiled with "accuracy", in whichever form tfjs takes metrics. */
function isCompiledWithAccuracy(model: tf.LayersModel): boolean {
  const { metrics } = compiledIn(model) as { metrics?: unknown };
  const all = Array.isArray(metrics) ? metrics : Object.values(Object(metrics ?? {}));
  return [metrics, ...all].flat().some((one) => one === "accuracy" || one === "acc");
}

/** What a model is compiled with as its loss: a name or a function. */
function lossGiven(model: tf.LayersModel): unknown {
  const { loss } = compiledIn(model);
  return typeof loss === "object" && loss !== null ? Object.values(loss)[0] : loss;
}

/** The loss a model is compiled with. */
function compiledLoss(model: tf.LayersModel, targets: tf.Tensor): BatchMeasure | undefined {
  const inner = compiledIn(model);
  const loss = (inner.lossFunctions as BatchMeasure[] | undefined)?.[0];
  const name = lossGiven(model);
  if (loss === undefined || typeof name !== "string") return loss;
  const classes = name === "sparseCategoricalCrossentropy";
  const shapes = sameRankShapes(targets.shape, inner.outputs[0]!.shape);
  const alike = shapes.targets.length === shapes.outputs.length &&
    shapes.outputs.every((length, axis) =>
      axis === 0 || length === null || length === shapes.targets[axis]
    );
  if (!classes && !alike) {
    throw new TypeError(
      `Cannot compare targets ${shapeText([null, ...targets.shape.slice(1)])} with outputs ` +
        `${
          shapeText(inner.outputs[0]!.shape)
        }: "${name}" wants them alike, and would pair each target with ` +
        "each output; reshape the targets",
    );
  }
  // tfjs's own loss of class numbers rounds them, which it does with floats alone; what others of its
  // losses take as a third argument are no options.
  return (answers, outputs) => loss(classes ? tf.cast(answers, "float32") : answers, outputs);
}

/**
 * Chooses loss and metrics for a model and a data set.
 *
 * @param model A model with one input and one output, compiled or not.
 * @param sample Some of what it shall learn or be measured on.
 * @param options Loss and metrics where they are not the defaults.
 * @returns Loss and metrics.
 * @throws {TypeError} When the shapes do not fit, or there is no default loss for these targets.
 */
export function chooseObjective(
  model: tf.LayersModel,
  { inputs, targets }: Sample,
  options: ObjectiveOptions,
): Objective {
  checkInputs(model, inputs);
  if (options.loss !== undefined && typeof options.loss !== "function") {
    throw new TypeError(
      "Cannot use this loss: wanted a function of targets and outputs, such as " +
        `nn.meanSquaredError, got ${JSON.stringify(options.loss)}`,
    );
  }
  const output = model.outputs[0]!.shape;
  const classes = targets.dtype === "int32" && targets.rank === 1 && output.length === 2;
  const loss = options.loss ?? compiledLoss(model, targets) ??
    (classes ? sparseCategoricalCrossentropy : undefined);
  if (loss === undefined) {
    throw new TypeError(
      `Cannot choose a loss for targets ${targets.dtype} ${shapeText(targets.shape)} and outputs ` +
        `${
          shapeText(output)
        }: class numbers must be int32 [size]; for other targets pass \`loss\`, ` +
        "such as nn.meanSquaredError",
    );
  }
  const one = (shape: readonly (number | null)[]) => [1, ...shape.slice(1).map((n) => n ?? 1)];
  const sparse = loss === sparseCategoricalCrossentropy ||
    (options.loss === undefined && lossGiven(model) === "sparseCategoricalCrossentropy");
  const shapes = sparse
    ? { targets: targets.shape, outputs: output }
    : sameRankShapes(targets.shape, output);
  // Of one score per example, which may be a logit or a probability, nobody knows what is right.
  const scored = (classes && (sparse || output[1] !== 1)) || isCompiledWithAccuracy(model);
  const ofLogits = logitsLoss(options.loss ?? lossGiven(model));
  return {
    loss,
    ofLogits,
    metrics: options.metrics ?? (scored ? ["accuracy"] : []),
    accuracy: namedAccuracy({ ...shapes, sparse, binary: ofLogits?.activation === "sigmoid" }),
    answers: { targets: one(shapes.targets), dtype: targets.dtype, outputs: one(shapes.outputs) },
    sparse,
    // tfjs's own loss of class numbers takes one that is no class for an example without any.
    classes: sparse ? output.at(-1) ?? undefined : undefined,
  };
}
