/**
 * What JSON can hold.
 *
 * @module
 */

/** A value that comes back the same out of JSON. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };
