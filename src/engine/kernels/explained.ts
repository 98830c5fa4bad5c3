import { TensorFlowError } from "../../ffi/status.ts";

/**
 * Runs `fn`; if TensorFlow refuses, the error says TensorFlow's reason and nothing else.
 *
 * For ops whose reasons tfjs has taken over, so that programs may look for them. The full error is
 * its cause.
 *
 * @param fn What to run.
 * @param reword Puts the reason into tfjs's words where they differ.
 */
export function explained<T>(fn: () => T, reword: (reason: string) => string = (text) => text): T {
  try {
    return fn();
  } catch (error) {
    if (!(error instanceof TensorFlowError)) throw error;
    throw new Error(reword(error.reason), { cause: error });
  }
}
