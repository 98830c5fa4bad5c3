/**
 * Mel spectrograms.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import { requireCount, requirePositive } from "./checks.ts";
import { linearToMelWeightMatrix, type MelFilterOptions } from "./mel_filters.ts";
import { spectrogram, type SpectrogramOptions } from "./spectrogram.ts";

const VERB = "Cannot make a mel spectrogram";

/** Options of {@linkcode melSpectrogram}, with the names and defaults of Keras' layer. */
export interface MelSpectrogramOptions
  extends
    Pick<MelFilterOptions, "melScale" | "norm" | "straight">,
    Pick<SpectrogramOptions, "window"> {
  /** Samples of each transform; 2048 unless told. */
  readonly fftLength?: number;
  /** Samples from one frame to the next; 512 unless told. */
  readonly sequenceStride?: number;
  /** Samples under the window; `fftLength` unless told. */
  readonly sequenceLength?: number;
  /** Samples per second; 16,000 unless told. */
  readonly samplingRate?: number;
  /** Bands; 128 unless told. */
  readonly numMelBins?: number;
  /** Where the lowest band begins, in Hertz; 20 unless told. */
  readonly minFreq?: number;
  /** Where the highest band ends, in Hertz; half the rate unless told. */
  readonly maxFreq?: number;
  /** Whether the result is in decibels; true unless told. */
  readonly powerToDb?: boolean;
  /** Decibels below the loudest value of the whole tensor at which it is cut off; 80 unless told. */
  readonly topDb?: number;
  /** Power of magnitudes; 2 unless told. */
  readonly magExp?: number;
  /** Least power in decibels; 1e-10 unless told. */
  readonly minPower?: number;
  /** Power of 0 decibels; 1 unless told. */
  readonly refPower?: number;
}

const OPTIONS: OptionNames<MelSpectrogramOptions> = {
  fftLength: true,
  sequenceStride: true,
  sequenceLength: true,
  window: true,
  samplingRate: true,
  numMelBins: true,
  minFreq: true,
  maxFreq: true,
  powerToDb: true,
  topDb: true,
  magExp: true,
  minPower: true,
  refPower: true,
  melScale: true,
  norm: true,
  straight: true,
};

/**
 * The mel spectrogram of sound, as Keras' layer `MelSpectrogram` makes it: a picture of it for
 * convolutions. Frames are centred. Gradients flow through it.
 *
 * @param signal float32 `[..., samples]`.
 * @param options Frames, bands and decibels.
 * @returns float32 `[..., numMelBins, frames]`, the lowest band first.
 * @throws {RangeError} When a number is out of range, or the sound too short.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, display, tf } from "tensaur";
 *
 * await tf.ready();
 * // A tone that rises from 200 to 2000 Hz in a second.
 * const time = tf.div(tf.range(0, 8000), 8000);
 * const sound = tf.sin(tf.mul(2 * Math.PI, tf.add(tf.mul(time, 200), tf.mul(tf.square(time), 900))));
 * const options = { samplingRate: 8000, fftLength: 512, sequenceStride: 128, numMelBins: 32 };
 * const mels = data.melSpectrogram(sound, options);
 * assertEquals(mels.shape, [32, 63]);
 * // Low tones at the bottom.
 * display.heatMap(tf.reverse(mels, 0), { title: "A rising tone" });
 * ```
 */
export function melSpectrogram(signal: tf.Tensor, options: MelSpectrogramOptions = {}): tf.Tensor {
  requireOptions(VERB, options, OPTIONS);
  const { fftLength = 2048, sequenceStride = 512, samplingRate = 16_000 } = options;
  const { numMelBins = 128, minFreq = 20, maxFreq = Math.floor(samplingRate / 2) } = options;
  const { sequenceLength = fftLength, magExp = 2, window, melScale, norm, straight } = options;
  requireCount(VERB, "fftLength", fftLength);
  return tf.tidy(() => {
    const power = spectrogram(signal, {
      frameLength: sequenceLength,
      frameStep: sequenceStride,
      fftLength,
      center: true,
      power: magExp,
      ...window !== undefined && { window },
    });
    const matrix = linearToMelWeightMatrix({
      numMelBins,
      numSpectrogramBins: power.shape.at(-1)!,
      sampleRate: samplingRate,
      lowerEdgeHertz: minFreq,
      upperEdgeHertz: maxFreq,
      ...melScale !== undefined && { melScale },
      ...norm !== undefined && { norm },
      ...straight !== undefined && { straight },
    });
    const [frames, bins] = [power.shape.slice(0, -1), power.shape.at(-1)!];
    const flat = tf.matMul(tf.reshape(power, [-1, bins]) as tf.Tensor2D, matrix);
    const mels = tf.reshape(flat, [...frames, numMelBins]);
    const { powerToDb = true } = options;
    const axes = mels.shape.map((_, axis) => axis);
    const turned = [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!];
    return tf.transpose(powerToDb ? decibels(mels, options) : mels, turned);
  });
}

function decibels(power: tf.Tensor, options: MelSpectrogramOptions): tf.Tensor {
  const { topDb = 80, minPower = 1e-10, refPower = 1 } = options;
  requirePositive(VERB, "minPower", minPower);
  requirePositive(VERB, "topDb", topDb);
  const bels = tf.mul(tf.log(tf.maximum(power, minPower)), 10 / Math.LN10);
  const level = tf.sub(bels, 10 * Math.log10(Math.max(Math.abs(refPower), minPower)));
  return tf.maximum(level, tf.sub(tf.max(level), topDb));
}
