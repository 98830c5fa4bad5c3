/**
 * What XLA cannot compile, in words that help.
 *
 * @module
 */

import { TensorFlowError } from "../ffi/status.ts";

const LEAVE_OFF = "leave { xla: true } off";

/** Thrown where XLA cannot compile a function: what nobody asked XLA for is then run without it. */
export class XlaRefusal extends TypeError {
  /** As users see it. */
  override readonly name = "TypeError";
}

/**
 * Refuses a function with strings: XLA has none, and TensorFlow would end the process over them.
 *
 * @param op The op that gives strings; undefined if none does.
 * @param label Name of the function, for the error.
 * @throws {TypeError} If there are strings.
 */
export function refuseStrings(op: string | undefined, label: string): void {
  if (op === undefined) return;
  const what = op === "Placeholder" ? "it is given" : op === "Const" ? "it makes" : `${op} gives`;
  throw new XlaRefusal(
    `Cannot compile ${label} with XLA: ${what} a tensor of strings, and XLA has only numbers; ` +
      `${LEAVE_OFF}, or keep strings out of the function`,
  );
}

/**
 * What to throw in place of `error` from a call of a function that XLA was to compile: if it refuses
 * the function, words that help, else the error itself.
 *
 * @param lines The lines that note ops which XLA lacks.
 */
export function xlaError(
  error: unknown,
  label: string,
  lines: ReadonlyMap<string, string> = new Map(),
): unknown {
  if (!(error instanceof TensorFlowError)) return error;
  const why = whyNot(error.reason);
  if (why === undefined) return error;
  const at = [...lines].find(([op, line]) => line !== "" && error.reason.includes(`'${op}'`));
  const where = at === undefined ? "" : ` (${at[1]})`;
  return new XlaRefusal(`Cannot compile ${label} with XLA: ${why}${where}`, { cause: error });
}

/** XLA's reason in our words; undefined for an error that is none of XLA's. */
function whyNot(reason: string): string | undefined {
  const missing = [...reason.matchAll(/No registered '(\w+)' OpKernel for XLA_(\w+)_JIT/g)];
  if (missing.length > 0) {
    const ops = [...new Set(missing.map(([, op]) => op!))];
    const without = [...new Set(missing.map(([, , device]) => device!))].join(" and ");
    const type = /attributes didn't match\) Requested Attributes: .*?=DT_(\w+)/.exec(reason);
    const which = type === null ? "" : ` for ${type[1]!.toLowerCase()}`;
    return `it has no ${ops.join(", ")}${which} on ${without}; ${LEAVE_OFF}, or keep ` +
      `${ops.length === 1 ? "that op" : "those ops"} out of the function`;
  }
  const constant = /with op (\w+) must be a compile-time constant/.exec(reason);
  if (constant !== null) {
    return `the shapes or axes that ${
      constant[1]
    } takes are computed in the function, and it wants ` +
      `them as numbers; ${LEAVE_OFF}, or give them as JavaScript numbers`;
  }
  const elsewhere = /located in device \S*device:(\w+:\d+) from device \S*device:(\w+:\d+)/
    .exec(reason);
  if (elsewhere !== null) {
    const [, variable, there] = elsewhere;
    return `a variable that it uses is on ${variable}, and the function on ${there}; make the ` +
      `variable where the function runs (int32 is always on the CPU), or ${LEAVE_OFF}`;
  }
  if (!/XLA|[Uu]ncompilable nodes|not compilable|tf2xla|compile-time/.test(reason)) {
    return undefined;
  }
  const sentence = reason.split("\n")[0]!.trim();
  return `${sentence}; ${LEAVE_OFF} if that cannot be helped`;
}
