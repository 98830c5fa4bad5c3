/**
 * Arrow's files and streams as blocks of columns.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { JsonValue } from "../../core/json_value.ts";
import { loadArrow } from "../../deps/arrow.ts";
import { loadPolars } from "../../deps/polars.ts";
import { columnsOfArrow } from "../table/arrow_column.ts";
import { type Block, type BlockCursor, type BlockReader, columnBlock } from "../table/block.ts";
import { fill, inputName, openBytes, type TableInput, withHead } from "../table/byte_input.ts";
import type { Columns } from "../table/column.ts";
import { nativeMemoryGrown } from "../table/native_memory.ts";
import { PlaceError } from "../table/place_error.ts";
import { openRandom } from "../table/random_access.ts";
import { openArrowFile } from "./arrow_file.ts";
import { FILE_MAGIC, readMessage } from "./arrow_messages.ts";

/** How Arrow's files are read. */
export interface ArrowOptions {
  /** Which columns, in the order wanted; all unless told. */
  readonly columns?: readonly string[];
  /** Bytes of one batch of the file at most; 2 GiB unless told. */
  readonly maxBatchBytes?: number;
  /** Bytes of a file that is not on disk and so read into memory; 4 GiB unless told. */
  readonly maxBytes?: number;
}

/** One batch as a file or stream of its own; none for the columns without rows. */
interface Part {
  readonly bytes: Uint8Array;
  /** Whether its columns are packed. */
  readonly packed: boolean;
}

/** What batches come out of, in order. */
interface Parts {
  next(): Promise<Part | undefined>;
  empty(): Promise<Part>;
  close(): Promise<void>;
}

/** Readers of Arrow's files and streams. */
export function arrowReaders(
  inputs: readonly TableInput[],
  options: ArrowOptions = {},
): BlockReader[] {
  return inputs.map((input) => ({
    name: inputName(input),
    open: (place) => new ArrowCursor(input, options, place),
  }));
}

class ArrowCursor implements BlockCursor {
  readonly #input: TableInput;
  readonly #options: ArrowOptions;
  /** Batches before the place. */
  #batch: number;
  #parts: Promise<Parts> | undefined;
  #ended = false;

  constructor(input: TableInput, options: ArrowOptions, place: JsonValue | undefined) {
    const batch = place ?? 0;
    if (!Number.isSafeInteger(batch) || (batch as number) < 0) throw new PlaceError(place);
    this.#input = input;
    this.#options = options;
    this.#batch = batch as number;
  }

  place(): JsonValue {
    return this.#batch;
  }

  async next(): Promise<Block | undefined> {
    if (this.#ended) return undefined;
    const parts = await (this.#parts ??= openParts(this.#input, this.#options, this.#batch));
    const part = await parts.next();
    if (part !== undefined) {
      const columns = await this.#columns(part);
      await nativeMemoryGrown(2 * part.bytes.length);
      this.#batch++;
      return columnBlock(columns);
    }
    this.#ended = true;
    return this.#batch > 0 ? undefined : columnBlock(await this.#columns(await parts.empty()));
  }

  async #columns({ bytes, packed }: Part): Promise<Columns> {
    const arrow = await loadArrow();
    const name = inputName(this.#input);
    let columns: Columns;
    try {
      columns = columnsOfArrow(arrow, arrow.tableFromIPC(packed ? await unpacked(bytes) : bytes));
    } catch (cause) {
      if (cause instanceof TypeError && cause.message.startsWith("Cannot read")) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SyntaxError(`Cannot read ${name}, batch ${this.#batch}: ${reason}; it is damaged`, {
        cause,
      });
    }
    const { columns: names } = this.#options;
    if (names === undefined) return columns;
    return Object.fromEntries(names.map((column) => {
      if (columns[column] !== undefined) return [column, columns[column]];
      throw new TypeError(
        `Cannot read ${name}: there is no column "${column}"; there are ` +
          Object.keys(columns).join(", "),
      );
    }));
  }

  async close(): Promise<void> {
    this.#ended = true;
    const parts = this.#parts;
    this.#parts = undefined;
    // What could not be opened was reported, and has closed itself.
    await (await parts?.catch(() => undefined))?.close();
  }
}

/** Arrow's library for JavaScript does not unpack: Polars does. */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  const polars = await loadPolars();
  const buffer = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  const file = new TextDecoder("latin1").decode(bytes.subarray(0, 6)) === FILE_MAGIC;
  return (file ? polars.readIPC(buffer) : polars.readIPCStream(buffer)).writeIPCStream();
}

async function openParts(
  input: TableInput,
  options: ArrowOptions,
  before: number,
): Promise<Parts> {
  const stream = await openBytes(input);
  const name = inputName(input);
  const head = new Uint8Array(8);
  const got = await fill(stream, head);
  if (new TextDecoder("latin1").decode(head).startsWith(FILE_MAGIC)) {
    await stream.close();
    return await fileParts(input, options, before);
  }
  if (got === 0) {
    await stream.close();
    throw new SyntaxError(`Cannot read ${name}: it is empty`);
  }
  const { maxBatchBytes = 2 ** 31 } = options;
  const bytes = withHead(stream, head.subarray(0, got));
  /** Schema and dictionaries, which each batch is read with. */
  const common: Uint8Array[] = [];
  const end = new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0]);
  let read = 0;
  return {
    async next() {
      while (true) {
        const message = await readMessage(bytes, name, maxBatchBytes);
        if (message === undefined) return undefined;
        if (message.kind === "records") {
          if (read++ < before) continue;
          return {
            bytes: Buffer.concat([...common, message.bytes, end]),
            packed: message.packed,
          };
        }
        if (message.kind !== "other") common.push(message.bytes);
      }
    },
    empty() {
      if (common.length === 0) throw new SyntaxError(`Cannot read ${name}: it has no schema`);
      return Promise.resolve({ bytes: Buffer.concat([common[0]!, end]), packed: false });
    },
    close: () => stream.close(),
  };
}

async function fileParts(
  input: TableInput,
  options: ArrowOptions,
  before: number,
): Promise<Parts> {
  const { maxBatchBytes = 2 ** 31, maxBytes = 4 * 2 ** 30 } = options;
  const access = await openRandom(input, maxBytes);
  const file = await openArrowFile(access, maxBatchBytes).catch(async (error) => {
    await access.close();
    throw error;
  });
  let batch = before;
  return {
    next: () => batch < file.batches ? file.read(batch++) : Promise.resolve(undefined),
    empty: () => file.read(undefined),
    close: () => access.close(),
  };
}
