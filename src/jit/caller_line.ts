/** Where traced code stands that is neither ours nor a library's. @module */

/** Where Tensaur's own files are. */
const OURS = new URL("../", import.meta.url).href;

/** Calls to look through. */
const DEPTH = 100;

/** The first line of the present stack that is the user's, such as `"at step (file:///a.ts:3:7)"`; or nothing. */
export function callerLine(): string {
  for (const line of deepStack().split("\n").slice(1)) {
    if (line.includes(OURS) || /node_modules|\/npm\/|@tensorflow|ext:|node:/.test(line)) continue;
    return line.trim();
  }
  return "";
}

/** The present stack: V8 by itself leaves off after 10 calls, which are all ours. */
function deepStack(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  try {
    return new Error().stack ?? "";
  } finally {
    Error.stackTraceLimit = before;
  }
}
