/**
 * Lets the user's pip find a wheel and, where we cannot transfer it ourselves, download it.
 *
 * @module
 */

import { join } from "node:path";
import { TextLineStream } from "./text_lines.ts";
import { throwIfCancelled } from "./install_error.ts";
import { type PipLink, PipLog } from "./pip_log.ts";

/** What to ask pip for. */
export interface PipRequest {
  /** pip with its first arguments. */
  command: string[];
  /** Further arguments, e.g. `["--index-url", "http://…"]`. */
  extraArguments?: string[];
  /** E.g. `tensorflow-cpu==2.21.0`. */
  requirement: string;
  /** Platform tags. */
  platforms: string[];
  /** Version of Python whose wheels to take. */
  pythonVersion: string;
  /** Empty folder for the wheel. */
  directory: string;
  /** Folder for pip's temporary files, on the same disk. */
  temporary: string;
  /** Whether pip is stopped when it begins to transfer over HTTP from a known address. */
  stopAtTransfer: boolean;
  /** Called with bytes of what pip transfers itself, the total rounded. */
  onBytes?: (file: string, done: number, total: number) => void;
  /** Stops pip. */
  signal?: AbortSignal | undefined;
}

/** What came of it: a wheel on this disk, or the address of one to be transferred. */
export type PipAnswer =
  | { kind: "file"; path: string; file: string; sha256?: string }
  | { kind: "link"; link: PipLink };

/**
 * Runs `pip download -vv`. Its log names the wheel it chose and where it is; with `stopAtTransfer`
 * pip is ended there, so that the bytes can be transferred resumably. (`pip install --dry-run
 * --report` names it too, but transfers and throws away the whole wheel unless both index and pip
 * are new enough.)
 *
 * @throws {InstallError} with what pip said
 */
export async function pipDownload(request: PipRequest): Promise<PipAnswer> {
  throwIfCancelled(request.signal);
  await Deno.mkdir(request.temporary, { recursive: true });
  const [program = "", ...first] = request.command;
  const child = new Deno.Command(program, {
    args: [...first, ...argumentsOf(request)],
    env: {
      // Lines must come as they are printed, and large files must not go to a small /tmp.
      PYTHONUNBUFFERED: "1",
      PYTHONIOENCODING: "utf-8",
      NO_COLOR: "1",
      TMPDIR: request.temporary,
      TEMP: request.temporary,
      TMP: request.temporary,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const log = new PipLog();
  const stop = () => end(child);
  request.signal?.addEventListener("abort", stop);
  const watch = watchGrowth(request, log);
  try {
    const follow = async (stream: ReadableStream<Uint8Array>) => {
      for await (const line of stream.pipeThrough(new TextLineStream())) {
        log.read(line);
        if (log.link && request.stopAtTransfer) stop();
      }
    };
    await Promise.all([follow(child.stdout), follow(child.stderr)]);
    const { success, code } = await child.status;
    throwIfCancelled(request.signal);
    if (success) return await downloaded(request, log, code);
    if (log.link && request.stopAtTransfer) return { kind: "link", link: log.link };
    throw log.failure(request.requirement, code);
  } finally {
    clearInterval(watch);
    stop();
    request.signal?.removeEventListener("abort", stop);
    await Deno.remove(request.temporary, { recursive: true });
  }
}

function argumentsOf(request: PipRequest): string[] {
  return [
    "download",
    "-vv",
    "--no-deps",
    "--only-binary=:all:",
    "--implementation=cp",
    `--python-version=${request.pythonVersion}`,
    ...request.platforms.map((platform) => `--platform=${platform}`),
    "--progress-bar=off",
    "--no-input",
    "--disable-pip-version-check",
    // An unreachable index should be said within seconds; pip's own 5 retries take much longer.
    "--retries=2",
    `--dest=${request.directory}`,
    ...request.extraArguments ?? [],
    request.requirement,
  ];
}

async function downloaded(request: PipRequest, log: PipLog, code: number): Promise<PipAnswer> {
  for await (const { name } of Deno.readDir(request.directory)) {
    if (!name.endsWith(".whl")) continue;
    const sha256 = log.sha256Of(name);
    const path = join(request.directory, name);
    return { kind: "file", path, file: name, ...(sha256 ? { sha256 } : {}) };
  }
  throw log.failure(request.requirement, code);
}

/** Reports the growth of the file that pip is writing below its temporary folder. */
function watchGrowth(request: PipRequest, log: PipLog): ReturnType<typeof setInterval> {
  return setInterval(() => {
    const { downloading } = log;
    if (!downloading || !request.onBytes || (log.link && request.stopAtTransfer)) return;
    try {
      for (const folder of Deno.readDirSync(request.temporary)) {
        if (!folder.isDirectory) continue;
        const path = join(request.temporary, folder.name, downloading.file);
        const size = Deno.statSync(path).size;
        request.onBytes(downloading.file, size, Math.max(size, downloading.size));
      }
    } catch (error) {
      // pip makes and removes these folders as it likes.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }, 250);
}

function end(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch (error) {
    // It ended by itself in the meantime.
    if (!(error instanceof TypeError)) throw error;
  }
}
