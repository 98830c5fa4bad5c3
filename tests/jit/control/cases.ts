/**
 * Branches and loops whose values and gradients are checked.
 *
 * @module
 */

import * as tf from "../../../src/engine/tf.ts";
import { jit } from "../../../src/jit/mod.ts";
import {
  type GradientCase,
  numbers,
  type Point,
} from "../../engine/gradients/finite_differences.ts";

/** A row of the table. */
export interface FlowCase extends GradientCase {
  /** Why XLA cannot compile its gradients; by default it can. */
  readonly openEnd?: true;
}

/** A point with this shape, its numbers between `low` and `high`. */
function at(shape: number[], low = -0.8, high = 0.8): Point {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, values: numbers(size, low, high), dtype: "float32" };
}

const one = () => tf.scalar(1, "int32");
const next = (count: tf.Tensor): tf.Tensor => tf.add(count, one());
const total = (x: tf.Tensor): tf.Scalar => tf.sum(x);

/** One step of a plain recurrent network. */
function cell(h: tf.Tensor, x: tf.Tensor, w: tf.Tensor): tf.Tensor {
  return tf.tanh(tf.add(tf.matMul(h as tf.Tensor2D, w as tf.Tensor2D), x));
}

const branches: FlowCase[] = [
  ...[1, -1].map((sign): FlowCase => ({
    name: `cond that is ${sign > 0}, with closures`,
    f: (x, w) => {
      const twice = tf.mul(x, 2);
      const result = jit.cond(
        tf.greater(tf.mul(total(x), sign), 0),
        () => ({ a: tf.tanh(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D)), b: tf.exp(twice) }),
        () => ({
          a: tf.sigmoid(tf.mul(x, x)),
          b: tf.mul(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), twice),
        }),
      );
      return [result.a, result.b];
    },
    at: [at([2, 2], 0.1, 0.9), at([2, 2])],
  })),
  {
    name: "cond on operands, one of which no branch uses",
    f: (x, y, z) =>
      jit.cond(
        tf.greater(total(x), 0),
        (a, b, _c) => tf.mul(a, tf.sin(b)),
        (a, _b, _c) => a,
        x,
        y,
        z,
      ),
    at: [at([3], 0.1, 1), at([3]), at([2])],
  },
  {
    name: "cond that hands operands on, exchanged and twice",
    f: (x, y) => {
      const [a, b, c] = jit.cond(
        tf.less(total(x), 0),
        () => [x, y, y],
        () => [y, x, tf.mul(x, y)],
      );
      return [tf.square(a), b, c];
    },
    at: [at([3]), at([3])],
  },
  {
    name: "cond in cond, with integers beside",
    f: (x, y) => {
      const { value, which } = jit.cond(
        tf.greater(total(x), 0),
        () =>
          jit.cond(
            tf.greater(total(y), 100),
            () => ({ value: tf.mul(x, y), which: tf.scalar(1, "int32") }),
            () => ({ value: tf.mul(tf.square(x), y), which: tf.scalar(2, "int32") }),
          ),
        () => ({ value: y, which: tf.scalar(3, "int32") }),
      );
      return tf.mul(value, tf.cast(which, "float32"));
    },
    at: [at([3], 0.2, 0.9), at([3])],
  },
];

const openLoops: FlowCase[] = [
  {
    name: "while up to a limit",
    f: (x, a) => {
      const state = jit.while(
        ({ n }) => tf.less(n, 4),
        ({ h, n }) => ({ h: tf.mul(tf.sin(tf.mul(h, a)), tf.add(h, 1)), n: next(n) }),
        { h: x, n: tf.scalar(0, "int32") as tf.Tensor },
        { maxIterations: 6 },
      );
      return state.h;
    },
    at: [at([3], 0.2, 0.9), at([], 0.7, 1)],
    step: 0.02,
  },
  {
    name: "while that the limit ends",
    f: (x, a) => {
      const forever = () => tf.greater(total(tf.square(x)), -1);
      return jit.while(forever, (h) => tf.tanh(tf.mul(h, tf.add(a, x))), x, { maxIterations: 3 });
    },
    at: [at([3], 0.2, 0.9), at([], 0.7, 1)],
  },
  {
    name: "while without a turn",
    f: (x, a) =>
      jit.while((h) => tf.less(total(tf.square(h)), -1), (h) => tf.mul(h, a), tf.mul(x, a), {
        maxIterations: 3,
      }),
    at: [at([3]), at([], 0.7, 1)],
  },
  {
    name: "while without an end that is known",
    f: (x, a) =>
      jit.while(
        (h) => tf.less(total(tf.square(h)), 40),
        (h) => tf.mul(h, tf.add(tf.square(a), 1.5)),
        x,
      ),
    at: [at([3], 0.5, 0.9), at([], 0.7, 0.8)],
    step: 0.01,
    order: 1,
    openEnd: true,
  },
];

