/**
 * Messages inside of printed text: what the child says where publishing is not safe.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** A message on its way out of the child. */
export interface Outgoing {
  /** Jupyter message type. */
  readonly type: string;
  /** What it says. */
  readonly content: Record<string, unknown>;
  /** About the message. */
  readonly metadata: Record<string, unknown>;
  /** Bytes that go with it. */
  readonly buffers: readonly Uint8Array[];
}

/** A message as text; JSON has no separators of this kind in it. */
export function printMessage(token: string, message: Outgoing): string {
  const buffers = message.buffers.map((bytes) => Buffer.from(bytes).toString("base64"));
  return `\x1e${token}${JSON.stringify({ ...message, buffers })}\x1e`;
}

/** The messages in a text that `printMessage()` made some of; the rest of it is nobody's. */
export function readPrinted(token: string, text: string): Outgoing[] {
  const found = text.matchAll(new RegExp(`\\x1e${token}(\\{[^\\x1e]*\\})\\x1e`, "g"));
  return [...found].map(([, json]) => {
    const message = JSON.parse(json!) as Omit<Outgoing, "buffers"> & { buffers: string[] };
    const buffers = message.buffers.map((data) => new Uint8Array(Buffer.from(data, "base64")));
    return { ...message, buffers };
  });
}
