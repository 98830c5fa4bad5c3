/**
 * Downloads that are checked, resumed and placed in one step, so that a file in the cache is always
 * whole.
 *
 * @module
 */
import { dirname } from "node:path";
import { InstallError } from "../engine/install/install_error.ts";
import { sha256OfFile, transfer } from "../engine/install/transfer.ts";
import { type DownloadAttempt, DownloadError } from "./download_error.ts";

/** Where a file comes from and what it must be. */
export interface FetchCachedOptions {
  /** Addresses of the same file, tried in order. */
  readonly urls: readonly string[];
  /** SHA-256 of the file, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Milliseconds without a byte after which the next address is tried; 10,000 unless told. */
  readonly timeout?: number;
  /** Ends the download; what has arrived stays for the next try. */
  readonly signal?: AbortSignal;
  /** Told after each piece: bytes there and bytes in all (undefined when the server does not say). */
  readonly onProgress?: (done: number, total: number | undefined) => void;
}

/** How a file came to lie where it is. */
export interface FetchedFile {
  /** Where it lies. */
  readonly path: string;
  /** The address it was downloaded from now; undefined when it was there already. */
  readonly url: string | undefined;
}

async function isWhole(path: string, sha256: string): Promise<boolean> {
  try {
    return await sha256OfFile(path) === sha256;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

/** Brings the piece to its full length; returns why not when the address is at fault. */
async function complete(
  part: string,
  url: string,
  options: FetchCachedOptions,
): Promise<string | undefined> {
  try {
    await transfer({
      url,
      part,
      tries: 1,
      stallAfter: options.timeout ?? 10_000,
      signal: options.signal,
      ...(options.onProgress && {
        onBytes: (done: number, total?: number) => options.onProgress!(done, total),
      }),
    });
    return undefined;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof InstallError) {
      if (error.fault !== "network") throw error;
      return error.cause instanceof Error ? error.cause.message : error.message;
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot store a download in ${part}: ${reason}`, { cause: error });
  }
}

/**
 * Makes sure that a file lies at `path`, downloading it when it does not.
 *
 * The bytes go to `path + ".part"`, which a later call resumes, and get their name only when the
 * checksum is right. Two processes that want the same file wait for each other.
 *
 * @param path Where the file shall lie; folders are made.
 * @param options Addresses, checksum, patience and progress.
 * @returns Where it lies and where it came from.
 * @throws {DownloadError} When no address delivers the file; it lists each with its reason.
 * @throws {Error} When the signal fires (its reason), or the file cannot be written.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response("seven"));
 * const path = `${await Deno.makeTempDir()}/digit.txt`;
 * await data.fetchCached(path, {
 *   urls: [`http://127.0.0.1:${server.addr.port}/digit.txt`],
 *   sha256: "3ba8d02b16fd2a01c1a8ba1a1f036d7ce386ed953696fa57331c2ac48a80b255",
 * });
 * assertEquals(await Deno.readTextFile(path), "seven");
 * await server.shutdown();
 * ```
 */
export async function fetchCached(path: string, options: FetchCachedOptions): Promise<FetchedFile> {
  if (await isWhole(path, options.sha256)) return { path, url: undefined };
  if (options.urls.length === 0) throw new DownloadError(path, []);
  await Deno.mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  using file = await Deno.open(part, { read: true, write: true, create: true });
  await file.lock(true);
  if (await isWhole(path, options.sha256)) {
    // Another process placed it while this one waited, and took the name of the piece with it.
    await Deno.remove(part).catch(ignoreMissing);
    return { path, url: undefined };
  }
  const attempts: DownloadAttempt[] = [];
  const urls = [...options.urls];
  for (let url = urls.shift(); url !== undefined; url = urls.shift()) {
    const had = (await file.stat()).size;
    const reason = await complete(part, url, options);
    if (reason === undefined) {
      if (await isWhole(part, options.sha256)) {
        await Deno.rename(part, path);
        return { path, url };
      }
      await file.truncate(0);
    }
    // A piece left by an earlier try was the fault: the same address once more, from the start.
    if (had > 0 && (await file.stat()).size === 0) urls.unshift(url);
    else attempts.push({ url, reason: reason ?? "the checksum is not the one it should be" });
  }
  if ((await file.stat()).size === 0) await Deno.remove(part).catch(ignoreMissing);
  throw new DownloadError(path, attempts);
}
