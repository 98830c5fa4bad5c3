/**
 * The client of Hugging Face's hub (MIT).
 *
 * @module
 */

const PACKAGE = "@huggingface/hub@2.17.5";

/** Which repository is meant, where, and by whom. */
export interface HubRequest {
  readonly hubUrl?: string;
  readonly revision: string;
  readonly accessToken?: string;
}

/** A file of a repository. */
export interface HubFile {
  readonly type: "file" | "directory" | "unknown";
  readonly path: string;
  readonly size: number;
  /** Of large files: the SHA-256 of what they hold. */
  readonly lfs?: { readonly oid: string };
}

/** What is used of the package. */
export interface HuggingFaceHub {
  datasetInfo(
    request: HubRequest & { readonly name: string; readonly additionalFields: ["sha"] },
  ): Promise<{ readonly sha?: string }>;
  listFiles(
    request: HubRequest & {
      readonly repo: { readonly type: "dataset"; readonly name: string };
      readonly recursive: true;
    },
  ): AsyncGenerator<HubFile>;
  /** The file, of which what is asked for is downloaded; null when there is none. */
  downloadFile(
    request: HubRequest & {
      readonly repo: { readonly type: "dataset"; readonly name: string };
      readonly path: string;
    },
  ): Promise<Blob | null>;
}

let loaded: Promise<HuggingFaceHub> | undefined;

/**
 * Loads the package, which npm's cache or mirror delivers at its first use.
 *
 * @throws {TypeError} When it can neither be found nor downloaded.
 */
export function loadHuggingFaceHub(): Promise<HuggingFaceHub> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const specifier = ["npm", PACKAGE].join(":");
  loaded ??= import(specifier) as Promise<HuggingFaceHub>;
  return loaded;
}
