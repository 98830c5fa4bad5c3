/**
 * Keeps TensorFlow's start-up notes off the terminal.
 *
 * The library writes to file descriptor 2 while it is loaded, past every log level that can be set
 * before. For that moment the descriptor points at a file in memory; what was written there and is
 * more than a note is passed on afterwards.
 *
 * @module
 */

import { cString } from "./strings.ts";

/** The C calls that move a file descriptor; all of them are in the C library. */
export const DESCRIPTOR_SYMBOLS = {
  memfd_create: { parameters: ["buffer", "u32"], result: "i32" }, // (name, flags)
  dup: { parameters: ["i32"], result: "i32" }, // (descriptor)
  dup2: { parameters: ["i32", "i32"], result: "i32" }, // (from, to)
  close: { parameters: ["i32"], result: "i32" }, // (descriptor)
  lseek: { parameters: ["i32", "i64", "i32"], result: "i64" }, // (descriptor, offset, whence)
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" }, // (descriptor, to, length)
} as const satisfies Deno.ForeignLibraryInterface;

/** The opened {@linkcode DESCRIPTOR_SYMBOLS}. */
export type DescriptorCalls = Deno.DynamicLibrary<typeof DESCRIPTOR_SYMBOLS>["symbols"];

const STDERR = 2;
const SEEK_SET = 0;

/** Lines that tell a user nothing: notes (I…), TensorFlow's advertisement of itself. */
const NOTE =
  /^(I\d{4} |WARNING: All log messages before absl|To enable the following instructions)/;
/** Old form of a note, with the date in front. */
const DATED_NOTE = /^\d{4}-\d\d-\d\d [\d:.]+: I /;

/** Receives the lines of a log that are more than notes. */
export type Hear = (lines: string[]) => void;

/**
 * Runs `fn`, which must not wait, with what it writes to the error stream sifted: notes go, warnings
 * and errors stay, or are given to `hear`. What is written while the process dies in `fn` is lost.
 */
export function withoutNotes<T>(calls: DescriptorCalls, fn: () => T, hear: Hear = passOn): T {
  const memory = calls.memfd_create(cString("tensaur-log"), 0);
  if (memory < 0) return fn();
  const stderr = calls.dup(STDERR);
  calls.dup2(memory, STDERR);
  try {
    return fn();
  } finally {
    calls.dup2(stderr, STDERR);
    calls.close(stderr);
    const kept = readAll(calls, memory).split("\n").filter(isNews);
    calls.close(memory);
    if (kept.length > 0) hear(kept);
  }
}

/** Writes lines to the error stream. */
export function passOn(lines: readonly string[]): void {
  Deno.stderr.writeSync(new TextEncoder().encode(lines.join("\n") + "\n"));
}

function isNews(line: string): boolean {
  return line.trim() !== "" && !NOTE.test(line) && !DATED_NOTE.test(line);
}

function readAll(calls: DescriptorCalls, descriptor: number): string {
  calls.lseek(descriptor, 0n, SEEK_SET);
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(4096);
  let text = "";
  while (true) {
    const length = Number(calls.read(descriptor, chunk, BigInt(chunk.length)));
    if (length <= 0) return text + decoder.decode();
    text += decoder.decode(chunk.subarray(0, length), { stream: true });
  }
}
