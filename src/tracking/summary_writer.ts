/**
 * Event files for TensorBoard.
 *
 * @module
 */

import { isNdArray, type NdArrayOf } from "../core/nd_array.ts";
import { type OptionNames, requireOptions } from "../core/require_options.ts";
import { eventRecord } from "./event_record.ts";
import { ProtobufMessage } from "./protobuf.ts";
import { pngOf } from "./summaries/image.ts";
import { histogramRows } from "./summaries/histogram.ts";
import {
  experimentSummary,
  type HParam,
  sessionEndSummary,
  sessionStartSummary,
} from "./summaries/hparams.ts";
import { type PrCurveInput, prCurveRows } from "./summaries/pr_curve.ts";
import { DataClass, numberTensor, summary, textTensor } from "./summaries/summary.ts";
import type { Tracker } from "./tracker.ts";

/** How an event file is written. */
export interface SummaryWriterOptions {
  /**
   * A resumed run gives its first step: TensorBoard drops what an earlier file of the folder has from
   * there on.
   */
  readonly purgeStep?: number;
  /** Clock in milliseconds since 1970. */
  readonly now?: () => number;
}

const SUMMARY_WRITER_OPTIONS: OptionNames<SummaryWriterOptions> = { purgeStep: true, now: true };

const SESSION_START = 1;

/**
 * Writes an event file that TensorBoard opens while it grows: scalars, histograms, images, texts,
 * precision-recall curves and hyperparameters. Method names are those of PyTorch's `SummaryWriter`.
 *
 * Each call writes its event before it returns, so that a killed process loses none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { track } from "tensaur";
 *
 * const folder = await Deno.makeTempDir();
 * using writer = new track.SummaryWriter(folder);
 * for (let step = 0; step < 3; step++) writer.addScalar("loss", 1 / (step + 1), step);
 * writer.addText("notes", "**first** run");
 * const [file] = await Array.fromAsync(Deno.readDir(folder));
 * assertEquals(file?.name.startsWith("events.out.tfevents."), true);
 * ```
 */
export class SummaryWriter implements Tracker {
  /** The event file. */
  readonly path: string;
  readonly #file: Deno.FsFile;
  readonly #now: () => number;
  #hparams = false;
  #closed = false;

