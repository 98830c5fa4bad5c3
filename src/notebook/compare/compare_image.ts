/**
 * Pictures of two runs.
 *
 * @module
 */

import type { DecodedPng } from "../../deps/pictures.ts";
import type { CompareSettings } from "./compare_settings.ts";

/** Difference of two colours from 0 to 1 below which the eye sees none. */
const COLOUR_THRESHOLD = 0.1;

/** Compares two pictures in base64; returns how they differ, or undefined. */
export async function compareImage(
  stored: string,
  current: string,
  { mime, settings }: { readonly mime: string; readonly settings: CompareSettings },
): Promise<string | undefined> {
  const { images: policy, pixels: allowed } = settings;
  if (policy === "ignore" || base64(stored) === base64(current)) return undefined;
  if (policy === "exact") return "the bytes differ";
  if (mime !== "image/png") {
    return `the bytes differ, and only PNG is compared by pixels: set images to "ignore" for ${mime}`;
  }
  const { decodePng, pixelmatch } = await import("../../deps/pictures.ts");
  const decode = (text: string, which: string): DecodedPng | string => {
    try {
      return decodePng(Uint8Array.fromBase64(base64(text)));
    } catch (error) {
      return `the ${which} picture is no PNG: ${error instanceof Error ? error.message : error}`;
    }
  };
  const before = decode(stored, "stored");
  const after = decode(current, "new");
  if (typeof before === "string") return before;
  if (typeof after === "string") return after;
  const { width, height } = before;
  if (width !== after.width || height !== after.height) {
    return `the picture is ${after.width} × ${after.height} pixels, stored is ${width} × ${height}`;
  }
  if (policy === "size") return undefined;
  const different = pixelmatch(rgba(before), rgba(after), undefined, width, height, {
    threshold: COLOUR_THRESHOLD,
  });
  const share = different / (width * height);
  return share <= allowed
    ? undefined
    : `${(share * 100).toFixed(1)}% of the pixels differ, ${allowed * 100}% are allowed`;
}

/** Base64 without the line ends that some programs put in. */
function base64(text: string): string {
  return text.replaceAll(/\s/g, "");
}

/** Four bytes for each pixel, whatever the file has. */
function rgba({ data, width, height, channels, depth, palette }: DecodedPng): Uint8Array {
  const out = new Uint8Array(width * height * 4);
  const scale = depth === 16 ? 257 : depth < 8 && !palette ? 1 / (255 / (2 ** depth - 1)) : 1;
  const samples = depth < 8 ? unpack(data as Uint8Array, { width, height, depth }) : data;
  for (let i = 0; i < width * height; i++) {
    if (palette) {
      const [red = 0, green = 0, blue = 0, alpha = 255] = palette[samples[i]!] ?? [];
      out.set([red, green, blue, alpha], i * 4);
      continue;
    }
    const at = (channel: number) => samples[i * channels + channel]! / scale;
    const grey = channels < 3;
    out[i * 4] = at(0);
    out[i * 4 + 1] = at(grey ? 0 : 1);
    out[i * 4 + 2] = at(grey ? 0 : 2);
    out[i * 4 + 3] = channels === 2 ? at(1) : channels === 4 ? at(3) : 255;
  }
  return out;
}

/** One number for each pixel of rows that are packed into bits. */
function unpack(
  data: Uint8Array,
  { width, height, depth }: { width: number; height: number; depth: number },
): Uint8Array {
  const out = new Uint8Array(width * height);
  const rowBytes = Math.ceil(width * depth / 8);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * rowBytes + (bit >> 3)]!;
      out[y * width + x] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  }
  return out;
}
