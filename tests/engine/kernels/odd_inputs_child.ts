/**
 * Makes the odd calls from number `Deno.args[0]` on and compares them with tfjs's cpu backend.
 *
 * Prints `start N` before each, so that a call which ends the process is known, and afterwards what
 * came of it. Its name does not end in `_test.ts`: it is started by `odd_inputs_test.ts`.
 */
import * as tf from "../../../src/engine/tf.ts";
import { oddCalls } from "./odd_inputs.ts";

type Outcome = { values: unknown[][]; shapes: number[][] } | { error: string };

const RELATIVE = 2e-3;
const ABSOLUTE = 1e-4;

function outcome(run: () => tf.Tensor | tf.Tensor[]): Outcome {
  const scope = tf.engine();
  scope.startScope();
  try {
    const results = [run()].flat();
    return {
      values: results.map((tensor) => Array.from(tensor.dataSync() as ArrayLike<unknown>)),
      shapes: results.map((tensor) => tensor.shape),
    };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  } finally {
    scope.endScope();
  }
}

function differs(ours: Outcome, theirs: Outcome): string | undefined {
  if ("error" in ours || "error" in theirs) return undefined;
  // The cpu backend gives windows larger than their input, and slices past the end, sizes below 0.
  if (theirs.shapes.flat().some((size) => size < 0)) return undefined;
  if (JSON.stringify(ours.shapes) !== JSON.stringify(theirs.shapes)) {
    return `shape ${JSON.stringify(ours.shapes)}, on cpu ${JSON.stringify(theirs.shapes)}`;
  }
  for (const [k, values] of ours.values.entries()) {
    const at = values.findIndex((value, i) => !isClose(value, theirs.values[k]![i]));
    if (at >= 0) return `element ${at} is ${values[at]}, on cpu ${theirs.values[k]![at]}`;
  }
  return undefined;
}

function isClose(a: unknown, b: unknown): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Object.is(a, b);
  return Math.abs(a - b) <= ABSOLUTE + RELATIVE * Math.abs(b);
}

if (import.meta.main) {
  await tf.ready();
  const write = (line: string) =>
    Deno.stdout.writeSync(new TextEncoder().encode(line.replaceAll("\n", " ") + "\n"));
  const calls = oddCalls();
  for (let i = Number(Deno.args[0] ?? 0); i < calls.length; i++) {
    const { name, run, incomparable } = calls[i]!;
    write(`start ${i} ${name}`);
    tf.setBackend("tensorflow");
    const ours = outcome(run);
    if ("error" in ours) {
      write(`error ${ours.error}`);
      continue;
    }
    tf.setBackend("cpu");
    const difference = incomparable ? undefined : differs(ours, outcome(run));
    write(difference === undefined ? "right" : `differs ${difference}`);
  }
  write("end");
  Deno.exit(0);
}
