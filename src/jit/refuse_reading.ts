/** The error for code that reads a value while it is traced. @module */

/** Where Tensaur's own files are. */
const OURS = new URL("../", import.meta.url).href;

/**
 * Says that values cannot be read while a function is traced, and on which line it was tried.
 *
 * @throws {TypeError} Always.
 */
export function refuseReading(): never {
  const line = callerOf(new Error().stack ?? "");
  throw new TypeError(
    `Cannot read a tensor's value while jit traces the function${
      line === "" ? "" : ` (${line})`
    }: ` +
      "the compiled function is made before there are values. Return the tensor and read it " +
      "outside, choose with tf.where() or jit.cond(), repeat with jit.while(), or pass what decides " +
      "as a number, which makes one compiled function for each value",
  );
}

/** First line of a stack that is neither ours nor a library's. */
function callerOf(stack: string): string {
  for (const line of stack.split("\n").slice(1)) {
    if (line.includes(OURS) || /node_modules|\/npm\/|@tensorflow|ext:|node:/.test(line)) continue;
    return line.trim();
  }
  return "";
}
