/**
 * `tensaur demo`, also `deno task demo`: from nothing to a trained, tested, saved and reloaded network.
 *
 * @module
 */
import { join } from "node:path";
import type { Digits } from "../data/digits.ts";
import { mnist, type MnistProgress } from "../data/mnist.ts";
import { type Command, InvalidArgumentError } from "../deps/commander.ts";
import { progress } from "../display/live/progress.ts";
import type { ProgressBar } from "../display/live/progress_bar.ts";
import { images, type ImagesView } from "../display/images/images.ts";
import { cacheDirectory } from "../engine/install/cache.ts";
import { NoTensorflowError } from "../engine/mod.ts";
import * as tf from "../engine/tf.ts";
import { standardStream } from "../io/standard_stream.ts";
import { mnistCnn } from "../models/mnist_cnn.ts";
import { evaluate } from "../train/evaluate.ts";
import { fit } from "../train/fit.ts";
import { predict } from "../train/predict.ts";
import { startDemoEngine } from "./demo_engine.ts";
import { saveDemoModel } from "./save_demo_model.ts";
import { writeError } from "./terminal.ts";

/** How long the demonstration is. */
export interface DemoOptions {
  /** Passes over the digits; 5 unless told. */
  readonly epochs?: number;
  /** Digits to train on, and at most so many to test on; 10,000 unless told. */
  readonly digits?: number;
  /** Where lines for the user go; stdout unless told. */
  readonly print?: (line: string) => void;
}

/** What the demonstration came to. */
export interface DemoResult {
  /** Share of test digits that were recognised. */
  readonly accuracy: number;
  /** Largest difference between a logit of the trained model and of the one loaded again. */
  readonly difference: number;
  /** Folder with the saved model. */
  readonly folder: string;
  /** Seconds from start to end. */
  readonly seconds: number;
}

/** Shows downloads, one bar per file. */
function downloadBars(): { show: (progress: MnistProgress) => void; end: () => void } {
  let file = "";
  let bar: ProgressBar | undefined;
  return {
    show({ file: name, done, total }) {
      if (name !== file) {
        bar?.finish();
        file = name;
        bar = progress(total, { label: `Downloading ${file}`, unit: "B" });
      }
      bar?.update(done);
    },
    end: () => bar?.finish(),
  };
}

/** Some digits with what the model takes them for: as many wrong ones as right ones, if there are. */
function pictures(digits: Digits, logits: tf.Tensor, count: number): ImagesView {
  const labels = digits.labels.dataSync();
  const [classes, sureness] = tf.tidy(() => {
    const shares = tf.softmax(logits as tf.Tensor2D);
    return [tf.argMax(shares, 1).dataSync(), tf.max(shares, 1).dataSync()];
  });
  const positions = Array.from(classes.keys());
  const wrong = positions.filter((i) => classes[i] !== labels[i]).slice(0, Math.floor(count / 2));
  const right = positions.filter((i) => classes[i] === labels[i]).slice(0, count - wrong.length);
  const shown = [...right, ...wrong];
  using some = tf.gather(digits.images, shown);
  return images(some, {
    captions: shown.map((i) => {
      const sure = `${(sureness[i]! * 100).toFixed(1)} %`;
      return `${classes[i]}, ${sure} sure${classes[i] === labels[i] ? "" : `: it is ${labels[i]}`}`;
    }),
    wrong: shown.map((i) => classes[i] !== labels[i]),
  });
}

/** Pictures that fill one line of a wide terminal and two of a narrow one. */
function pictureColumns(): { columns: number; count: number } {
  const { terminal, columns } = standardStream("stdout");
  const width = terminal ? columns : 120;
  const perLine = Math.max(1, Math.floor((width + 2) / 30));
  return { columns: width, count: perLine >= 4 ? Math.min(perLine, 8) : 2 * perLine };
}

function count(value: number): string {
  return value.toLocaleString("en");
}

/**
 * Runs the demonstration.
 *
 * @param options How long it is.
 * @returns What it came to.
 * @throws {Error} When the digits cannot be had, or the model loaded again answers otherwise.
 */
export async function demo(options: DemoOptions = {}): Promise<DemoResult> {
  // deno-lint-ignore no-console -- a command line prints
  const { epochs = 5, digits: limit = 10_000, print = console.log } = options;
  const begun = performance.now();
  await startDemoEngine(print);

  const bars = downloadBars();
  const digits = await mnist({ limit, onProgress: bars.show }).finally(bars.end);
  const { train, test } = digits;
  print(`\nTraining on ${count(train.size)} digits: ${train.source}`);
  print(`Testing on ${count(test.size)} digits: ${test.source}\n`);

  const model = mnistCnn({ seed: 1 });
  model.summary(75, undefined, print);
  print("");
  const history = await fit(model, train, {
    epochs,
    batchSize: 64,
    validationSplit: 0.1,
    progress: standardStream("stdout"),
  });
  const seconds = history.seconds.reduce((sum, each) => sum + each, 0);
  print(`Trained in ${seconds.toFixed(1)} s`);

  const { loss, accuracy } = await evaluate(model, test);
  const share = `${(accuracy * 100).toFixed(2)} %`;
  print(`\nTest: loss ${loss.toFixed(4)}, accuracy ${share} of ${count(test.size)} digits`);

  const cached = join(cacheDirectory(), "models", "mnist_cnn");
  const folder = await saveDemoModel(model, cached);
  const loaded = await tf.loadLayersModel(`file://${join(folder, "model.json")}`);
  const logits = await predict(model, test.images);
  const again = await predict(loaded, test.images);
  const difference = tf.tidy(() => tf.max(tf.abs(tf.sub(logits, again))).dataSync()[0]!);
  print(
    `Saved to ${folder} and loaded again: predictions differ by at most ${difference}`,
  );
  // Not "> 0": NaN must fail as well, and threads may add in another order.
  if (!(difference <= 1e-4)) {
    throw new Error(`Internal: the model loaded again differs by ${difference} from the saved one`);
  }

  const { columns, count: shown } = pictureColumns();
  const colors = Deno.stdout.isTerminal() && !Deno.noColor;
  print(`\n${pictures(test, logits, shown).toText({ columns, colors })}`);

  tf.dispose([logits, again]);
  model.dispose();
  loaded.dispose();
  digits.dispose();
  const total = (performance.now() - begun) / 1000;
  print(`\nDone in ${total.toFixed(1)} s. Next: read src/cli/demo.ts, or use the model yourself:`);
  print(`  const model = await tf.loadLayersModel("file://${join(folder, "model.json")}");`);
  return { accuracy, difference, folder, seconds: total };
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a positive integer.");
}

/** Adds the command to its parent. */
export function addDemoCommand(parent: Command): void {
  parent.command("demo")
    .description("Set up if needed, then train, test, save and reload the MNIST network")
    .option("--epochs <count>", "passes over the digits", positiveInteger, 5)
    .option("--digits <count>", "digits to train on", positiveInteger, 10_000)
    .action(async (options: { epochs: number; digits: number }) => {
      try {
        await demo(options);
      } catch (error) {
        if (!(error instanceof NoTensorflowError)) throw error;
        // The user's own setting cannot be met: the message says all, a trace nothing more.
        writeError(`${error.message}\n`);
        Deno.exitCode = 1;
      }
    });
}