  /**
   * Makes the folder where there is none, and a new event file in it.
   *
   * @param folder The run's folder; its name is the run's in TensorBoard.
   * @param options What an earlier file of the run is cut at.
   */
  constructor(folder: string, options: SummaryWriterOptions = {}) {
    requireOptions("Cannot log", options, SUMMARY_WRITER_OPTIONS);
    this.#now = options.now ?? Date.now;
    Deno.mkdirSync(folder, { recursive: true });
    const seconds = String(Math.floor(this.#now() / 1000)).padStart(10, "0");
    const unique = crypto.randomUUID().slice(0, 8);
    this.path = `${folder}/events.out.tfevents.${seconds}.deno.${Deno.pid}.${unique}`;
    this.#file = Deno.openSync(this.path, { write: true, createNew: true });
    this.#event(new ProtobufMessage().bytes(3, "brain.Event:2"));
    if (options.purgeStep !== undefined) {
      const session = new ProtobufMessage().varint(1, SESSION_START);
      this.#event(new ProtobufMessage().varint(2, options.purgeStep).bytes(7, session));
    }
  }

  /**
   * Writes one number.
   *
   * @param tag Its name; parts before a slash make groups.
   * @param value The number, also NaN and infinities.
   * @param step The step it belongs to.
   */
  addScalar(tag: string, value: number, step = 0): void {
    const tensor = numberTensor(new Float32Array([value]), []);
    this.#summary(summary(tag, { plugin: "scalars", dataClass: DataClass.scalar }, tensor), step);
  }

  /**
   * Writes several numbers of one step, each under its name.
   *
   * @param values By tag.
   * @param step The step they belong to.
   */
  log(values: Readonly<Record<string, number>>, step: number): void {
    for (const [tag, value] of Object.entries(values)) this.addScalar(tag, value, step);
  }

  /**
   * Writes how numbers are distributed, such as the weights of a layer.
   *
   * @param tag Its name.
   * @param values The numbers; those that are not finite are left out.
   * @param step The step it belongs to.
   */
  addHistogram(tag: string, values: ArrayLike<number>, step = 0): void {
    const rows = histogramRows(values);
    const tensor = numberTensor(rows, [rows.length / 3, 3]);
    this.#summary(
      summary(tag, { plugin: "histograms", dataClass: DataClass.tensor }, tensor),
      step,
    );
  }

  /**
   * Writes pictures.
   *
   * @param tag Their name.
   * @param images PNG files, or uint8 arrays `[height, width, 1 | 3 | 4]`; all of one size.
   * @param step The step they belong to.
   * @throws {TypeError} When one is neither.
   */
  addImage(
    tag: string,
    images:
      | Uint8Array
      | NdArrayOf<"uint8">
      | readonly (Uint8Array | NdArrayOf<"uint8">)[],
    step = 0,
  ): void {
    const one = images instanceof Uint8Array || isNdArray(images);
    const pictures = (one ? [images] : images).map(pngOf);
    const { width = 0, height = 0 } = pictures[0] ?? {};
    const tensor = textTensor([
      String(width),
      String(height),
      ...pictures.map(({ png }) => png),
    ]);
    this.#summary(summary(tag, { plugin: "images", dataClass: DataClass.blobs }, tensor), step);
  }

  /**
   * Writes a text.
   *
   * @param tag Its name.
   * @param text Markdown.
   * @param step The step it belongs to.
   */
  addText(tag: string, text: string, step = 0): void {
    const kind = { plugin: "text", dataClass: DataClass.tensor };
    this.#summary(summary(tag, kind, textTensor([text])), step);
  }

  /**
   * Writes a precision-recall curve.
   *
   * @param tag Its name.
   * @param input Labels and scores from 0 to 1.
   * @param step The step it belongs to.
   * @throws {RangeError} When there are not as many of both, or a score is out of range.
   */
  addPrCurve(tag: string, input: PrCurveInput, step = 0): void {
    const rows = prCurveRows(input);
    const count = rows.length / 6;
    const content = new ProtobufMessage().varint(1, 0).varint(2, count);
    const kind = { plugin: "pr_curves", dataClass: DataClass.tensor, content };
    this.#summary(summary(tag, kind, numberTensor(rows, [6, count])), step);
  }

  /**
   * Writes what the run is set to, for TensorBoard's table of runs; once.
   *
   * @param params Settings by name.
   * @param metrics Tags of the scalars that the table shall have as results.
   * @throws {Error} When the run has its settings already.
   */
  addHparams(params: Readonly<Record<string, HParam>>, metrics: readonly string[] = []): void {
    if (this.#hparams) throw new Error("Cannot set hyperparameters: this run has them already");
    this.#hparams = true;
    const seconds = this.#now() / 1000;
    this.#summary(experimentSummary(params, metrics, seconds), 0);
    this.#summary(sessionStartSummary(params, seconds), 0);
  }

  /** Closes the file; a second call does nothing. */
  close(): void {
    if (this.#closed) return;
    if (this.#hparams) this.#summary(sessionEndSummary(this.#now() / 1000), 0);
    this.#closed = true;
    this.#file.close();
  }

  /** Closes the file at the end of a `using` scope. */
  [Symbol.dispose](): void {
    this.close();
  }

  #summary(content: ProtobufMessage, step: number): void {
    if (!Number.isSafeInteger(step)) {
      throw new RangeError(`Cannot log: step must be a whole number, current value is ${step}`);
    }
    this.#event(new ProtobufMessage().varint(2, step).bytes(5, content));
  }

  #event(content: ProtobufMessage): void {
    if (this.#closed) throw new Error(`Cannot log to "${this.path}": it is closed`);
    const event = new ProtobufMessage().double(1, this.#now() / 1000).serialize();
    const rest = content.serialize();
    const whole = new Uint8Array(event.length + rest.length);
    whole.set(event);
    whole.set(rest, event.length);
    const record = eventRecord(whole);
    for (let at = 0; at < record.length;) at += this.#file.writeSync(record.subarray(at));
  }
}
