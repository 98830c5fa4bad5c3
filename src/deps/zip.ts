/**
 * Reading and writing zip files (BSD-3-Clause): zip64, streaming, random access through a reader of
 * our own.
 *
 * @module
 */

export {
  configure,
  type Entry,
  type FileEntry,
  Reader,
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
  ZipWriter,
} from "npm:@zip.js/zip.js@2.24.0";
