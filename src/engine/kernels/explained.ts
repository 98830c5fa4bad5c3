import { TensorFlowError } from "../../ffi/status.ts";

/**
 * Runs `fn`; if TensorFlow refuses, the error says TensorFlow's reason and nothing else.
 *
 * For ops whose reasons tfjs has taken over word by word, so that programs may look for them. The
 * full error is its cause.
 */
export function explained<T>(fn: () => T): T {
  try {
    return fn();
  } catch (error) {
    if (!(error instanceof TensorFlowError)) throw error;
    throw new Error(error.reason, { cause: error });
  }
}
