/**
 * How strong each frequency of sound is over time.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { requireWord } from "../../core/require_word.ts";
import * as tf from "../../engine/tf.ts";
import { requireCount, requirePositive } from "./checks.ts";

const VERB = "Cannot make a spectrogram";

/** Options of {@linkcode spectrogram}, named as in `tf.signal.stft`. */
export interface SpectrogramOptions {
  /** Samples of each frame. */
  readonly frameLength: number;
  /** Samples from one frame to the next. */
  readonly frameStep: number;
  /** Samples of each transform, zeros beyond the frame; `frameLength` unless told. */
  readonly fftLength?: number;
  /** What frames are multiplied by; periodic `"hann"` unless told. */
  readonly window?: "hann" | "hamming" | null;
  /**
   * Whether frame i is centred on sample i · frameStep, the sound mirrored beyond its ends, as Keras,
   * torch and librosa have it; false unless told, as in TensorFlow: frame i begins there, and what does
   * not fill a frame is left out.
   */
  readonly center?: boolean;
  /** Whether the last frames are filled up with zeros instead; false unless told. */
  readonly padEnd?: boolean;
  /** 2 for power, 1 for magnitude; 2 unless told. */
  readonly power?: number;
}

const OPTIONS: OptionNames<SpectrogramOptions> = {
  frameLength: true,
  frameStep: true,
  fftLength: true,
  window: true,
  center: true,
  padEnd: true,
  power: true,
};

/** What a magnitude's square must not fall below for its root to have a gradient. */
const TINY = 1e-30;

/**
 * The spectrogram of sound: sizes of its short-time Fourier transform to a power. Gradients flow
 * through it.
 *
 * @param signal float32 `[..., samples]`; of `io.readWav`'s `[samples, channels]` take a column.
 * @param options Frames, window and power.
 * @returns float32 `[..., frames, fftLength / 2 + 1]`; bin k stands for k · rate / fftLength Hertz.
 * @throws {RangeError} When the sound is shorter than a frame, or a number is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, display, tf } from "tensaur";
 *
 * await tf.ready();
 * // 1 kHz for a quarter of a second, at 8000 samples per second.
 * const sound = tf.tidy(() => tf.sin(tf.mul(tf.range(0, 2000), 2 * Math.PI * 1000 / 8000)));
 * const power = data.spectrogram(sound, { frameLength: 256, frameStep: 128 });
 * assertEquals(power.shape, [14, 129]);
 * assertEquals(tf.argMax(power, 1).dataSync()[0], 1000 * 256 / 8000);
 * display.heatMap(tf.reverse(tf.transpose(tf.log(tf.add(power, 1e-6))), 0), { title: "1 kHz" });
 * ```
 */
export function spectrogram(signal: tf.Tensor, options: SpectrogramOptions): tf.Tensor {
  requireOptions(VERB, options, OPTIONS);
  const { frameLength, frameStep, fftLength = frameLength, window = "hann", power = 2 } = options;
  const { center = false, padEnd = false } = options;
  requireCount(VERB, "frameLength", frameLength);
  requireCount(VERB, "frameStep", frameStep);
  requireCount(VERB, "fftLength", fftLength);
  requirePositive(VERB, "power", power);
  requireWord(VERB, "window", { value: window, words: ["hann", "hamming", null] });
  if (fftLength < frameLength) {
    throw new RangeError(
      `${VERB}: fftLength must be frameLength or more, current values are ${fftLength} and ` +
        `${frameLength}`,
    );
  }
  if (signal.rank === 0) {
    throw new RangeError(`${VERB}: the sound must have samples, it is a scalar`);
  }
  return tf.tidy(() => {
    const sound = center ? mirrored(signal, fftLength >> 1) : signal;
    // Centred frames are as long as the transform, with the window in their middle.
    const span = center ? fftLength : frameLength;
    const frames = framed(sound, { length: span, step: frameStep, padEnd });
    const windowed = window === null && span === frameLength
      ? frames
      : tf.mul(frames, tf.tensor1d(windowOf(window, frameLength, span)));
    const squares = squaredTransform(filledUp(windowed, fftLength));
    if (power === 2) return squares;
    return tf.pow(tf.maximum(squares, TINY), power / 2);
  });
}

/** `[..., n, length]` of `[..., samples]`. */
function framed(
  sound: tf.Tensor,
  { length, step, padEnd }: {
    readonly length: number;
    readonly step: number;
    readonly padEnd: boolean;
  },
): tf.Tensor {
  const samples = sound.shape.at(-1)!;
  const count = padEnd ? Math.ceil(samples / step) : Math.floor((samples - length) / step) + 1;
  if (count < 1) {
    throw new RangeError(
      `${VERB}: the sound has ${samples} samples, and a frame ${length}; give padEnd: true to have it ` +
        "filled up with zeros",
    );
  }
  const needed = (count - 1) * step + length;
  const whole = needed > samples ? filledUp(sound, needed) : sound;
  const places = Int32Array.from(
    { length: count * length },
    (_, i) => Math.floor(i / length) * step + i % length,
  );
  const frames = tf.gather(whole, tf.tensor1d(places, "int32"), sound.rank - 1);
  return tf.reshape(frames, [...sound.shape.slice(0, -1), count, length]);
}

/** Zeros at the end of the last axis. */
function filledUp(x: tf.Tensor, length: number): tf.Tensor {
  const missing = length - x.shape.at(-1)!;
  if (missing <= 0) return x;
  return tf.concat([x, tf.zeros([...x.shape.slice(0, -1), missing])], x.rank - 1);
}

/** The sound with `reach` mirrored samples on each side, the outermost not repeated. */
function mirrored(sound: tf.Tensor, reach: number): tf.Tensor {
  const samples = sound.shape.at(-1)!;
  if (samples <= reach) {
    throw new RangeError(
      `${VERB}: centred frames of ${2 * reach} samples need more than ${reach} samples of sound, ` +
        `there are ${samples}`,
    );
  }
  const places = Int32Array.from({ length: samples + 2 * reach }, (_, i) => {
    const place = Math.abs(i - reach);
    return place < samples ? place : 2 * (samples - 1) - place;
  });
  return tf.gather(sound, tf.tensor1d(places, "int32"), sound.rank - 1);
}

/** Periodic, in the middle of `span`. */
function windowOf(name: "hann" | "hamming" | null, length: number, span: number): Float32Array {
  const values = new Float32Array(span);
  const [middle, swing] = name === null ? [1, 0] : name === "hann" ? [0.5, 0.5] : [0.54, 0.46];
  // TensorFlow's windows of an odd length are symmetric, whatever is asked.
  const period = length % 2 === 0 || name === null ? length : length - 1;
  const start = (span - length) >> 1;
  for (let i = 0; i < length; i++) {
    values[start + i] = middle - swing * Math.cos(2 * Math.PI * i / Math.max(1, period));
  }
  return values;
}

/** Squares of the sizes of the transform's first half. */
function squaredTransform(frames: tf.Tensor): tf.Tensor {
  const bins = Math.floor(frames.shape.at(-1)! / 2) + 1;
  const transform = tf.fft(tf.complex(frames, tf.zerosLike(frames)));
  const size = [...frames.shape.slice(0, -1), bins];
  const begin = size.map(() => 0);
  const half = (part: tf.Tensor) => tf.square(tf.slice(part, begin, size));
  return tf.add(half(tf.real(transform)), half(tf.imag(transform)));
}
