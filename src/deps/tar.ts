/**
 * Reading and unpacking tar archives (BlueOak-1.0.0), gzip included; refuses paths that lead outside.
 *
 * @module
 */

export { extract, Parser } from "npm:tar@7.5.23";
