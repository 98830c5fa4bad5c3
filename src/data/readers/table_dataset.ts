/**
 * Data sets of the rows of tables.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";
import type { Block, BlockReader } from "../../io/table/block.ts";
import {
  bytesOf,
  type Columns,
  concatColumns,
  type Row,
  sliceColumns,
} from "../../io/table/column.ts";
import { CollectedColumns } from "../../io/table/collected_columns.ts";
import { PlaceError } from "../../io/table/place_error.ts";
import { Dataset } from "../dataset/dataset.ts";
import { countOf, DONE, fieldsOf, item, PositionError, type Source } from "../dataset/source.ts";

/** How much is read into memory at once. */
export interface ColumnsOptions {
  /** Bytes of columns in memory at most, 16 for each text; 16 GiB unless told. */
  readonly maxBytes?: number;
}

/** How many rows a batch has unless told. */
const BATCH_SIZE = 65_536;

/**
 * The rows of a table as objects; its columns, in batches or all at once, as arrays.
 *
 * In rows, whole numbers of 64 bits are numbers as long as those are exact, else bigints; columns keep
 * them as int64. What is missing is NaN in floats and null elsewhere: a column of integers, truth values
 * or texts with gaps is a list with nulls. Dates and times are milliseconds since 1970 in UTC, times of
 * a day since midnight, durations their length, all as float64. Dictionaries are their texts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const table = data.readCsv(new TextEncoder().encode("x,name\n1.5,a\n,b\n"));
 * assertEquals(await table.toArray(), [{ x: 1.5, name: "a" }, { x: NaN, name: "b" }]);
 * const { x } = await table.columns();
 * assertEquals(x, { dtype: "float64", shape: [2], data: new Float64Array([1.5, NaN]) });
 * ```
 */
export class TableDataset extends Dataset<Row> {
  readonly #reader: BlockReader;
  readonly #batchRows: number;

  /**
   * Makes a data set; the readers do it.
   *
   * @param reader What reads the table.
   * @param batchRows Rows of a batch of columns unless told.
   */
  constructor(reader: BlockReader, batchRows: number = BATCH_SIZE) {
    if (!Number.isSafeInteger(batchRows) || batchRows < 1) {
      throw new RangeError(
        `Cannot read ${reader.name}: batchSize must be a whole number from 1 on, current value is ` +
          batchRows,
      );
    }
    super(rowSource(reader));
    this.#reader = reader;
    this.#batchRows = batchRows;
  }

  /**
   * The table in batches of columns, without an object per row.
   *
   * @param rows Rows per batch; the reader's `batchSize` unless told. The last one may have fewer.
   */
  columnBatches(rows: number = this.#batchRows): Dataset<Columns> {
    if (!Number.isSafeInteger(rows) || rows < 1) {
      throw new RangeError(
        `Cannot make batches: rows must be a whole number from 1 on, current value is ${rows}`,
      );
    }
    return new Dataset(batchSource(this.#reader, rows));
  }

  /**
   * All columns in memory.
   *
   * @param options How much at most.
   * @throws {RangeError} When they take more: then read `columnBatches()`.
   */
  async columns(options: ColumnsOptions = {}): Promise<Columns> {
    const { maxBytes = 16 * 2 ** 30 } = options;
    const total = await this.#reader.rows?.();
    let collected: CollectedColumns | undefined;
    const cursor = this.#reader.open();
    try {
      for (let block = await cursor.next(); block; block = await cursor.next()) {
        const columns = block.columns();
        collected ??= new CollectedColumns(total ?? estimate(block.size, cursor.share?.()));
        const bytes = bytesOf(columns) / Math.max(1, block.size) *
          Math.max(total ?? 0, collected.rows + block.size);
        if (bytes > maxBytes) {
          throw new RangeError(
            `Cannot read all of ${this.#reader.name}: the columns take more than ${maxBytes} bytes; ` +
              "read columnBatches(), or raise maxBytes",
          );
        }
        if (collected.rows > 0) requireAlike(collected.names, columns, this.#reader.name);
        collected.add(columns);
      }
    } finally {
      await cursor.close();
    }
    return collected?.columns() ?? {};
  }
}

/**
 * About how many rows there are if so many are this share of them: too many cost memory that is never
 * touched, too few a copy. Undefined if these are all: a single block is not copied at all.
 */
function estimate(rows: number, share: number | undefined): number | undefined {
  return share === undefined || share <= 0 || share >= 1
    ? undefined
    : Math.ceil(1.02 * rows / share) + 1024;
}

/** Throws unless a part has the same columns. */
function requireAlike(names: readonly string[], part: Columns, name: string): void {
  const own = Object.keys(part);
  if (own.length === names.length && names.every((name) => Object.hasOwn(part, name))) return;
  throw new TypeError(
    `Cannot put the rows of ${name} together: some have the columns ${names.join(", ")}, others ` +
      own.join(", "),
  );
}

/** Where a row stands: the place of its block, and how many rows of that lie before it. */
class RowPlace {
  readonly #reader: BlockReader;
  readonly #cursor: ReturnType<BlockReader["open"]>;
  #place: JsonValue;
  #block: Block | undefined;
  #row: number;

  constructor(reader: BlockReader, state: JsonValue | undefined) {
    const { block, row } = fieldsOf("a table", state);
    this.#reader = reader;
    this.#row = countOf("a table", row);
    try {
      this.#cursor = reader.open(block);
    } catch (error) {
      if (error instanceof PlaceError) throw new PositionError("a table", state);
      throw error;
    }
    this.#place = this.#cursor.place();
  }

  /** The block that has the next row, and which of its rows that is. */
  async here(): Promise<{ block: Block; row: number } | undefined> {
    while (this.#block === undefined || this.#row >= this.#block.size) {
      const fresh = this.#block === undefined;
      const place = this.#cursor.place();
      const block = await this.#cursor.next();
      if (block === undefined) return undefined;
      // The first block has the rows that a position left out; it may be its end as well.
      if (!fresh) this.#row = 0;
      this.#place = place;
      this.#block = block;
    }
    return { block: this.#block, row: this.#row };
  }

  advance(rows: number): void {
    this.#row += rows;
  }

  state(): JsonValue {
    return { block: this.#place, row: this.#row };
  }

  close(): Promise<void> {
    return this.#cursor.close();
  }

  get name(): string {
    return this.#reader.name;
  }
}

function rowSource(reader: BlockReader): Source<Row> {
  return {
    size: undefined,
    open({ state }) {
      const place = new RowPlace(reader, state);
      return {
        async next() {
          const here = await place.here();
          if (here === undefined) return DONE;
          place.advance(1);
          return item(here.block.row(here.row));
        },
        state: () => place.state(),
        close: () => place.close(),
      };
    },
  };
}

function batchSource(reader: BlockReader, rows: number): Source<Columns> {
  return {
    size: undefined,
    open({ state }) {
      const place = new RowPlace(reader, state);
      return {
        async next() {
          const parts: Columns[] = [];
          let count = 0;
          while (count < rows) {
            const here = await place.here();
            if (here === undefined) break;
            const take = Math.min(rows - count, here.block.size - here.row);
            parts.push(sliceColumns(here.block.columns(), here.row, here.row + take));
            place.advance(take);
            count += take;
          }
          if (count === 0) return DONE;
          for (const part of parts) requireAlike(Object.keys(parts[0]!), part, place.name);
          return item(concatColumns(parts));
        },
        state: () => place.state(),
        close: () => place.close(),
      };
    },
  };
}
