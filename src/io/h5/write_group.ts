/**
 * Writing of HDF5 by the library, inside a worker.
 *
 * @module
 */

import { isNdArray, type NdDType } from "../../core/nd_array.ts";
import type { H5wasm, H5wasmGroup } from "../../deps/h5wasm.ts";
import type { H5Attribute, H5Group } from "./h5_group.ts";

const PATH = "/out.h5";

/** The library's letters for element types; it knows none for the others. */
const LETTERS: Readonly<Partial<Record<NdDType, string>>> = {
  float32: "<f",
  float64: "<d",
  int8: "<b",
  int16: "<h",
  int32: "<i",
  int64: "<q",
  uint8: "<B",
  uint16: "<H",
  uint32: "<I",
  uint64: "<Q",
};

/** Writes a whole file. */
export function writeGroup(library: H5wasm, root: H5Group): Uint8Array<ArrayBuffer> {
  const file = new library.File(PATH, "w");
  try {
    write(file, root, "");
  } finally {
    file.close();
  }
  const bytes = library.FS.readFile(PATH);
  library.FS.unlink(PATH);
  return bytes;
}

function write(group: H5wasmGroup, { attributes, children }: H5Group, path: string): void {
  for (const [name, value] of Object.entries(attributes)) writeAttribute(group, name, value);
  for (const [name, child] of Object.entries(children)) {
    const place = `${path}/${name}`;
    if (name === "" || name === "." || name === ".." || /[/\0]/.test(name)) {
      throw new SyntaxError(`"${place}" is no name that HDF5 can hold`);
    }
    if (!isNdArray(child)) {
      write(group.create_group(name), child, place);
      continue;
    }
    const dtype = LETTERS[child.dtype];
    if (dtype === undefined) {
      throw new SyntaxError(`array "${place}" is ${child.dtype}; make it float32 first`);
    }
    group.create_dataset({ name, data: child.data, shape: [...child.shape], dtype });
  }
}

function writeAttribute(group: H5wasmGroup, name: string, value: H5Attribute): void {
  if (typeof value === "string") group.create_attribute(name, value, [], "S");
  else if (!isNdArray(value)) {
    // A row without texts has no type of its own; Keras writes floats there.
    if (value.length === 0) group.create_attribute(name, new Float64Array(), [0], "<d");
    else group.create_attribute(name, value, [value.length], "S");
  } else group.create_attribute(name, value.data, [...value.shape], LETTERS[value.dtype] ?? null);
}
