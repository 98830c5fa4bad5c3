/** Whether random numbers are drawn now or at each call of compiled code. @module */

import * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { BACKEND } from "../info.ts";
import { isTracing } from "../op_context.ts";
import type { Steps } from "./steps.ts";

/** The backend while it traces; null when ops run at once. */
export function tracingBackend(): TensorflowBackend | null {
  if (tfjs.getBackend() !== BACKEND) return null;
  const backend = tfjs.backend() as unknown as TensorflowBackend;
  return isTracing(backend.context) ? backend : null;
}

/**
 * A seed for one draw: an int64 vector of 2, another one at each call of the traced code.
 *
 * @throws {Error} If nothing is being traced.
 */
export function drawSeed(steps: Steps): bigint {
  const { context } = steps.backend;
  if (!isTracing(context)) throw new Error("Internal: only a trace has seeds to draw");
  return steps.own(context.drawSeed());
}
