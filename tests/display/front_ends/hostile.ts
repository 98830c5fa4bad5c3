/**
 * Text and numbers that would break a display that trusts them.
 *
 * @module
 */
import { display, tf } from "../../../mod.ts";
import { type Kind, kinds } from "./kinds.ts";

/** Sets `window.ran` wherever text is taken for a page, a drawing, an attribute or a link. */
export const ATTACK = "<script>window.ran=1</script></svg></table></code>" +
  '<img src=x onerror="window.ran=2"> "onload="window.ran=3" x=" ' +
  "<svg onload=window.ran=4></svg> \x1b[31m\x07\x9b2J\u202eabc\u2066\u200b\u200d\ud800 %{z} <b>é日本";
/** A megabyte of it. */
export const LONG = ATTACK.repeat(Math.ceil(1e6 / ATTACK.length));

const NUMBERS = [NaN, 1, Infinity, -0, -1e308, 1e308, 5e-324];
const texts = { title: LONG, x: { title: ATTACK }, y: { title: LONG } };

function hostileModel(): tf.LayersModel {
  // tfjs itself refuses such names of layers.
  const input = tf.input({ shape: [3] });
  const output = tf.layers.dense({ units: 2 }).apply(input);
  return tf.model({ inputs: input, outputs: output as tf.SymbolicTensor, name: LONG });
}

/** Hostile values by name. */
export const hostile: Readonly<Record<string, Kind>> = {
  "hostile text": { looks: "text", make: () => ATTACK },
  "hostile long text": { looks: "text", make: () => LONG },
  "hostile object": { looks: "text", make: () => ({ inner: { [ATTACK]: [ATTACK] } }) },
  "hostile table": {
    looks: "table",
    make: () => [{ [ATTACK]: ATTACK, [LONG]: LONG, nested: { [ATTACK]: LONG }, number: NaN }],
  },
  "hostile strings": { looks: "text", make: () => tf.tensor1d([ATTACK, LONG]) },
  "hostile model": { looks: "table", make: hostileModel },
  "hostile graph": { looks: "picture", make: () => display.modelGraph(hostileModel()) },
  "hostile lines": {
    looks: "picture",
    make: () => display.lineChart({ [ATTACK]: [1, 2], [LONG]: [2, 1] }, texts),
  },
  "hostile bars": {
    looks: "picture",
    make: () => display.barChart({ name: ATTACK, x: [ATTACK, LONG, "a"], y: [1, 2, 3] }, texts),
  },
  "hostile points": {
    looks: "picture",
    make: () => display.scatterChart({ name: LONG, x: [ATTACK, "b", "c"], y: [1, 2, 3] }, texts),
  },
  "hostile heat map": {
    looks: "picture",
    make: () =>
      display.heatMap([[1, 2], [3, 4]], {
        ...texts,
        rowNames: [ATTACK, LONG],
        columnNames: [LONG, ATTACK],
      }),
  },
  "hostile confusion matrix": {
    looks: "picture",
    make: () => display.confusionMatrix([0, 1], [1, 1], { classNames: [ATTACK, LONG] }),
  },
  "hostile curve": {
    looks: "picture",
    make: () => display.rocCurve({ name: ATTACK, labels: [0, 1], scores: [-Infinity, Infinity] }),
  },
  "hostile history": {
    looks: "picture",
    make: () => ({
      stopped: false,
      records: [
        { epoch: 1, loss: NaN, metrics: { [ATTACK]: Infinity } },
        { epoch: 2, loss: 1, metrics: { [ATTACK]: 2 } },
      ],
    }),
  },
  "hostile sound": { looks: "sound", make: () => display.audio([0, 1, NaN], { title: ATTACK }) },
  "numbers at the ends": { looks: "picture", make: () => display.lineChart(NUMBERS) },
  "bars at the ends": { looks: "picture", make: () => display.barChart(NUMBERS) },
  "one point": { looks: "picture", make: () => display.scatterChart([5]) },
  "no point": { looks: "picture", make: () => display.lineChart([]) },
  "all equal": { looks: "picture", make: () => display.histogram([3, 3, 3]) },
  "hundred series": {
    looks: "picture",
    make: () =>
      display.lineChart(
        Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i} ${ATTACK}`, [i, 2 * i]])),
      ),
  },
};

/** Every kind and every attack. */
export const all: Readonly<Record<string, Kind>> = { ...kinds, ...hostile };
