/**
 * From frequencies to the mel scale, on which steps sound alike.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { requireWord } from "../../core/require_word.ts";
import * as tf from "../../engine/tf.ts";
import { requireCount, requirePositive } from "./checks.ts";

const VERB = "Cannot make mel filters";

/** Options of {@linkcode linearToMelWeightMatrix}, named as in `tf.signal`. */
export interface MelFilterOptions {
  /** Bands of the result; 20 unless told. */
  readonly numMelBins?: number;
  /** Bins of the spectrogram, `fftLength / 2 + 1`; 129 unless told. */
  readonly numSpectrogramBins?: number;
  /** Samples per second; 8000 unless told. */
  readonly sampleRate?: number;
  /** Where the lowest band begins, in Hertz; 125 unless told. */
  readonly lowerEdgeHertz?: number;
  /** Where the highest band ends, in Hertz; 3800 unless told. */
  readonly upperEdgeHertz?: number;
  /**
   * Which scale: `"htk"`, 2595 · log10(1 + f / 700), unless told, as in TensorFlow, Keras and torchaudio;
   * or `"slaney"`, straight up to 1000 Hz, which is librosa's default.
   */
  readonly melScale?: "htk" | "slaney";
  /** Whether bands have an area of 1, `"slaney"`, as in librosa; or a height of 1, `null`, unless told. */
  readonly norm?: "slaney" | null;
  /**
   * On which scale the sides of a band are straight: `"mel"`, unless told, as in TensorFlow and Keras, or
   * `"hertz"`, as in torchaudio and librosa.
   */
  readonly straight?: "mel" | "hertz";
}

const OPTIONS: OptionNames<MelFilterOptions> = {
  numMelBins: true,
  numSpectrogramBins: true,
  sampleRate: true,
  lowerEdgeHertz: true,
  upperEdgeHertz: true,
  melScale: true,
  norm: true,
  straight: true,
};

interface Scale {
  readonly toMel: (hertz: number) => number;
  readonly toHertz: (mel: number) => number;
}

const HTK: Scale = {
  toMel: (hertz) => 1127 * Math.log1p(hertz / 700),
  toHertz: (mel) => 700 * Math.expm1(mel / 1127),
};

/** Mels of 1000 Hz, and the factor of 27 steps above. */
const KNEE = 15;
const STEP = Math.log(6.4) / 27;

const SLANEY: Scale = {
  toMel: (hertz) => hertz < 1000 ? hertz * 3 / 200 : KNEE + Math.log(hertz / 1000) / STEP,
  toHertz: (mel) => mel < KNEE ? mel * 200 / 3 : 1000 * Math.exp(STEP * (mel - KNEE)),
};

/**
 * The middles of bands of the mel scale, in Hertz: names of the rows of a picture.
 *
 * @param options As of {@linkcode linearToMelWeightMatrix}.
 * @returns One frequency for each band, rising.
 * @throws {RangeError} When a number is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const middles = data.melFrequencies({ numMelBins: 3, lowerEdgeHertz: 0, upperEdgeHertz: 4000 });
 * assertEquals(middles.map(Math.round), [427, 1114, 2220]);
 * ```
 */
export function melFrequencies(options: MelFilterOptions = {}): number[] {
  const { edges } = bandsOf(options);
  return edges.slice(1, -1).map(({ hertz }) => hertz);
}

/**
 * A matrix that turns the bins of a spectrogram into bands of the mel scale: `tf.matMul(power, matrix)`.
 * Each band is a triangle; the first bin, the mean, counts in none.
 *
 * @param options Bins, bands and their range, with `tf.signal.linear_to_mel_weight_matrix`'s defaults.
 * @returns float32 `[numSpectrogramBins, numMelBins]`.
 * @throws {RangeError} When a number is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf } from "tensaur";
 *
 * await tf.ready();
 * const sound = tf.randomNormal([1600], 0, 1, "float32", 1);
 * const power = data.spectrogram(sound, { frameLength: 256, frameStep: 128 });
 * const mels = data.linearToMelWeightMatrix({ numMelBins: 40, numSpectrogramBins: 129 });
 * const logMel = tf.log(tf.add(tf.matMul(power as tf.Tensor2D, mels), 1e-6));
 * const features = tf.slice(data.mfccsFromLogMelSpectrograms(logMel), [0, 0], [-1, 13]);
 * assertEquals(features.shape, [11, 13]);
 * ```
 */
export function linearToMelWeightMatrix(options: MelFilterOptions = {}): tf.Tensor2D {
  const { edges, scale, rule } = bandsOf(options);
  const { numMelBins, numSpectrogramBins, sampleRate, norm, straight } = rule;
  const data = new Float32Array(numSpectrogramBins * numMelBins);
  for (let bin = 1; bin < numSpectrogramBins; bin++) {
    const hertz = sampleRate / 2 * bin / (numSpectrogramBins - 1);
    const at = straight === "mel" ? scale.toMel(hertz) : hertz;
    for (let band = 0; band < numMelBins; band++) {
      const [low, middle, high] = [edges[band]!, edges[band + 1]!, edges[band + 2]!];
      const [a, b, c] = straight === "mel"
        ? [low.mel, middle.mel, high.mel]
        : [low.hertz, middle.hertz, high.hertz];
      const height = Math.max(0, Math.min((at - a) / (b - a), (c - at) / (c - b)));
      const area = norm === "slaney" ? 2 / (high.hertz - low.hertz) : 1;
      data[bin * numMelBins + band] = height * area;
    }
  }
  return tf.tensor2d(data, [numSpectrogramBins, numMelBins]);
}

/** Edges of neighbouring bands: band i goes from edge i to edge i + 2. */
function bandsOf(options: MelFilterOptions) {
  requireOptions(VERB, options, OPTIONS);
  const { numMelBins = 20, numSpectrogramBins = 129, sampleRate = 8000 } = options;
  const { lowerEdgeHertz = 125, upperEdgeHertz = 3800 } = options;
  const { melScale = "htk", norm = null, straight = "mel" } = options;
  requireCount(VERB, "numMelBins", numMelBins);
  requireCount(VERB, "numSpectrogramBins", numSpectrogramBins);
  requirePositive(VERB, "sampleRate", sampleRate);
  requireWord(VERB, "melScale", { value: melScale, words: ["htk", "slaney"] });
  requireWord(VERB, "norm", { value: norm, words: ["slaney", null] });
  requireWord(VERB, "straight", { value: straight, words: ["mel", "hertz"] });
  if (
    !(lowerEdgeHertz >= 0 && lowerEdgeHertz < upperEdgeHertz && upperEdgeHertz <= sampleRate / 2)
  ) {
    throw new RangeError(
      `${VERB}: edges must rise from 0 Hz or more to at most half of the ${sampleRate} samples per ` +
        `second, current values are ${lowerEdgeHertz} and ${upperEdgeHertz}`,
    );
  }
  const scale = melScale === "htk" ? HTK : SLANEY;
  const [first, last] = [scale.toMel(lowerEdgeHertz), scale.toMel(upperEdgeHertz)];
  const edges = Array.from({ length: numMelBins + 2 }, (_, i) => {
    const mel = first + (last - first) * i / (numMelBins + 1);
    return { mel, hertz: scale.toHertz(mel) };
  });
  return { edges, scale, rule: { numMelBins, numSpectrogramBins, sampleRate, norm, straight } };
}
