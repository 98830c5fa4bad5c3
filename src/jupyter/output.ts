/**
 * What a cell shows.
 *
 * @module
 */
import type { Content } from "./message.ts";

/** Kinds of messages that show something. */
export type OutputType =
  | "stream"
  | "display_data"
  | "execute_result"
  | "update_display_data"
  | "clear_output"
  | "error";

/** One piece of output, with the content that the Jupyter protocol gives it. */
export interface OutputMessage {
  /** Its kind. */
  readonly type: OutputType;
  /** What the message says, such as `{ name: "stdout", text }` of a stream. */
  readonly content: Content;
  /** About the message. */
  readonly metadata: Content;
  /** Bytes that go with it. */
  readonly buffers: readonly Uint8Array[];
}

const types: readonly string[] = [
  "stream",
  "display_data",
  "execute_result",
  "update_display_data",
  "clear_output",
  "error",
];

/** The output that a message is, `undefined` if it is none. */
export function asOutput(
  message: Omit<OutputMessage, "type"> & { readonly type: string },
): OutputMessage | undefined {
  const { type, content, metadata, buffers } = message;
  return types.includes(type)
    ? { type: type as OutputType, content, metadata, buffers }
    : undefined;
}

/** How a cell ended. */
export interface ExecuteReply {
  /** `aborted` if it never began, because a cell before it failed or was stopped. */
  readonly status: "ok" | "error" | "aborted";
  /** Number of the cell, as in `In [3]`. */
  readonly executionCount: number;
  /** Name of the error. */
  readonly ename?: string;
  /** Its message. */
  readonly evalue?: string;
  /** Its name, message, code frame and stack, line by line. */
  readonly traceback?: readonly string[];
}
