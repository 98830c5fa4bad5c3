/**
 * The trace that ops are noted in now.
 *
 * @module
 */

import type { TensorflowBackend } from "../engine/backend.ts";
import { BACKEND } from "../engine/info.ts";
import { isTracing } from "../engine/op_context.ts";
import * as tf from "../engine/tf.ts";
import type { Trace } from "./trace.ts";

/** The trace under way; undefined where ops run at once. */
export function currentTrace(): Trace | undefined {
  if (tf.getBackend() !== BACKEND) return undefined;
  const { context } = tf.backend() as TensorflowBackend;
  return isTracing(context) ? context as Trace : undefined;
}
