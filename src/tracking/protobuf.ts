/**
 * Just enough of protocol buffers to write TensorBoard's messages.
 *
 * @see {@link https://protobuf.dev/programming-guides/encoding/} for the encoding
 * @module
 */

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;

/** A message while it is put together; fields are written in the order of the calls. */
export class ProtobufMessage {
  readonly #parts: Uint8Array[] = [];

  /** A whole number as int64, uint64, enum or bool. */
  varint(field: number, value: number | bigint): this {
    this.#tag(field, VARINT);
    this.#varint(BigInt(value));
    return this;
  }

  /** A number as double. */
  double(field: number, value: number): this {
    this.#tag(field, FIXED64);
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.#parts.push(bytes);
    return this;
  }

  /** Text, bytes, or a message within this one. */
  bytes(field: number, value: string | Uint8Array | ProtobufMessage): this {
    const bytes = typeof value === "string"
      ? new TextEncoder().encode(value)
      : value instanceof ProtobufMessage
      ? value.serialize()
      : value;
    this.#tag(field, LENGTH);
    this.#varint(BigInt(bytes.length));
    this.#parts.push(bytes);
    return this;
  }

  /** The message as bytes. */
  serialize(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  #tag(field: number, wire: number): void {
    this.#varint(BigInt(field << 3 | wire));
  }

  #varint(value: bigint): void {
    const bytes: number[] = [];
    // A negative number takes all ten bytes, as int64 does.
    let rest = BigInt.asUintN(64, value);
    do {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      bytes.push(rest === 0n ? low : low | 0x80);
    } while (rest !== 0n);
    this.#parts.push(new Uint8Array(bytes));
  }
}
