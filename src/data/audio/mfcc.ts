/**
 * Mel-frequency cepstral coefficients.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";

/**
 * The cepstral coefficients of mel spectrograms in logarithms (MFCCs), as
 * `tf.signal.mfccs_from_log_mel_spectrograms` and HTK scale them: the first 13 are the usual features of
 * speech. Gradients flow through it.
 *
 * @param logMelSpectrograms float32 `[..., numMelBins]`.
 * @returns float32 `[..., numMelBins]`; slice off what is wanted.
 * @throws {RangeError} When there is no band.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { data, tf } from "tensaur";
 *
 * await tf.ready();
 * // A flat spectrum has the first coefficient only.
 * const [mean, slope] = data.mfccsFromLogMelSpectrograms(tf.ones([8])).dataSync();
 * assertAlmostEquals(mean!, 4, 1e-5);
 * assertAlmostEquals(slope!, 0, 1e-5);
 * ```
 */
export function mfccsFromLogMelSpectrograms(logMelSpectrograms: tf.Tensor): tf.Tensor {
  const bins = logMelSpectrograms.shape.at(-1) ?? 0;
  if (bins === 0) {
    throw new RangeError(
      "Cannot make cepstral coefficients: wanted [..., numMelBins] with a band or more, got " +
        `[${logMelSpectrograms.shape}]`,
    );
  }
  return tf.tidy(() => {
    const flat = tf.reshape(logMelSpectrograms, [-1, bins]);
    const waves = tf.tensor2d(cosines(bins), [bins, bins]);
    return tf.reshape(tf.matMul(flat as tf.Tensor2D, waves), logMelSpectrograms.shape);
  });
}

/** The discrete cosine transform of the second kind, all rows scaled alike. */
function cosines(size: number): Float32Array {
  const scale = Math.sqrt(2 / size);
  return Float32Array.from({ length: size * size }, (_, i) => {
    const [at, wave] = [Math.floor(i / size), i % size];
    return scale * Math.cos(Math.PI / size * (at + 0.5) * wave);
  });
}
