/**
 * Text of other encodings as UTF-8.
 *
 * @module
 */

import { type ByteStream, fill, inputName, openBytes, type TableInput } from "./byte_input.ts";

/** The text of an input from a byte of its UTF-8 on. */
export async function decoded(
  input: TableInput,
  encoding: string,
  offset: number,
): Promise<ByteStream> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const raw = await openBytes(input);
  const chunk = new Uint8Array(1 << 16);
  const encoder = new TextEncoder();
  let left = new Uint8Array();
  let ended = false;
  const stream: ByteStream = {
    async read(into) {
      while (left.length === 0) {
        if (ended) return null;
        const size = await raw.read(chunk);
        ended = size === null;
        try {
          left = encoder.encode(decoder.decode(chunk.subarray(0, size ?? 0), { stream: !ended }));
        } catch (cause) {
          throw new SyntaxError(`Cannot read ${inputName(input)}: it is not ${encoding} text`, {
            cause,
          });
        }
      }
      const part = left.subarray(0, into.length);
      into.set(part);
      left = left.subarray(part.length);
      return part.length;
    },
    close: () => raw.close(),
  };
  const buffer = new Uint8Array(Math.min(offset, 1 << 20));
  for (let before = offset; before > 0;) {
    const size = await fill(stream, buffer.subarray(0, before));
    if (size === 0) break;
    before -= size;
  }
  return stream;
}
