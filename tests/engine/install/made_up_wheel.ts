/**
 * Wheels, archives and libraries that are small and made up, but whole in form.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";

/** Content of a file. */
export type Content = string | Uint8Array;

/** Options of {@linkcode madeUpWheel}. */
export interface WheelOptions {
  /** Name with underscores. */
  name?: string;
  version?: string;
  tags?: string;
  /** Further lines of METADATA. */
  metadata?: string[];
  /** Files in it. */
  files?: Record<string, Content>;
  /** Files that RECORD gives a wrong hash for. */
  wronglyRecorded?: string[];
}

/** A wheel. */
export interface Wheel {
  file: string;
  bytes: Uint8Array<ArrayBuffer>;
  sha256: string;
}

/** A header that passes for a shared library of this machine, followed by `size` other bytes. */
export function madeUpLibrary(size = 1000): Uint8Array {
  const bytes = new Uint8Array(64 + size);
  // Bytes that deflate does not shrink, so that the wheel has about this size as well.
  let state = 1;
  for (let at = 64; at < bytes.length; at++) {
    state = (state * 48271) % 2147483647;
    bytes[at] = state >> 8;
  }
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const view = new DataView(bytes.buffer);
  view.setUint16(16, 3, true);
  view.setUint16(18, Deno.build.arch === "aarch64" ? 183 : 62, true);
  return bytes;
}

/** A wheel as package indexes have them. */
export function madeUpWheel(options: WheelOptions = {}): Wheel {
  const { name = "tensorflow_cpu", version = "9.9.9" } = options;
  const tags = options.tags ?? "cp311-cp311-manylinux_2_27_x86_64";
  const info = `${name}-${version}.dist-info`;
  const files: Record<string, Content> = {
    ...options.files ?? {
      "tensorflow/libtensorflow_cc.so.2": madeUpLibrary(),
      "tensorflow/libtensorflow_framework.so.2": madeUpLibrary(500),
      "tensorflow/include/LICENSE": "free",
      "tensorflow/python/not_needed.py": "pass",
    },
    [`${info}/METADATA`]: [
      "Metadata-Version: 2.1",
      `Name: ${name.replaceAll("_", "-")}`,
      `Version: ${version}`,
      ...options.metadata ?? [],
      "",
    ].join("\n"),
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: ${tags}\n`,
  };
  const record = Object.entries(files).map(([path, content]) => {
    const wrong = options.wronglyRecorded?.includes(path);
    const hash = createHash("sha256").update(wrong ? "other" : content).digest("base64url");
    return `${path},sha256=${hash},${content.length}`;
  });
  files[`${info}/RECORD`] = [...record, `${info}/RECORD,,`, ""].join("\n");
  const bytes = zip(files);
  return { file: `${name}-${version}-${tags}.whl`, bytes, sha256: sha256(bytes) };
}

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A zip file. */
export function zip(files: Record<string, Content>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = new TextEncoder().encode(path);
    const plain = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const packed = deflateRawSync(plain);
    const common = fields([
      [2, 20],
      [2, 0],
      [2, 8],
      [4, 0x21 << 16],
      [4, crc32(plain)],
      [4, packed.length],
      [4, plain.length],
      [2, name.length],
      [2, 0],
    ]);
    const local = join([fields([[4, 0x04034b50]]), common, name, packed]);
    const mode = path.includes("/bin/") ? 0o100755 : 0o100644;
    directory.push(
      fields([[4, 0x02014b50], [2, (3 << 8) | 20]]),
      common,
      fields([[2, 0], [2, 0], [2, 0], [4, mode * 65536], [4, offset]]),
      name,
    );
    parts.push(local);
    offset += local.length;
  }
  const central = join(directory);
  const count = Object.keys(files).length;
  const end = fields([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, central.length],
    [4, offset],
    [2, 0],
  ]);
  return join([...parts, central, end]);
}

/** A gzipped tar; a content that is a `{ link }` becomes a symbolic link. */
export function tarGz(files: Record<string, Content | { link: string }>): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  for (const [path, content] of Object.entries(files)) {
    const link = typeof content === "object" && "link" in content ? content.link : undefined;
    const bytes = link !== undefined
      ? new Uint8Array()
      : typeof content === "string"
      ? new TextEncoder().encode(content)
      : content as Uint8Array;
    const header = new Uint8Array(512);
    const put = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
    put(0, path);
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, bytes.length.toString(8).padStart(11, "0") + "\0");
    put(136, "00000000000\0");
    put(148, "        ");
    put(156, link === undefined ? "0" : "2");
    put(157, link ?? "");
    put(257, "ustar\x0000");
    const sum = header.reduce((total, byte) => total + byte, 0);
    put(148, sum.toString(8).padStart(6, "0") + "\0 ");
    blocks.push(header, bytes, new Uint8Array((512 - (bytes.length % 512)) % 512));
  }
  return new Uint8Array(gzipSync(join([...blocks, new Uint8Array(1024)])));
}

function fields(values: [size: 2 | 4, value: number][]): Uint8Array {
  const bytes = new Uint8Array(values.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of values) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value >>> 0, true);
    at += size;
  }
  return bytes;
}

function join(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
