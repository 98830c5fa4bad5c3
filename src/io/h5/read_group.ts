/**
 * Reading of HDF5 by the library, inside a worker.
 *
 * @module
 */

import type { NdArray, NdDType } from "../../core/nd_array.ts";
import { shapeSize } from "../../core/shape.ts";
import type {
  H5wasm,
  H5wasmAttribute,
  H5wasmGroup,
  H5wasmMetadata,
  H5wasmModule,
} from "../../deps/h5wasm.ts";
import { arrayOfBytes } from "../array_of_bytes.ts";
import type { H5Attribute, H5Group } from "./h5_group.ts";

/** Deeper than any model is nested; a group may be its own member. */
const MAX_DEPTH = 64;

/** More groups and arrays than any model has. */
const MAX_OBJECTS = 1_000_000;

const PATH = "/in.h5";

/** Reads a whole file. */
export function readGroup(
  library: H5wasm,
  module: H5wasmModule,
  { bytes, maxBytes }: { readonly bytes: Uint8Array; readonly maxBytes: number },
): H5Group {
  library.FS.writeFile(PATH, bytes);
  const file = new library.File(PATH, "r");
  try {
    return new Reader(module, maxBytes).group(file, 0);
  } finally {
    file.close();
    library.FS.unlink(PATH);
  }
}

class Reader {
  readonly #module: H5wasmModule;
  readonly #maxBytes: number;
  #left: number;
  #objects = 0;

  constructor(module: H5wasmModule, maxBytes: number) {
    this.#module = module;
    this.#maxBytes = maxBytes;
    this.#left = maxBytes;
  }

  group(group: H5wasmGroup, depth: number): H5Group {
    if (depth > MAX_DEPTH) {
      throw new SyntaxError(`groups are nested deeper than ${MAX_DEPTH}, or in each other`);
    }
    const children = group.keys().map((name): [string, H5Group | NdArray] => {
      if (++this.#objects > MAX_OBJECTS) {
        throw new SyntaxError(`it has more than ${MAX_OBJECTS} groups and arrays`);
      }
      return [name, this.#child(group, name, depth)];
    });
    return {
      attributes: Object.fromEntries(
        Object.entries(group.attrs).map(([name, attribute]) => [
          name,
          this.#attribute(`${group.path}@${name}`, attribute),
        ]),
      ),
      children: Object.fromEntries(children),
    };
  }

  #child(group: H5wasmGroup, name: string, depth: number): H5Group | NdArray {
    const path = group.path === "/" ? `/${name}` : `${group.path}/${name}`;
    const type = group.get_type(path);
    if (type === this.#module.H5G_GROUP) {
      return this.group(group.get(path) as H5wasmGroup, depth + 1);
    }
    if (type === this.#module.H5G_DATASET) return this.#array(group.file_id, path);
    throw new SyntaxError(`"${path}" is neither a group nor an array: links are not followed`);
  }

  #array(file: bigint, path: string): NdArray {
    const module = this.#module;
    const metadata = module.get_dataset_metadata(file, path);
    const dtype = dtypeOf(module, metadata);
    if (dtype === undefined || metadata.shape === null) {
      throw new SyntaxError(`array "${path}" holds no numbers`);
    }
    const shape = metadata.shape.map(Number);
    const length = shapeSize(shape) * metadata.size;
    if (!(length <= this.#left)) {
      throw new RangeError(
        `its arrays take more than ${this.#maxBytes} bytes; if that is meant, raise maxBytes`,
      );
    }
    this.#left -= length;
    if (length === 0) return arrayOfBytes({ dtype, shape }, new Uint8Array());
    const pointer = length < module.MAXIMUM_MEMORY ? module._malloc(length) : 0;
    if (pointer === 0) {
      throw new RangeError(`array "${path}" of ${length} bytes is too large for the HDF5 library`);
    }
    try {
      module.get_dataset_data(file, path, null, null, null, BigInt(pointer));
      const bytes = module.HEAPU8.slice(pointer, pointer + length);
      if (!metadata.littleEndian) turnElements(bytes, metadata.size);
      return arrayOfBytes({ dtype, shape }, bytes);
    } finally {
      module._free(pointer);
    }
  }

  #attribute(path: string, { metadata, value }: H5wasmAttribute): H5Attribute {
    if (value === null || metadata.shape === null) return [];
    if (typeof value === "string") return value;
    if (Array.isArray(value) && value.every((text) => typeof text === "string")) return value;
    const dtype = dtypeOf(this.#module, metadata);
    if (dtype === undefined) throw new SyntaxError(`attribute "${path}" is of an unknown type`);
    const shape = metadata.shape.map(Number);
    if (ArrayBuffer.isView(value)) return { dtype, shape, data: value } as unknown as NdArray;
    const bytes = typeof value === "bigint"
      ? BigInt64Array.of(value)
      : dtype === "float32"
      ? Float32Array.of(Number(value))
      : Float64Array.of(Number(value));
    const single = bytes instanceof BigInt64Array
      ? "int64"
      : bytes instanceof Float32Array
      ? "float32"
      : "float64";
    return { dtype: single, shape: [], data: bytes } as NdArray;
  }
}

/** Undefined for texts, compounds and the like. */
function dtypeOf(module: H5wasmModule, metadata: H5wasmMetadata): NdDType | undefined {
  const { H5T_INTEGER, H5T_FLOAT, H5T_ENUM } = module.H5T_class_t;
  const { type, size, signed } = metadata;
  if (type === H5T_FLOAT.value) {
    return size === 2 ? "float16" : size === 4 ? "float32" : size === 8 ? "float64" : undefined;
  }
  if (type === H5T_INTEGER.value && [1, 2, 4, 8].includes(size)) {
    return `${signed ? "" : "u"}int${size * 8}` as NdDType;
  }
  const members = type === H5T_ENUM.value && size === 1 ? metadata.enum_type?.members : undefined;
  return members?.FALSE === 0 && members.TRUE === 1 ? "bool" : undefined;
}

/** Big-endian elements to little-endian ones, in place. */
function turnElements(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}
