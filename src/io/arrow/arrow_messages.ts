/**
 * The messages of Arrow's streams and files.
 *
 * @see {@link https://arrow.apache.org/docs/format/Columnar.html} section "Serialization and
 *   interprocess communication"
 * @module
 */

import { type ByteStream, fill } from "../table/byte_input.ts";

/** What a message holds. */
export type MessageKind = "schema" | "dictionary" | "records" | "other";

/** A message with its body, as it stands in the stream. */
export interface ArrowMessage {
  /** What it holds. */
  readonly kind: MessageKind;
  /** The message, to hand on as it is. */
  readonly bytes: Uint8Array;
  /** Whether the columns in its body are packed. */
  readonly packed: boolean;
}

const KINDS: readonly MessageKind[] = ["other", "schema", "dictionary", "records"];
const CONTINUATION = 0xffffffff;
/** What a file begins and ends with. */
export const FILE_MAGIC = "ARROW1";

/**
 * The next message; undefined at the end of the stream.
 *
 * @param stream Where the message begins.
 * @param name What the stream is called in messages.
 * @param maxBytes Bytes that a message has at most.
 * @throws {SyntaxError} When the stream ends within it, or it is none.
 */
export async function readMessage(
  stream: ByteStream,
  name: string,
  maxBytes: number,
): Promise<ArrowMessage | undefined> {
  const prefix = new Uint8Array(8);
  const got = await fill(stream, prefix);
  // A stream may end by saying so, or just end.
  if (got === 0) return undefined;
  if (got < 8 && got !== 4) throw cutOff(name);
  const view = new DataView(prefix.buffer);
  const modern = view.getUint32(0, true) === CONTINUATION;
  const size = modern ? view.getUint32(4, true) : view.getUint32(0, true);
  if (size === 0) return undefined;
  if (size > maxBytes || !modern) {
    throw new SyntaxError(
      `Cannot read ${name}: wanted a message of Arrow's, found ` +
        `${Array.from(prefix, (byte) => byte.toString(16).padStart(2, "0")).join(" ")}`,
    );
  }
  const head = new Uint8Array(size);
  if (await fill(stream, head) < size) throw cutOff(name);
  const { kind, bodySize, packed } = describeMessage(head, name);
  if (bodySize > maxBytes) {
    throw new RangeError(
      `Cannot read ${name}: a batch has ${bodySize} bytes, more than ${maxBytes}; if that is meant, ` +
        "raise maxBatchBytes",
    );
  }
  const bytes = new Uint8Array(8 + size + bodySize);
  bytes.set(prefix);
  bytes.set(head, 8);
  if (await fill(stream, bytes.subarray(8 + size)) < bodySize) throw cutOff(name);
  return { kind, bytes, packed };
}

function cutOff(name: string): SyntaxError {
  return new SyntaxError(`Cannot read ${name}: it ends within a message; it is cut off`);
}

/** What the description of a message says: a table of FlatBuffers, of which few fields are needed. */
export function describeMessage(
  head: Uint8Array,
  name: string,
): { kind: MessageKind; bodySize: number; packed: boolean } {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    const message = view.getUint32(0, true);
    const kindAt = fieldAt(view, message, 1);
    const headerAt = fieldAt(view, message, 2);
    const bodyAt = fieldAt(view, message, 3);
    const kind = KINDS[kindAt === 0 ? 0 : view.getUint8(kindAt)] ?? "other";
    const bodySize = bodyAt === 0 ? 0 : Number(view.getBigInt64(bodyAt, true));
    if (bodySize < 0) throw new RangeError("a body of negative size");
    let header = headerAt === 0 ? 0 : headerAt + view.getUint32(headerAt, true);
    if (kind === "dictionary") {
      const dataAt = fieldAt(view, header, 1);
      header = dataAt === 0 ? 0 : dataAt + view.getUint32(dataAt, true);
    }
    const batch = kind === "dictionary" || kind === "records";
    return { kind, bodySize, packed: batch && header > 0 && fieldAt(view, header, 3) > 0 };
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${name}: a message is damaged`, { cause });
  }
}

/** Where a field of a table stands; 0 if it is not there. */
export function fieldAt(view: DataView, table: number, index: number): number {
  const fields = table - view.getInt32(table, true);
  const entry = 4 + 2 * index;
  if (entry >= view.getUint16(fields, true)) return 0;
  const offset = view.getUint16(fields + entry, true);
  return offset === 0 ? 0 : table + offset;
}
