/**
 * State of a widget as it travels: JSON, and beside it the bytes that are in it.
 *
 * @module
 */

/** What a value becomes on the way. */
export interface PackedState {
  /** The value without its bytes: null in their place within lists, left out elsewhere. */
  readonly state: Record<string, unknown>;
  /** Where each of the buffers belongs. */
  readonly paths: (string | number)[][];
  /** The bytes. */
  readonly buffers: Uint8Array[];
}

const taken = Symbol("taken");

/** Takes typed arrays and buffers out of a state, however deep they are in it. */
export function packState(state: object): PackedState {
  const paths: (string | number)[][] = [];
  const buffers: Uint8Array[] = [];
  const pack = (value: unknown, path: (string | number)[]): unknown => {
    const bytes = asBytes(value);
    if (bytes) {
      paths.push(path);
      buffers.push(bytes);
      return taken;
    }
    if (Array.isArray(value)) {
      return value.map((item, i) => pack(item, [...path, i])).map((x) => x === taken ? null : x);
    }
    if (!isPlain(value)) return value;
    const packed = Object.entries(value).map(([name, item]) => [name, pack(item, [...path, name])]);
    return Object.fromEntries(packed.filter(([, item]) => item !== taken));
  };
  return { state: pack(state, []) as Record<string, unknown>, paths, buffers };
}

/** Puts bytes back where they belong; paths that lead nowhere are left out. */
export function unpackState(
  state: Record<string, unknown>,
  paths: readonly (readonly (string | number)[])[],
  buffers: readonly Uint8Array[],
): Record<string, unknown> {
  const whole = structuredClone(state);
  paths.forEach((path, i) => {
    const last = path.at(-1);
    // deno-lint-ignore no-explicit-any
    const owner = path.slice(0, -1).reduce<any>((value, key) => value?.[key], whole);
    if (last !== undefined && typeof owner === "object" && owner !== null && buffers[i]) {
      owner[last] = buffers[i];
    }
  });
  return whole;
}

function asBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (!ArrayBuffer.isView(value)) return undefined;
  return new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
