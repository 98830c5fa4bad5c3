/**
 * HDF5's own C library as WebAssembly, by NIST (its notice and HDF5's BSD licence come with the
 * package).
 *
 * @module
 */

const PACKAGE = "h5wasm@0.10.3";

/** What the library tells of an array or attribute. */
export interface H5wasmMetadata {
  /** One of `H5T_class_t`. */
  readonly type: number;
  /** Bytes of one element. */
  readonly size: number;
  /** Elements. */
  readonly total_size: number;
  readonly shape: number[] | null;
  readonly signed: boolean;
  readonly littleEndian: boolean;
  readonly vlen: boolean;
  readonly enum_type?: {
    readonly type: number;
    readonly members: Readonly<Record<string, number>>;
  };
}

/** The functions of the library that are used here. */
export interface H5wasmModule {
  readonly HEAPU8: Uint8Array;
  readonly MAXIMUM_MEMORY: number;
  readonly H5T_class_t: Readonly<
    Record<"H5T_INTEGER" | "H5T_FLOAT" | "H5T_STRING" | "H5T_ENUM", { readonly value: number }>
  >;
  readonly H5G_GROUP: number;
  readonly H5G_DATASET: number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  get_dataset_metadata(file: bigint, path: string): H5wasmMetadata;
  get_dataset_data(
    file: bigint,
    path: string,
    count: null,
    offset: null,
    strides: null,
    pointer: bigint,
  ): void;
  /** From then on what the library finds wrong is thrown, and no longer printed. */
  activate_throwing_error_handler(): number;
}

/** An attribute. */
export interface H5wasmAttribute {
  readonly metadata: H5wasmMetadata;
  readonly value: unknown;
}

/** A group of an open file. */
export interface H5wasmGroup {
  readonly file_id: bigint;
  readonly path: string;
  readonly attrs: Readonly<Record<string, H5wasmAttribute>>;
  keys(): string[];
  get_type(path: string): number;
  get(name: string): unknown;
  create_group(name: string): H5wasmGroup;
  create_dataset(options: {
    readonly name: string;
    readonly data: ArrayBufferView;
    readonly shape: number[];
    readonly dtype: string;
  }): unknown;
  create_attribute(
    name: string,
    data: unknown,
    shape?: number[] | null,
    dtype?: string | null,
  ): void;
}

/** What is used of the package. */
export interface H5wasm {
  readonly ready: Promise<H5wasmModule>;
  /** The files in memory that it works on. */
  readonly FS: {
    writeFile(path: string, bytes: Uint8Array): void;
    readFile(path: string): Uint8Array<ArrayBuffer>;
    unlink(path: string): void;
  };
  readonly File: new (path: string, mode: "r" | "w") => H5wasmGroup & { close(): number };
}

/**
 * Loads the library, which npm's cache or mirror delivers at its first use.
 *
 * @throws {TypeError} When it can neither be found nor downloaded.
 */
export async function loadH5wasm(): Promise<H5wasm> {
  // Put together at run time: a literal specifier (4 MB) would be part of every program's module graph.
  const specifier = ["npm", PACKAGE].join(":");
  return await import(specifier) as H5wasm;
}
