/**
 * The list of a folder's files with their checksums.
 *
 * @module
 */

/** Name of the list in its folder. */
export const SEAL = "checksums.json";

/** What tells a whole file from a damaged one. */
export interface FileSeal {
  /** Length. */
  readonly bytes: number;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
}

/** The files of a folder by name. */
export type Seal = Readonly<Record<string, FileSeal>>;

/** A folder that is not as it was written; callers take an older one instead. */
export class DamagedFolderError extends Error {
  /** Stands before the message. */
  override readonly name = "DamagedFolderError";
  /** The folder. */
  readonly folder: string;

  /**
   * Says what is wrong.
   *
   * @param folder The folder.
   * @param what What was found, and where.
   */
  constructor(folder: string, what: string) {
    super(`Cannot read "${folder}": ${what}`);
    this.folder = folder;
  }
}

/** The list as a file's text. */
export function serializeSeal(seal: Seal): string {
  return `${JSON.stringify({ version: 1, files: seal }, null, 2)}\n`;
}

/**
 * Reads the list of a folder.
 *
 * @throws {DamagedFolderError} When it is no such list.
 */
export function parseSeal(folder: string, text: string): Seal {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DamagedFolderError(folder, `${SEAL} is no JSON: ${(error as Error).message}`);
  }
  const { version, files } = (json ?? {}) as { version?: unknown; files?: unknown };
  if (version !== 1 || typeof files !== "object" || files === null) {
    throw new DamagedFolderError(
      folder,
      `${SEAL} must be of version 1, found ${JSON.stringify(version)}`,
    );
  }
  for (const [name, { bytes, sha256 }] of Object.entries(files)) {
    if (typeof bytes !== "number" || typeof sha256 !== "string") {
      throw new DamagedFolderError(folder, `${SEAL} says nothing of "${name}"`);
    }
  }
  return files as Seal;
}
