/**
 * The framing of event files: length, its checksum, content, its checksum.
 *
 * @see {@link https://www.tensorflow.org/tutorials/load_data/tfrecord} for the layout
 * @module
 */

/** CRC-32C (Castagnoli) of each byte. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** CRC-32C of bytes (RFC 3720, appendix B.4). */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Turned and shifted, so that the checksum of data that holds checksums stays a good one. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** One record of an event file. */
export function eventRecord(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(content.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(8, masked(record.subarray(0, 8)), true);
  record.set(content, 12);
  view.setUint32(12 + content.length, masked(content), true);
  return record;
}
