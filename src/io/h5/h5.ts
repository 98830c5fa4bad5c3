/**
 * HDF5, the format of Keras' weights.
 *
 * @module
 */

import type { H5Answer, H5Group, H5Request } from "./h5_group.ts";

/** How much is read. */
export interface ReadH5Options {
  /** Bytes that all arrays together may take; 4 GiB unless told. A small file may claim more. */
  readonly maxBytes?: number;
  /** Milliseconds that reading may take; two minutes unless told. */
  readonly timeout?: number;
}

/** Longer than any file that fits into memory takes. */
const TIMEOUT = 120_000;

/**
 * Reads a whole HDF5 file. The library is loaded at the first use and runs in a worker.
 *
 * @param bytes The file.
 * @param options How much is read at most.
 * @returns Groups, arrays and attributes. Attributes of arrays are left out.
 * @throws {SyntaxError} When it is no HDF5 file, damaged, or holds what is no number: texts as arrays,
 *   compounds, links.
 * @throws {RangeError} When its arrays take more than `maxBytes`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const bias = io.ndArray({ dtype: "float32", shape: [2], data: new Float32Array([1, 2]) });
 * const file = await io.writeH5({ attributes: { kind: "dense" }, children: { bias } });
 * const { attributes, children } = await io.readH5(file);
 * assertEquals([attributes.kind, children.bias], ["dense", bias]);
 * ```
 */
export async function readH5(bytes: Uint8Array, options: ReadH5Options = {}): Promise<H5Group> {
  const { maxBytes = 4 * 2 ** 30, timeout = TIMEOUT } = options;
  const answer = await ask({ kind: "read", bytes, maxBytes }, timeout);
  if (answer.kind === "read") return answer.root;
  const { name, message } = answer as Extract<H5Answer, { kind: "error" }>;
  const text = `Cannot read an HDF5 file of ${bytes.length} bytes: ${whatIsWrong(message)}`;
  throw name === "RangeError" ? new RangeError(text) : new SyntaxError(text);
}

/**
 * Writes an HDF5 file that every version of the library reads.
 *
 * @param root Groups, arrays and attributes.
 * @returns The file.
 * @throws {SyntaxError} When an array is of a type that is not written (16-bit floats, bool), or a name
 *   has a slash.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const file = await io.writeH5({ attributes: {}, children: {} });
 * assertEquals([...file.subarray(1, 4)], [..."HDF"].map((letter) => letter.charCodeAt(0)));
 * ```
 */
export async function writeH5(root: H5Group): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await ask({ kind: "write", root }, TIMEOUT);
  if (answer.kind === "write") return answer.bytes;
  const { message } = answer as Extract<H5Answer, { kind: "error" }>;
  throw new SyntaxError(`Cannot write an HDF5 file: ${whatIsWrong(message)}`);
}

function ask(request: H5Request, timeout: number): Promise<H5Answer> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const { promise, resolve } = Promise.withResolvers<H5Answer>();
  const fail = (message: string) => resolve({ kind: "error", name: "Error", message });
  const timer = setTimeout(() => fail(`it took longer than ${timeout} ms`), timeout);
  worker.onmessage = ({ data }: MessageEvent<H5Answer>) => resolve(data);
  worker.onmessageerror = () => fail("its content cannot be handed on");
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message);
  };
  worker.postMessage(request);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.terminate();
  });
}

/** The library tells the whole way to a fault, line by line; the last step is what is wrong. */
function whatIsWrong(message: string): string {
  const steps = [...message.matchAll(/^\s*#\d+: .* in \w+\(\): (.*)$/gm)].map(([, step]) => step!);
  const plain = message.split("\n").find((line) => line.trim() !== "");
  return (steps.at(-1) ?? plain ?? "it is damaged").trim();
}
