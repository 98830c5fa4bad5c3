/**
 * How good answers are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * assertEquals(metrics.accuracy(tf.tensor1d([1], "int32"), tf.tensor2d([[0, 1]])).dataSync()[0], 1);
 * ```
 *
 * @module
 */
export { accuracy } from "./accuracy.ts";
export {
  StreamingMetric,
  type StreamingOptions,
  type StreamingState,
} from "./streaming/streaming_metric.ts";