const x34: Point[] = [at([4, 2, 3]), at([2, 3]), at([3, 3], -0.6, 0.6)];

const rows: FlowCase[] = [
  {
    name: "scan of a recurrent network, its end and its outputs",
    f: (xs, h, w) => {
      const [end, states] = jit.scan(
        (h: tf.Tensor, x: tf.Tensor) => {
          const n = cell(h, x, w);
          return [n, n];
        },
        h,
        xs,
      );
      return [end, states];
    },
    at: x34,
  },
  {
    name: "scan whose outputs nobody wants",
    f: (xs, h, w) => {
      const [end] = jit.scan(
        (h: tf.Tensor, x: tf.Tensor) => {
          const n = cell(h, x, w);
          return [n, { n, positive: tf.greater(n, 0), none: null }];
        },
        h,
        xs,
      );
      return end;
    },
    at: x34,
  },
  {
    name: "scan whose end nobody wants, in reverse",
    f: (xs, h, w) => {
      const [, { a, b }] = jit.scan(
        (h: tf.Tensor, x: tf.Tensor) => [cell(h, x, w), { a: tf.mul(h, x), b: total(h) }],
        h,
        xs,
        { reverse: true },
      );
      return [a, b];
    },
    at: x34,
  },
  ...[2, 3, 4, 9].map((unroll): FlowCase => ({
    name: `scan with ${unroll} turns at once, ${unroll === 3 ? "in reverse" : "forwards"}`,
    f: (xs, h, w) => {
      const [end, { a, b }] = jit.scan(
        (h: tf.Tensor, x: tf.Tensor) => {
          const n = cell(h, x, w);
          return [n, { a: tf.square(n), b: x }];
        },
        h,
        xs,
        { unroll, reverse: unroll === 3 },
      );
      return [end, a, b];
    },
    at: x34,
    order: unroll === 3 ? 2 : 1,
  })),
  {
    name: "scan without xs, that exchanges what it carries",
    f: (x, y) => {
      const [{ a, b, n }, left] = jit.scan(
        ({ a, b, n }: { a: tf.Tensor; b: tf.Tensor; n: tf.Tensor }) => [
          { a: b, b: tf.sin(tf.mul(a, tf.add(b, tf.cast(n, "float32")))), n: next(n) },
          a,
        ],
        { a: x, b: y, n: tf.scalar(0, "int32") as tf.Tensor },
        null,
        { length: 5 },
      );
      return [a, b, left, tf.mul(x, tf.cast(n, "float32"))];
    },
    at: [at([3]), at([3])],
  },
  {
    name: "scan over a tree, of which it uses a part",
    f: (u, v, c) => {
      const [end, left] = jit.scan(
        (
          [h, kept]: tf.Tensor[],
          { v, pair: [u, i] }: { v: tf.Tensor; pair: tf.Tensor[]; unused: tf.Tensor },
        ) => [
          [tf.add(tf.mul(h!, v), tf.gather(u!, i!)), kept!],
          tf.mul(h!, h!),
        ],
        [c, tf.mul(c, 3)],
        { v, pair: [u, tf.tensor1d([1, 0, 1], "int32") as tf.Tensor], unused: tf.square(v) },
      );
      return [...end, left];
    },
    at: [at([3, 2]), at([3]), at([])],
  },
  {
    name: "scan of one turn",
    f: (xs, h) => {
      const [end, left] = jit.scan(
        (h: tf.Tensor, x: tf.Tensor) => [tf.mul(h, x), tf.add(h, x)],
        h,
        xs,
      );
      return [end, left];
    },
    at: [at([1, 3]), at([3])],
  },
  {
    name: "scan of no turn",
    f: (xs, h) => {
      const [end, left] = jit.scan(
        (h: tf.Tensor, x: tf.Tensor) => [tf.mul(h, x), tf.add(h, x)],
        tf.mul(h, 2),
        tf.slice(xs, 0, 0),
      );
      return [end, tf.sum(left, 0), tf.mul(xs, 2)];
    },
    at: [at([2, 3]), at([3])],
  },
  {
    name: "scan of complex numbers",
    f: (re, im) => {
      const [end] = jit.scan(
        (z: tf.Tensor, x: tf.Tensor) => [tf.add(tf.mul(z, z), tf.mul(z, x)), null],
        tf.complex(tf.scalar(0.3), tf.scalar(0.2)) as tf.Tensor,
        tf.complex(re, im) as tf.Tensor,
      );
      return [tf.real(end), tf.imag(end)];
    },
    at: [at([3]), at([3])],
    order: 1,
    except: {
      wasm: "it takes no complex numbers apart along an axis",
      cpu: "it takes no complex numbers apart along an axis",
    },
  },
];

