/**
 * DuckDB, a database for analysis (MIT).
 *
 * @module
 */

const PACKAGE = "@duckdb/node-api@1.5.5-r.5";

/** Some rows of a result. */
export interface DuckChunk {
  readonly rowCount: number;
  getColumnValues(index: number): unknown[];
  /** Items of numbers are an array; no validity data says that none is missing. */
  getColumnVector(index: number): {
    readonly items?: unknown;
    readonly validity?: { readonly data: unknown };
  };
}

/** The rows of a result as they come. */
export interface DuckResult {
  columnNames(): string[];
  columnTypes(): readonly { readonly typeId: number; toString(): string }[];
  fetchChunk(): Promise<DuckChunk | null>;
}

/** A way to a database. */
export interface DuckConnection {
  stream(sql: string, values?: unknown): Promise<DuckResult>;
  closeSync(): void;
}

/** A database. */
export interface DuckInstance {
  connect(): Promise<DuckConnection>;
  closeSync(): void;
}

/** What is used of the package. */
export interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string, options?: Record<string, string>): Promise<DuckInstance>;
  };
}

let loaded: Promise<DuckDb> | undefined;

/**
 * Loads the package, 70 MB, which npm's cache or mirror delivers at its first use.
 *
 * @throws {TypeError} When it can neither be found nor downloaded.
 */
export function loadDuckDb(): Promise<DuckDb> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const specifier = ["npm", PACKAGE].join(":");
  loaded ??= import(specifier) as Promise<DuckDb>;
  return loaded;
}
