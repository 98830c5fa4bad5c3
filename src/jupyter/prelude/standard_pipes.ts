/**
 * The process's own standard output and error, which native code, workers and child processes write
 * to.
 *
 * @module
 */
import { fstatSync } from "node:fs";

const calls = {
  dup2: { parameters: ["i32", "i32"], result: "i32" },
  fflush: { parameters: ["pointer"], result: "i32" },
} as const;

/** The two pipes that the session reads. */
export class StandardPipes {
  #files: Deno.FsFile[];
  #libc: Deno.DynamicLibrary<typeof calls> | undefined;

  private constructor(files: Deno.FsFile[], libc: Deno.DynamicLibrary<typeof calls> | undefined) {
    this.#files = files;
    this.#libc = libc;
  }

  /** Opens them, `undefined` where the system has no paths for them. */
  static open(): StandardPipes | undefined {
    try {
      const files = ["/dev/stdout", "/dev/stderr"]
        .map((path) => Deno.openSync(path, { write: true }));
      return new StandardPipes(files, openLibc());
    } catch {
      // Windows, or a process without them.
      return undefined;
    }
  }

  /** Writes the same to both, after what native code has not written yet. */
  write(text: string): void {
    this.#libc?.symbols.fflush(null);
    const bytes = new TextEncoder().encode(text);
    for (const file of this.#files) {
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    }
  }

  /**
   * The stock kernel gives workers and child processes a pipe of its own, which it keeps for reports
   * of `Deno.test`. From now on they write to the process's own output.
   */
  join(): void {
    if (!this.#libc || Deno.build.os !== "linux") return;
    for (const fd of [1, 2]) {
      const inode = fstatSync(fd).ino;
      const [first, ...others] = writersOf(inode);
      // The first belongs to the reports themselves.
      if (first === undefined || first === fd) continue;
      for (const other of others) this.#libc.symbols.dup2(fd, other);
    }
  }
}

/** Tells of each native library that cells open: they can hold a cell where Stop does not reach. */
export function watchLibraries(opened: (path: string) => void): void {
  const original = Deno.dlopen;
  const dlopen: typeof original = (path, symbols) => {
    const library = original(path, symbols);
    opened(String(path));
    return library;
  };
  Object.defineProperty(Deno, "dlopen", { value: dlopen, writable: true, configurable: true });
}

function openLibc(): Deno.DynamicLibrary<typeof calls> | undefined {
  if (Deno.build.os !== "linux") return undefined;
  try {
    return Deno.dlopen("libc.so.6", calls);
  } catch {
    // Another C library: what native code keeps in its buffers then comes when they are full.
    return undefined;
  }
}

/** Descriptors of this process that write to a pipe, the lowest first. */
function writersOf(inode: number): number[] {
  const found: number[] = [];
  for (const { name } of Deno.readDirSync("/proc/self/fd")) {
    try {
      const target = Deno.readLinkSync(`/proc/self/fd/${name}`);
      if (target !== `pipe:[${inode}]`) continue;
      const info = Deno.readTextFileSync(`/proc/self/fdinfo/${name}`);
      // The last octal digit of the flags: 1 is writing only.
      if (/^flags:\s*\d*1$/m.test(info)) found.push(Number(name));
    } catch (error) {
      // The descriptor of the directory itself is gone by now.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return found.sort((a, b) => a - b);
}
