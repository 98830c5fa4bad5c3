/**
 * Looks at the head of a file before it is opened as a library. The loader answers a wrong file
 * with an error, but a library that was cut short with SIGBUS, which ends the process.
 *
 * @module
 */

import type { Host } from "./host.ts";

/** ELF `e_machine` by the name Deno gives to the processor. */
const ELF_MACHINE: Record<string, number> = { x86_64: 62, aarch64: 183 };

/** Why the file is not a whole shared library for this machine, undefined when it looks right. */
export function whyNotLibrary(path: string, host: Host): string | undefined {
  try {
    using file = Deno.openSync(path);
    const size = file.statSync().size;
    const head = readAt(file, 0, 64);
    if (size === 0) return "is empty";
    switch (host.os) {
      case "darwin":
        return isMachO(head) ? undefined : `is no shared library of macOS (${describe(head)})`;
      case "windows":
        return head[0] === 0x4d && head[1] === 0x5a
          ? undefined
          : `is no library of Windows (${describe(head)})`;
      default:
        return whyNotElf(file, head, size, host.arch);
    }
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function whyNotElf(
  file: Deno.FsFile,
  head: Uint8Array,
  size: number,
  arch: string,
): string | undefined {
  const magic = head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;
  if (!magic) return `is no shared library (${describe(head)})`;
  if (head.length < 64) return `is cut short: ${size} bytes are less than a header`;
  if (head[4] !== 2) return "is a 32-bit library, 64 bits are needed";
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const machine = view.getUint16(18, true);
  const wanted = ELF_MACHINE[arch];
  if (wanted !== undefined && machine !== wanted) {
    const found = Object.keys(ELF_MACHINE).find((name) => ELF_MACHINE[name] === machine);
    return `is built for ${found ?? `ELF machine ${machine}`}, this machine is ${arch}`;
  }
  const needed = elfEnd(file, view);
  if (size < needed) {
    return `is cut short: it has ${size} bytes where its header needs ${needed}`;
  }
  return undefined;
}

/** Last byte that the loader or a debugger may touch: end of the segments and section table. */
function elfEnd(file: Deno.FsFile, head: DataView): number {
  const sectionTable = Number(head.getBigUint64(40, true)) +
    head.getUint16(58, true) * head.getUint16(60, true);
  const start = Number(head.getBigUint64(32, true));
  const entry = head.getUint16(54, true);
  const count = head.getUint16(56, true);
  const bytes = readAt(file, start, entry * count);
  const table = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = Math.max(sectionTable, start + entry * count);
  for (let at = 0; at + 40 <= table.byteLength; at += entry) {
    const offset = Number(table.getBigUint64(at + 8, true));
    end = Math.max(end, offset + Number(table.getBigUint64(at + 32, true)));
  }
  return end;
}

function isMachO(head: Uint8Array): boolean {
  const magic = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  return ["cffaedfe", "cafebabe", "cafebabf"].includes(magic.join(""));
}

function describe(head: Uint8Array): string {
  const text = String.fromCharCode(...head.subarray(0, 16));
  return /^[\x20-\x7e\s]+$/.test(text)
    ? `it begins with the text ${JSON.stringify(text)}`
    : `it begins with bytes ${Array.from(head.subarray(0, 4), (b) => b.toString(16)).join(" ")}`;
}

function readAt(file: Deno.FsFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  file.seekSync(offset, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const count = file.readSync(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
