/**
 * What stands at the end of Parquet files (hyparquet, MIT).
 *
 * @module
 */

const PACKAGE = "hyparquet@1.31.5";

/** What is used of a file's description. */
export interface ParquetMetadata {
  readonly num_rows: bigint;
  readonly schema: readonly { readonly name: string; readonly num_children?: number }[];
  readonly row_groups: readonly {
    readonly num_rows: bigint;
    /** Bytes of its columns unpacked. */
    readonly total_byte_size: bigint;
    readonly columns: readonly {
      readonly meta_data?: {
        readonly path_in_schema: readonly string[];
        readonly total_uncompressed_size: bigint;
      };
    }[];
  }[];
}

/** What is used of the package. */
export interface Hyparquet {
  /** Reads the description out of bytes that end as the file does. */
  parquetMetadata(end: ArrayBuffer): ParquetMetadata;
}

let loaded: Promise<Hyparquet> | undefined;

/**
 * Loads the package, which npm's cache or mirror delivers at its first use.
 *
 * @throws {TypeError} When it can neither be found nor downloaded.
 */
export function loadHyparquet(): Promise<Hyparquet> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const specifier = ["npm", PACKAGE].join(":");
  loaded ??= import(specifier) as Promise<Hyparquet>;
  return loaded;
}
