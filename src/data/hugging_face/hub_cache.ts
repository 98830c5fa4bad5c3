/**
 * Repositories of Hugging Face's hub on the own disk.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { type HubRequest, loadHuggingFaceHub } from "../../deps/hugging_face.ts";
import { sha256OfFile } from "../../engine/install/transfer.ts";
import { replaceFile } from "../../io/replace_file.ts";

/** Which repository, and where its files go. */
export interface HubRepository {
  /** As in "owner/name". */
  readonly name: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  /** Address of the hub. */
  readonly endpoint: string;
  /** Who asks; undefined for what is public. */
  readonly token?: string | undefined;
  /** Folder of the cache. */
  readonly cacheDir: string;
  /** Whether only the cache is asked. */
  readonly offline: boolean;
}

/** A file's name, size and checksum. */
export interface IndexedFile {
  /** Path in the repository. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256, where the hub tells it. */
  readonly sha256?: string;
}

/** What a revision of a repository holds. */
export interface HubIndex {
  /** The commit. */
  readonly commit: string;
  /** Its files. */
  readonly files: readonly IndexedFile[];
}

/** The hub did not deliver. */
export class HubError extends Error {
  /** Stands before the message. */
  override readonly name = "HubError";
}

/**
 * Asks what a repository holds; where the hub cannot be reached, what it held when it was last asked.
 *
 * @throws {HubError} When the hub refuses, or cannot be reached and was never asked before.
 * @throws {TypeError} When a file's name leads out of the repository.
 */
export async function hubIndex(repository: HubRepository): Promise<HubIndex> {
  const { name, revision, offline } = repository;
  const remembered = join(folderOf(repository), "refs", `${encodeURIComponent(revision)}.json`);
  if (!offline) {
    try {
      const index = await askedIndex(repository);
      await Deno.mkdir(dirname(remembered), { recursive: true });
      await replaceFile(remembered, new TextEncoder().encode(JSON.stringify(index)));
      return index;
    } catch (error) {
      if (!isUnreachable(error)) throw refused(repository, error);
    }
  }
  try {
    const index = JSON.parse(await Deno.readTextFile(remembered)) as HubIndex;
    for (const { path } of index.files) requireInside(path);
    return index;
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new HubError(
      `Cannot read the data set ${name} at ${revision}: ${repository.endpoint} ` +
        `${
          offline ? "is not asked" : "cannot be reached"
        }, and it is not in ${repository.cacheDir}`,
      { cause },
    );
  }
}

async function askedIndex(repository: HubRepository): Promise<HubIndex> {
  const { name } = repository;
  const hub = await loadHuggingFaceHub();
  const request = requestOf(repository);
  const { sha } = await hub.datasetInfo({ ...request, name, additionalFields: ["sha"] });
  // The same commit for the list and the files, whatever is pushed meanwhile.
  const commit = sha ?? repository.revision;
  if (!/^[\w.-]+$/.test(commit)) {
    throw new TypeError(`the hub named a commit ${JSON.stringify(commit)}`);
  }
  const repo = { type: "dataset", name } as const;
  const files: IndexedFile[] = [];
  for await (
    const { type, path, size, lfs } of hub.listFiles({
      ...request,
      repo,
      revision: commit,
      recursive: true,
    })
  ) {
    if (type !== "file") continue;
    requireInside(path);
    files.push({ path, size, ...(lfs && { sha256: lfs.oid }) });
  }
  return { commit, files };
}

/**
 * Brings a file into the cache; one that was begun before is gone on with.
 *
 * @returns Where it lies.
 * @throws {HubError} When the hub does not deliver it, or something else than it announced.
 */
export async function hubFile(
  repository: HubRepository,
  index: HubIndex,
  file: IndexedFile,
): Promise<string> {
  const path = join(folderOf(repository), index.commit, ...file.path.split("/"));
  if (await sizeOf(path) === file.size) return path;
  if (repository.offline) {
    throw new HubError(`Cannot read ${file.path} of ${repository.name}: it is not in the cache`);
  }
  await Deno.mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  try {
    await download(repository, { commit: index.commit, file, part });
  } catch (error) {
    throw refused(repository, error, file.path);
  }
  const size = await sizeOf(part);
  const right = size === file.size &&
    (file.sha256 === undefined || await sha256OfFile(part) === file.sha256);
  if (!right) {
    await Deno.remove(part);
    throw new HubError(
      `Cannot read ${file.path} of ${repository.name}: what came has not the ${file.size} bytes or ` +
        "the checksum that the hub announced; try again",
    );
  }
  await Deno.rename(part, path);
  return path;
}

async function download(
  repository: HubRepository,
  { commit, file, part }: {
    readonly commit: string;
    readonly file: IndexedFile;
    readonly part: string;
  },
): Promise<void> {
  using target = await Deno.open(part, { create: true, read: true, write: true });
  await target.lock(true);
  let have = (await target.stat()).size;
  if (have > file.size) {
    await target.truncate(0);
    have = 0;
  }
  if (have === file.size) return;
  const hub = await loadHuggingFaceHub();
  const blob = await hub.downloadFile({
    ...requestOf(repository),
    revision: commit,
    repo: { type: "dataset", name: repository.name },
    path: file.path,
  });
  if (blob === null) throw new Error("there is no such file");
  await target.seek(have, Deno.SeekMode.Start);
  const rest = have === 0 ? blob : blob.slice(have);
  let left = file.size - have;
  for await (const chunk of rest.stream()) {
    left -= chunk.length;
    if (left < 0) throw new Error(`more than the ${file.size} bytes that were announced came`);
    for (let at = 0; at < chunk.length;) at += await target.write(chunk.subarray(at));
  }
}

function requestOf({ endpoint, revision, token }: HubRepository): HubRequest {
  return { hubUrl: endpoint, revision, ...(token !== undefined && { accessToken: token }) };
}

function folderOf({ cacheDir, name }: HubRepository): string {
  return join(cacheDir, `datasets--${name.replace("/", "--")}`);
}

/** Throws unless a name stays below the folder that it is put into, on whatever system. */
function requireInside(path: string): void {
  const parts = path.split(/[\\/]/);
  const odd = parts.some((part) =>
    part === "" || part === "." || part === ".." || /[:\0]/.test(part)
  );
  if (!odd && !path.includes("\\")) return;
  throw new TypeError(
    `Cannot read a data set: it has a file named ${
      JSON.stringify(path)
    }, which may lead out of its ` +
      "folder",
  );
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Whether no answer came at all. */
function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && /error sending request|fetch failed/i.test(error.message);
}

function refused(repository: HubRepository, cause: unknown, path?: string): Error {
  const { name, revision, endpoint, token } = repository;
  if (cause instanceof TypeError && cause.message.startsWith("Cannot")) return cause;
  const { statusCode: status } = cause as { statusCode?: number };
  const what = path === undefined ? `the data set ${name} at ${revision}` : `${path} of ${name}`;
  const reason = status === 401 || status === 403
    ? token === undefined
      ? "it is private or does not exist; give a token, or set HF_TOKEN"
      : "the token is not allowed to"
    : status === 404
    ? "there is no such data set or revision"
    : (cause as Error).message;
  return new HubError(`Cannot read ${what} from ${endpoint}: ${reason}`, { cause });
}
