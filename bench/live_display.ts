/**
 * What watching a training costs: `train.fit` of a thousand steps of about a millisecond in a cell of
 * a notebook, with the live display and without, in turn; and what the calls of the display take by
 * themselves, which a busy machine disturbs less.
 *
 * `deno run -A bench/live_display.ts [--rounds 15] [--epochs 2]`
 *
 * @module
 */
import { parseArgs } from "node:util";
import { Session } from "../src/jupyter/mod.ts";
import { ratioOf, spreadOf } from "./statistics.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    epochs: { type: "string", default: "2" },
  },
});
const rounds = Number(values.rounds);
const epochs = Number(values.epochs);
const STEPS = 1_000;

const setup = `
import { data, tf, train } from ${JSON.stringify(new URL("../mod.ts", import.meta.url).href)};
import { ChartDisplay } from ${
  JSON.stringify(new URL("../src/train/chart_display.ts", import.meta.url).href)
};
await tf.ready();
const batchSize = 64;
const size = ${STEPS} / ${epochs} * batchSize;
const points = new data.ArrayDataset(
  tf.randomNormal([size, 64], 0, 1, "float32", 1),
  tf.randomUniform([size], 0, 10, "int32", 2),
);
const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 128, activation: "relu", inputShape: [64] }),
  tf.layers.dense({ units: 10 }),
] });
const optimizer = tf.train.adam(1e-3);
/** Milliseconds that this thread has run: on a busy machine the clock says more of the others. */
function running() {
  try {
    return Number(Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ")[0]) / 1e6;
  } catch {
    return NaN;
  }
}
async function timed(progress) {
  const [begun, before] = [performance.now(), running()];
  await train.fit(model, points, { epochs: ${epochs}, batchSize, optimizer, progress });
  return JSON.stringify([performance.now() - begun, running() - before]);
}
/** Time within the calls of a display that is shown as long as a second of training is. */
async function calls() {
  let [wall, own] = [0, 0];
  const call = (does) => {
    const [begun, before] = [performance.now(), running()];
    const result = does();
    wall += performance.now() - begun;
    own += running() - before;
    return result;
  };
  const steps = ${STEPS} / ${epochs};
  const display = call(() => new ChartDisplay({ epochs: ${epochs}, steps, metrics: ["accuracy"] }));
  const records = [];
  for (let epoch = 1; epoch <= ${epochs}; epoch++) {
    call(() => display.begin(epoch));
    for (let step = 1; step <= steps; step++) {
      if (step % 10 === 0) await new Promise((done) => setTimeout(done, 10));
      if (!display.isDue(step)) continue;
      const sums = tf.tensor1d([step, step]);
      const mean = call(() => sums.dataSync());
      sums.dispose();
      call(() => display.update({ steps: step, examples: step * batchSize, mean }));
    }
    const valMetrics = {};
    const record = { epoch, loss: 1, metrics: { accuracy: 1 }, valLoss: undefined, valMetrics, seconds: 1 };
    records.push(record);
    call(() => display.finishEpoch(record));
  }
  call(() => display.finish({ records, stopped: false }));
  return JSON.stringify([wall, own]);
}
undefined`;

const session = await Session.start({ env: { NO_COLOR: "1" } });

/** Time by the clock and of the thread for one training, in milliseconds, and what it sent. */
async function timed(code: string): Promise<{ wall: number; own: number; sent: string }> {
  let [text, messages, bytes] = ["", 0, 0];
  const reply = await session.execute(code, {
    onOutput: ({ type, content }) => {
      const data = content.data as Record<string, string> | undefined;
      if (type === "execute_result") text = String(data?.["text/plain"]);
      else [messages, bytes] = [messages + 1, bytes + JSON.stringify(content).length];
    },
  });
  if (reply.status !== "ok") throw new Error(`The cell failed: ${reply.evalue}`);
  const [wall, own] = JSON.parse(text.replaceAll(/[^\d.,[\]]/g, ""));
  return { wall, own, sent: `${messages} messages, ${bytes} bytes` };
}

const percent = (share: number) => `${((share - 1) * 100).toFixed(2)} %`;

try {
  const reply = await session.execute(setup);
  if (reply.status !== "ok") throw new Error(`The first cell failed: ${reply.evalue}`);
  // The first of each kind compiles what later ones find.
  const [silent, shown] = [await timed("await timed(false)"), await timed("await timed(true)")];
  console.log(`first: ${silent.wall.toFixed(0)} ms, then shown ${shown.wall.toFixed(0)} ms`);
  const times = { true: [] as typeof shown[], false: [] as typeof shown[] };
  const calls: { wall: number; own: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const shown of round % 2 === 0 ? [true, false] : [false, true]) {
      times[`${shown}`].push(await timed(`await timed(${shown})`));
    }
    calls.push(await timed("await calls()"));
  }
  const { median } = spreadOf(times.false.map(({ wall }) => wall));
  console.log(
    `${STEPS} steps of ${(median / STEPS).toFixed(2)} ms, ${epochs} epochs, ${rounds} rounds; ` +
      `shown: ${times.true.at(-1)!.sent}`,
  );
  for (
    const [key, what] of [["wall", "wall time"], ["own", "time of the thread (Linux)"]] as const
  ) {
    const of = (list: readonly { wall: number; own: number }[]) => list.map((one) => one[key]);
    const { median, low, high } = ratioOf(of(times.true), of(times.false));
    console.log(
      `${what}: ${percent(median)} more where it is shown (quartiles ${percent(low)}, ` +
        `${percent(high)})`,
    );
  }
  const { low, median: middle, high } = spreadOf(calls.map(({ wall }) => wall));
  console.log(
    `the display's own calls in a second: ${middle.toFixed(1)} ms (quartiles ${low.toFixed(1)}, ` +
      `${high.toFixed(1)}; of the thread ${
        spreadOf(calls.map(({ own }) => own)).median.toFixed(1)
      })`,
  );
} finally {
  await session.close();
}
