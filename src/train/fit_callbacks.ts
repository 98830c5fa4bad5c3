/**
 * What is to be seen while tfjs's own `model.fit` trains.
 *
 * @module
 */
import { notebookSignal } from "../core/notebook_signal.ts";
import * as tf from "../engine/tf.ts";
import type { TextTarget } from "../io/standard_stream.ts";
import { type FitDisplay, fitDisplay } from "./fit_display.ts";
import type { EpochRecord } from "./history.ts";
import { Pause } from "./pause.ts";

/** How a training of tfjs's is shown. */
export interface FitCallbacksOptions {
  /** Whether it is shown, or where else its lines go; as in `fit`. */
  readonly progress?: boolean | TextTarget;
  /** Ends training after the batch under way; in a notebook the Stop button does unless told. */
  readonly signal?: AbortSignal | undefined;
}

/** What tfjs tells of batches and epochs: numbers, or scalars that are still on the device. */
type Logs = Readonly<Record<string, unknown>>;

/** What tfjs tells of a training before it begins. */
interface Params {
  readonly epochs: number;
  /** Batches per epoch, which a data set of tfjs's may not know. */
  readonly steps?: number | null;
  readonly samples?: number | null;
  readonly batchSize?: number | null;
  readonly metrics: readonly string[];
}

const VALIDATION = "val_";

class FitCallback extends tf.Callback {
  readonly #options: FitCallbacksOptions;
  #signal: AbortSignal | undefined;
  #display: FitDisplay | undefined;
  #names: string[] = [];
  #records: EpochRecord[] = [];
  #pause = new Pause(100);
  /** Measures of batches that nobody has read yet: reading waits for the device. */
  #unread: { readonly values: tf.Tensor[]; readonly size: number }[] = [];
  #sums: number[] = [];
  #examples = 0;
  #epoch = 0;
  #begun = 0;

  constructor(options: FitCallbacksOptions) {
    super();
    this.#options = options;
  }

  override onTrainBegin(): Promise<void> {
    const { epochs, metrics, samples, batchSize, ...params } = this.params as unknown as Params;
    const steps = params.steps ??
      (samples && batchSize ? Math.ceil(samples / batchSize) : undefined);
    const { progress = true, signal = notebookSignal() } = this.#options;
    this.#signal = signal;
    this.#records = [];
    const others = metrics.filter((name) => name !== "loss" && !name.startsWith(VALIDATION));
    this.#names = ["loss", ...others];
    this.#display = fitDisplay(progress, { epochs, steps, metrics: others });
    return Promise.resolve();
  }

  override onEpochBegin(epoch: number): Promise<void> {
    this.#epoch = epoch + 1;
    this.#begun = performance.now();
    this.#sums = this.#names.map(() => 0);
    this.#examples = 0;
    this.#display?.begin(this.#epoch);
    return Promise.resolve();
  }

  override async onBatchEnd(batch: number, logs: Logs = {}): Promise<void> {
    const values = this.#names.map((name) => {
      const value = logs[name];
      // tfjs frees its own when this returns.
      return value instanceof tf.Tensor
        ? tf.keep(value.clone())
        : tf.keep(tf.scalar(Number(value)));
    });
    this.#unread.push({ values, size: Number(logs.size ?? 1) });
    if (this.#display?.isDue(batch + 1)) {
      await this.#read();
      const mean = this.#sums.map((sum) => sum / this.#examples);
      this.#display.update({ steps: batch + 1, examples: this.#examples, mean });
    }
    if (this.#pause.due) await this.#pause.take();
    if (this.#signal?.aborted) this.model.stopTraining = true;
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    this.#free();
    const numbers = new Map<string, number>();
    for (const [name, value] of Object.entries(logs)) {
      numbers.set(name, value instanceof tf.Tensor ? (await value.data())[0]! : Number(value));
    }
    const part = (prefix: string) =>
      Object.fromEntries(
        this.#names.slice(1).flatMap((name) => {
          const value = numbers.get(prefix + name);
          return value === undefined ? [] : [[name, value]];
        }),
      );
    const record: EpochRecord = {
      epoch: epoch + 1,
      loss: numbers.get("loss") ?? NaN,
      metrics: part(""),
      valLoss: numbers.get(`${VALIDATION}loss`),
      valMetrics: part(VALIDATION),
      seconds: (performance.now() - this.#begun) / 1000,
    };
    this.#records.push(record);
    this.#display?.finishEpoch(record);
  }

  override onTrainEnd(): Promise<void> {
    this.#free();
    this.#display?.finish({ records: this.#records, stopped: this.#signal?.aborted ?? false });
    return Promise.resolve();
  }

  /** Adds what the batches since the last time came to, with one read for all. */
  async #read(): Promise<void> {
    const unread = this.#unread;
    const table = tf.tidy(() => tf.stack(unread.flatMap(({ values }) => values)));
    const values = await table.data();
    table.dispose();
    const count = this.#names.length;
    unread.forEach(({ size }, row) => {
      this.#examples += size;
      for (let i = 0; i < count; i++) this.#sums[i]! += values[row * count + i]! * size;
    });
    this.#free();
  }

  #free(): void {
    tf.dispose(this.#unread.map(({ values }) => values));
    this.#unread = [];
  }
}

/**
 * Callbacks for tfjs's own `model.fit`, which then is shown as {@linkcode fit} is: in a notebook bars
 * and a chart of loss and metrics, in a terminal bars, elsewhere lines. Stop ends it after the batch
 * under way.
 *
 * @param options Where it is shown.
 * @returns What `model.fit` and `model.fitDataset` take as `callbacks`; for one training at a time.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
 * model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
 * let written = "";
 * const progress = { write: (text: string) => written += text, terminal: false, columns: 80 };
 * const callbacks = train.fitCallbacks({ progress });
 * await model.fit(tf.ones([8, 1]), tf.ones([8, 1]), { epochs: 2, verbose: 0, callbacks });
 * assertEquals(written.match(/Epoch \d\/\d/g), ["Epoch 1/2", "Epoch 2/2"]);
 * model.dispose();
 * ```
 */
export function fitCallbacks(options: FitCallbacksOptions = {}): tf.Callback {
  return new FitCallback(options);
}
