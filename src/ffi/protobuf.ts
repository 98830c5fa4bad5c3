/**
 * Reads and writes the protocol buffers that TensorFlow's C API takes and gives.
 *
 * Wire format: https://protobuf.dev/programming-guides/encoding/. Only what a few messages need;
 * TensorFlow's own schema is a megabyte of generated code.
 *
 * @module
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A message under construction. */
export class MessageWriter {
  #bytes = new Uint8Array(64);
  #length = 0;

  /** Adds a varint field: an integer, an enum, or a bool; negative ones as 64-bit two's complement. */
  varint(field: number, value: number | bigint | boolean): this {
    this.#varint(field * 8);
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  /** Adds a `double` field. */
  double(field: number, value: number): this {
    this.#varint(field * 8 + 1);
    return this.#append(new Uint8Array(Float64Array.of(value).buffer));
  }

  /** Adds a string field. */
  text(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  /** Adds a bytes field, or a message given by its encoding. */
  bytes(field: number, value: Uint8Array): this {
    this.#varint(field * 8 + 2);
    this.#varint(value.length);
    return this.#append(value);
  }

  /** Adds a message field that `write` fills in. */
  message(field: number, write: (message: MessageWriter) => void): this {
    const message = new MessageWriter();
    write(message);
    return this.bytes(field, message.finish());
  }

  /** Adds fields that are encoded already. */
  encoded(fields: Uint8Array): this {
    return this.#append(fields);
  }

  /** The encoded message. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #varint(value: number | bigint): void {
    let rest = BigInt(value);
    const bytes: number[] = [];
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.#append(bytes);
  }

  #append(bytes: ArrayLike<number>): this {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
    return this;
  }
}

/** One field of an encoded message. */
export interface MessageField {
  /** Number of the field in its message. */
  number: number;
  /** A varint as it stands (unsigned), or 0 for other wire types. */
  varint: bigint;
  /** Bytes of a string, message, packed list or fixed-width number; empty for a varint. */
  bytes: Uint8Array;
  /** The field with its tag, as encoded. */
  encoded: Uint8Array;
}

/**
 * The fields of `message` in the order in which they were written, sharing its memory.
 *
 * @throws {TypeError} If the bytes are no protocol buffer.
 */
export function* messageFields(message: Uint8Array): Generator<MessageField, void> {
  let position = 0;
  const varint = (): bigint => {
    const { value, next } = readVarint(message, position);
    position = next;
    return value;
  };
  while (position < message.length) {
    const start = position;
    const tag = Number(varint());
    const wire = tag & 7;
    let value = 0n;
    let length = 0;
    if (wire === 0) value = varint();
    else if (wire === 1) length = 8;
    else if (wire === 2) length = Number(varint());
    else if (wire === 5) length = 4;
    else throw new TypeError(`Cannot read a protocol buffer: wire type ${wire} at byte ${start}`);
    const end = position + length;
    if (end > message.length) {
      throw new TypeError(
        `Cannot read a protocol buffer: field ${tag >> 3} at byte ${start} goes past the end`,
      );
    }
    yield {
      number: Math.floor(tag / 8),
      varint: value,
      bytes: message.subarray(position, end),
      encoded: message.subarray(start, end),
    };
    position = end;
  }
}

function readVarint(bytes: Uint8Array, position: number): { value: bigint; next: number } {
  // Nearly all are small, and a bigint costs more than the rest of the work.
  let small = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = bytes[position++];
    if (byte === undefined) throw endsInside();
    small |= (byte & 127) << shift;
    if (byte < 128) return { value: BigInt(small), next: position };
  }
  let value = BigInt(small);
  for (let shift = 28n; shift < 70n; shift += 7n) {
    const byte = bytes[position++];
    if (byte === undefined) break;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return { value, next: position };
  }
  throw endsInside();
}

function endsInside(): TypeError {
  return new TypeError("Cannot read a protocol buffer: it ends inside a number");
}

/** Bytes of the last field with `number`, as the format asks for; undefined if there is none. */
export function fieldBytes(message: Uint8Array, number: number): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  for (const field of messageFields(message)) if (field.number === number) found = field.bytes;
  return found;
}

/** Bytes of every field with `number`. */
export function repeatedBytes(message: Uint8Array, number: number): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (const field of messageFields(message)) if (field.number === number) all.push(field.bytes);
  return all;
}

/** Every varint of the list in field `number`, as a signed 64-bit integer, packed or not. */
export function repeatedInts(message: Uint8Array, number: number): number[] {
  const all: number[] = [];
  for (const field of messageFields(message)) {
    if (field.number !== number) continue;
    if (field.encoded.length > 0 && (field.encoded[0]! & 7) === 0) all.push(signed(field.varint));
    else {for (let at = 0; at < field.bytes.length;) {
        const { value, next } = readVarint(field.bytes, at);
        all.push(signed(value));
        at = next;
      }}
  }
  return all;
}

function signed(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}

/** Text of the last field with `number`, empty if there is none. */
export function fieldText(message: Uint8Array, number: number): string {
  return messageText(fieldBytes(message, number));
}

/** Number of the last varint field with `number`, as a signed 64-bit integer; 0 if there is none. */
export function fieldInt(message: Uint8Array, number: number): number {
  return Number(fieldLong(message, number));
}

/** {@linkcode fieldInt} for numbers that need all 64 bits. */
export function fieldLong(message: Uint8Array, number: number): bigint {
  let found = 0n;
  for (const field of messageFields(message)) if (field.number === number) found = field.varint;
  return BigInt.asIntN(64, found);
}

/** `bytes` of a string field as text. */
export function messageText(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : decoder.decode(bytes);
}

/** The `map<string, message>` in field `number`, in the order in which it was written. */
export function messageMap(message: Uint8Array, number: number): Map<string, Uint8Array> {
  return new Map(
    repeatedBytes(message, number).map((entry) => [
      fieldText(entry, 1),
      fieldBytes(entry, 2) ?? new Uint8Array(),
    ]),
  );
}

/** What to put in the place of a field's bytes, by field number. */
export type FieldEdits = Record<number, (bytes: Uint8Array) => Uint8Array>;

/** A copy of `message` in which the fields named in `edits` have new bytes. */
export function editFields(message: Uint8Array, edits: FieldEdits): Uint8Array<ArrayBuffer> {
  const writer = new MessageWriter();
  for (const field of messageFields(message)) {
    const edit = edits[field.number];
    if (edit === undefined) writer.encoded(field.encoded);
    else writer.bytes(field.number, edit(field.bytes));
  }
  return writer.finish();
}
