/**
 * Reader for WAV: sound as samples.
 *
 * @see {@link https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html} for the format
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import { resample } from "./resample.ts";

/** How sound is read. */
export interface ReadWavOptions {
  /** Samples per second wanted; those of the file unless told. */
  readonly sampleRate?: number;
  /** 1 for the mean of all channels; those of the file unless told. */
  readonly channels?: 1;
}

/** Sound out of a file. */
export interface Wav {
  /** float32 `[frames, channels]`, from -1 to 1 (files of floats may go beyond). */
  readonly samples: NdArrayOf<"float32">;
  /** Samples per second. */
  readonly sampleRate: number;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

interface Format {
  readonly code: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
}

function refuse(reason: string): never {
  throw new SyntaxError(`Cannot read WAV data: ${reason}`);
}

function readFormat(view: DataView, at: number, length: number): Format {
  if (length < 16) refuse(`the format takes 16 bytes or more, it has ${length}`);
  let code = view.getUint16(at, true);
  // The long form has the code at the head of an identifier.
  if (code === EXTENSIBLE && length >= 40) code = view.getUint16(at + 24, true);
  const format = {
    code,
    channels: view.getUint16(at + 2, true),
    sampleRate: view.getUint32(at + 4, true),
    bits: view.getUint16(at + 14, true),
  };
  const known = code === PCM ? [8, 16, 24, 32] : code === FLOAT ? [32, 64] : [];
  if (!known.includes(format.bits)) {
    refuse(
      `wanted PCM of 8, 16, 24 or 32 bits or floats of 32 or 64, it has code ${code} with ` +
        `${format.bits} bits`,
    );
  }
  if (format.channels === 0 || format.sampleRate === 0) {
    refuse(`it has ${format.channels} channels of ${format.sampleRate} samples per second`);
  }
  return format;
}

/** Reads one sample. */
function sampleReader(view: DataView, { code, bits }: Format): (at: number) => number {
  if (code === FLOAT) {
    return bits === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true);
  }
  switch (bits) {
    case 8:
      return (at) => (view.getUint8(at) - 128) / 128;
    case 16:
      return (at) => view.getInt16(at, true) / 32_768;
    case 24:
      return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608;
    default:
      return (at) => view.getInt32(at, true) / 2_147_483_648;
  }
}

/**
 * Reads a WAV file: PCM of 8, 16, 24 or 32 bits, or floats of 32 or 64.
 *
 * @param bytes The whole file.
 * @param options Rate and channels wanted.
 * @returns float32 samples `[frames, channels]` and their rate.
 * @throws {SyntaxError} When it is no such file, or cut off.
 * @throws {RangeError} When the rate wanted is not positive.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const wav = io.writeWav({ dtype: "float32", shape: [2, 1], data: Float32Array.of(0.5, -1) }, {
 *   sampleRate: 8000,
 * });
 * const { samples, sampleRate } = io.readWav(wav);
 * assertEquals([sampleRate, [...samples.data]], [8000, [0.5, -1]]);
 * ```
 */
export function readWav(bytes: Uint8Array, options: ReadWavOptions = {}): Wav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || tag(0) !== "RIFF" || tag(8) !== "WAVE") {
    refuse(`it must begin with RIFF and WAVE, there are ${bytes.length} bytes of something else`);
  }
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = tag(at);
    const length = view.getUint32(at + 4, true);
    const start = at + 8;
    if (start + length > bytes.length) {
      refuse(`it is cut off: "${name}" has ${length} bytes, ${bytes.length - start} are there`);
    }
    if (name === "fmt ") format = readFormat(view, start, length);
    if (name === "data") {
      if (format === undefined) refuse("the samples come before their format");
      const wav = readSamples(view, format, { start, length });
      return adapted(wav, options);
    }
    // Parts begin at even places.
    at = start + length + length % 2;
  }
  return refuse("it has no samples");
}

function readSamples(
  view: DataView,
  format: Format,
  { start, length }: { readonly start: number; readonly length: number },
): Wav {
  const { channels, sampleRate, bits } = format;
  const width = bits / 8;
  const frames = Math.floor(length / (width * channels));
  const data = new Float32Array(frames * channels);
  const read = sampleReader(view, format);
  for (let i = 0; i < data.length; i++) data[i] = read(start + i * width);
  return { samples: { dtype: "float32", shape: [frames, channels], data }, sampleRate };
}

function adapted(wav: Wav, options: ReadWavOptions): Wav {
  let { samples } = wav;
  const { sampleRate = wav.sampleRate } = options;
  const [frames = 0, channels = 0] = samples.shape;
  if (options.channels === 1 && channels > 1) {
    const data = new Float32Array(frames);
    for (let i = 0; i < samples.data.length; i++) {
      data[Math.floor(i / channels)]! += samples.data[i]! / channels;
    }
    samples = { dtype: "float32", shape: [frames, 1], data };
  }
  if (sampleRate !== wav.sampleRate) {
    samples = resample(samples, { from: wav.sampleRate, to: sampleRate });
  }
  return { samples, sampleRate };
}
