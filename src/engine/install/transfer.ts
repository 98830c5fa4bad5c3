/**
 * Downloads one file over HTTP in pieces that survive a cut connection or a killed process: bytes
 * go to a `.part` file, and the next try asks only for those that are missing.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { explainFileError, InstallError, throwIfCancelled } from "./install_error.ts";

/** Options of {@linkcode transfer}. */
export interface TransferOptions {
  /** Where to download from. */
  url: string;
  /** File to write; what it already holds is taken as the beginning. */
  part: string;
  /** Called with bytes done and, where known, bytes in all. */
  onBytes?: (done: number, total?: number) => void;
  /** Called once with the size in all, before anything is written; it may throw. */
  onSize?: (total: number, present: number) => void;
  /** HTTP client with the certificates to trust. */
  client?: Deno.HttpClient | undefined;
  /** Stops the transfer. */
  signal?: AbortSignal | undefined;
  /** Tries in a row without a byte before it gives up, 4 by default. */
  tries?: number;
  /** Milliseconds without a byte after which a try counts as failed, 60,000 by default. */
  stallAfter?: number;
  /** Milliseconds before the second try, doubled for each further one, 500 by default. */
  pause?: number;
}

/** A finished transfer. */
export interface Transferred {
  /** Bytes in the file. */
  size: number;
  /** Bytes that were there before. */
  resumedFrom: number;
  /** Headers of the last answer, empty when nothing had to be asked. */
  headers: Headers;
}

/** Answers that another try does not change: not allowed, not there. */
const FINAL = new Set([400, 401, 403, 404, 405, 407, 410, 451]);

/**
 * Downloads `url` into `part`, resuming what is there.
 *
 * @throws {InstallError} "network" when the server cannot be reached or refuses, "disk", "cancelled"
 */
export async function transfer(options: TransferOptions): Promise<Transferred> {
  const { tries = 4, pause = 500 } = options;
  const resumedFrom = await sizeOf(options.part);
  let present = resumedFrom;
  let failures = 0;
  let announced = false;
  while (true) {
    throwIfCancelled(options.signal);
    try {
      return {
        ...await attempt(options, present, (total, from) => {
          if (!announced) options.onSize?.(total, from);
          announced = true;
        }),
        resumedFrom,
      };
    } catch (error) {
      throwIfCancelled(options.signal);
      if (!(error instanceof Interrupted)) {
        throw explainFileError(error, `write ${options.part}`);
      }
      const now = await sizeOf(options.part);
      failures = now > present ? 1 : failures + 1;
      present = now;
      if (error.final || failures >= tries) {
        throw new InstallError(
          "network",
          `Cannot download ${
            withoutSecrets(options.url)
          }: ${error.message}, ${present} bytes are ` +
            "here and kept: check the connection and run it again",
          { cause: error.cause },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, pause * 2 ** (failures - 1)));
    }
  }
}

/** SHA-256 of a file in hexadecimal. */
export async function sha256OfFile(
  path: string,
  onBytes?: (done: number) => void,
): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const buffer = new Uint8Array(1 << 20);
  let done = 0;
  for (let count; (count = await file.read(buffer)) !== null;) {
    hash.update(buffer.subarray(0, count));
    onBytes?.(done += count);
  }
  return hash.digest("hex");
}

/** A URL that may be shown: without user name, password and query. */
function withoutSecrets(url: string): string {
  const shown = new URL(url);
  shown.username =
    shown.password =
    shown.search =
    shown.hash =
      "";
  return shown.href;
}

/** A try that ended early; another one may do. */
class Interrupted extends Error {
  constructor(message: string, readonly final: boolean, cause?: unknown) {
    super(message, { cause });
  }
}

async function attempt(
  options: TransferOptions,
  present: number,
  onSize: (total: number, present: number) => void,
): Promise<{ size: number; headers: Headers }> {
  using watch = new StallWatch(options.stallAfter ?? 60_000, options.signal);
  const response = await ask(options, present, watch.signal);
  const from = startOf(response, present);
  const length = Number(response.headers.get("content-length") ?? NaN);
  const total = response.status === 416
    ? present
    : Number.isNaN(length) || response.headers.has("content-encoding")
    ? undefined
    : from + length;
  if (response.status === 416) {
    await response.body?.cancel();
    return { size: present, headers: response.headers };
  }
  if (total !== undefined) onSize(total, from);
  using file = await Deno.open(options.part, { create: true, write: true });
  await file.truncate(from);
  await file.seek(from, Deno.SeekMode.Start);
  let done = from;
  options.onBytes?.(done, total);
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  while (true) {
    const { value, done: ended } = await reader.read().catch((error) => {
      throw new Interrupted(`the connection broke after ${done} bytes`, false, error);
    });
    if (ended) break;
    watch.touch();
    for (let at = 0; at < value.length;) at += await file.write(value.subarray(at));
    done += value.length;
    options.onBytes?.(done, total);
  }
  if (total !== undefined && done !== total) {
    throw new Interrupted(`${done} of ${total} bytes came`, false);
  }
  return { size: done, headers: response.headers };
}

async function ask(
  options: TransferOptions,
  present: number,
  signal: AbortSignal,
): Promise<Response> {
  // Some mirrors compress on the way, which would make byte ranges meaningless.
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (present > 0) headers["range"] = `bytes=${present}-`;
  let response: Response;
  try {
    response = await fetch(options.url, {
      headers,
      signal,
      ...(options.client ? { client: options.client } : {}),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Interrupted(`the server does not answer (${reason})`, false, error);
  }
  if (response.ok || (response.status === 416 && isComplete(response, present))) return response;
  await response.body?.cancel();
  if (response.status === 416) {
    // More is here than the server has: begin anew.
    await Deno.truncate(options.part);
    throw new Interrupted("the server has fewer bytes than were kept", false);
  }
  const status = `${response.status} ${response.statusText}`.trim();
  throw new Interrupted(`the server answers ${status}`, FINAL.has(response.status));
}

function isComplete(response: Response, present: number): boolean {
  return response.headers.get("content-range") === `bytes */${present}`;
}

/** Where the answer's bytes begin: a server without ranges sends all of them again. */
function startOf(response: Response, present: number): number {
  if (response.status !== 206) return 0;
  const start = response.headers.get("content-range")?.match(/^bytes (\d+)-/)?.[1];
  return start === undefined ? present : Number(start);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** Aborts a request when nothing has come for a while or the caller wants no more. */
class StallWatch {
  #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #forward = () => this.#controller.abort(this.outer?.reason);

  constructor(readonly milliseconds: number, readonly outer?: AbortSignal) {
    outer?.addEventListener("abort", this.#forward);
    this.touch();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#controller.abort(new Error(`nothing came for ${this.milliseconds / 1000} s`)),
      this.milliseconds,
    );
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.outer?.removeEventListener("abort", this.#forward);
  }
}
