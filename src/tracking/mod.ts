/**
 * Records of training runs: event files for TensorBoard, JSON lines, comma-separated values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { track } from "tensaur";
 *
 * const folder = await Deno.makeTempDir();
 * const trackers: track.Tracker[] = [
 *   new track.SummaryWriter(folder),
 *   new track.JsonLinesLogger(`${folder}/run.jsonl`),
 * ];
 * for (const tracker of trackers) {
 *   tracker.log({ loss: 0.5, accuracy: 0.8 }, 1);
 *   tracker.close();
 * }
 * assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 2);
 * ```
 *
 * @module
 */
export { CsvLogger } from "./csv_logger.ts";
export { JsonLinesLogger, type JsonLinesLoggerOptions } from "./json_lines_logger.ts";
export type { HParam } from "./summaries/hparams.ts";
export type { PrCurveInput } from "./summaries/pr_curve.ts";
export { SummaryWriter, type SummaryWriterOptions } from "./summary_writer.ts";
export type { Tracker } from "./tracker.ts";