const nests: FlowCase[] = [
  {
    name: "scan in scan",
    f: (xs, w) => {
      const [end, left] = jit.scan(
        (a: tf.Tensor, x: tf.Tensor) => {
          const [h, states] = jit.scan(
            (h: tf.Tensor, y: tf.Tensor) => {
              const n = cell(h, tf.mul(y, a), w);
              return [n, total(n)];
            },
            x,
            tf.stack([x, tf.mul(x, 2), xs.gather(0)]),
          );
          return [tf.add(total(states), total(h)), states];
        },
        tf.scalar(0.2) as tf.Tensor,
        xs,
      );
      return [end, left];
    },
    at: [at([3, 1, 2], -0.5, 0.5), at([2, 2], -0.5, 0.5)],
    step: 0.02,
  },
  {
    name: "cond, scan and while in scan",
    f: (xs, w) => {
      const grow = (h: tf.Tensor, x: tf.Tensor) =>
        jit.while(
          ({ n }) => tf.less(n, 2),
          ({ h, n }) => ({ h: tf.mul(h, tf.add(x, 1.2)), n: next(n) }),
          { h, n: tf.scalar(0, "int32") as tf.Tensor },
          { maxIterations: 3 },
        ).h;
      const [end] = jit.scan(
        (h: tf.Tensor, x: tf.Tensor) => [
          jit.cond(
            tf.greater(total(x), 0.3),
            () => grow(h, x),
            () => jit.scan((h: tf.Tensor, y: tf.Tensor) => [cell(h, y, w), null], h, xs)[0],
          ),
          null,
        ],
        tf.mul(tf.gather(xs, 0), 0.4),
        xs,
      );
      return end;
    },
    at: [
      { shape: [3, 1, 2], values: [0.6, 0.5, -0.4, 0.1, 0.7, 0.2], dtype: "float32" },
      at([2, 2], -0.5, 0.5),
    ],
    step: 0.02,
  },
  {
    name: "scan in cond in while",
    f: (xs, w) => {
      const sum = jit.while(
        ({ n }) => tf.less(n, 2),
        ({ s, n }) => ({
          s: jit.cond(
            tf.less(n, 1),
            () =>
              total(
                jit.scan(
                  (h: tf.Tensor, x: tf.Tensor) => [cell(h, x, w), x],
                  tf.mul(tf.gather(xs, 1), s),
                  xs,
                )[0],
              ),
            () => tf.mul(s, tf.sum(w)),
          ) as tf.Tensor,
          n: next(n),
        }),
        { s: tf.scalar(0.4) as tf.Tensor, n: tf.scalar(0, "int32") as tf.Tensor },
        { maxIterations: 3 },
      );
      return sum.s;
    },
    at: [at([3, 1, 2], -0.5, 0.5), at([2, 2], -0.5, 0.5)],
    step: 0.02,
  },
  {
    name: "gradients inside of a scan: steps of descent",
    f: (start, target) => {
      const loss = (w: tf.Tensor) => total(tf.square(tf.sub(tf.sin(w), target)));
      const [end, losses] = jit.scan(
        (w: tf.Tensor) => {
          const { value, grad } = tf.valueAndGrad(loss)(w);
          return [tf.sub(w, tf.mul(grad, 0.3)), value as tf.Tensor];
        },
        start,
        null,
        { length: 3 },
      );
      return [end, losses];
    },
    at: [at([3]), at([3])],
    order: 1,
  },
];

/** The table. */
export const flowCases: FlowCase[] = [...branches, ...openLoops, ...rows, ...nests];
