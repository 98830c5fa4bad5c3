/**
 * What an HDF5 file holds: groups in groups, arrays in them, and attributes beside them.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";

/** A value beside a group: a text, texts in a row, or numbers. */
export type H5Attribute = string | readonly string[] | NdArray;

/** A group of an HDF5 file, or the whole of it. */
export interface H5Group {
  /** Values by name. */
  readonly attributes: Readonly<Record<string, H5Attribute>>;
  /** Groups and arrays by name. */
  readonly children: Readonly<Record<string, H5Group | NdArray>>;
}

/** What a worker is asked. */
export type H5Request =
  | { readonly kind: "read"; readonly bytes: Uint8Array; readonly maxBytes: number }
  | { readonly kind: "write"; readonly root: H5Group };

/** What it answers; `name` is the kind of error. */
export type H5Answer =
  | { readonly kind: "read"; readonly root: H5Group }
  | { readonly kind: "write"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "error"; readonly name: string; readonly message: string };
