/**
 * Sound.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import type { Figure, FigureOptions } from "../chart/figure.ts";
import { lineChart } from "../chart/line_chart.ts";
import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../mime_bundle.ts";
import { numberText } from "../text/number_text.ts";
import { wavBytes } from "./wav.ts";

/** More would swell the notebook: some 700 kB in base64. */
const MAX_SAMPLES = 250_000;

/** How a sound is played and drawn. */
export interface AudioOptions extends FigureOptions {
  /** Samples per second; 44,100 unless told. */
  readonly sampleRate?: number;
}

/** A sound with a button that plays it, its wave as a chart. */
export class AudioView implements View {
  readonly #samples: ArrayLike<number>;
  readonly #rate: number;
  readonly #options: AudioOptions;

  /**
   * Takes the samples as they are; they are read when they are shown.
   *
   * @param samples From -1 to 1.
   * @param options How they are played and drawn.
   * @throws {RangeError} When the sample rate is no integer from 1,000 to 384,000.
   */
  constructor(samples: ArrayLike<number>, options: AudioOptions = {}) {
    const { sampleRate = 44_100 } = options;
    if (!Number.isInteger(sampleRate) || sampleRate < 1_000 || sampleRate > 384_000) {
      throw new RangeError(
        "Cannot play a sound: sampleRate must be an integer from 1,000 to 384,000, current value " +
          `is ${sampleRate}`,
      );
    }
    this.#samples = samples;
    this.#rate = sampleRate;
    this.#options = options;
  }

  /** The wave over time. */
  get figure(): Figure {
    const { length } = this.#samples;
    const x = Float64Array.from({ length }, (_, i) => i / this.#rate);
    return lineChart({ x, y: this.#samples }, {
      title: this.#about,
      height: 240,
      x: { title: "seconds" },
      ...this.#options,
    });
  }

  /** The wave as a chart in characters. */
  toText(options: TextOptions = {}): string {
    return this.figure.toText(options);
  }

  /** The sound to play, its wave as a drawing and as text. */
  [DISPLAY](): MimeBundle {
    const figure = this.figure;
    const svg = figure.toSvg();
    const played = Array.from({ length: Math.min(MAX_SAMPLES, this.#samples.length) }, (_, i) => {
      return this.#samples[i]!;
    });
    const wav = wavBytes(played, this.#rate).toBase64();
    const note = played.length < this.#samples.length
      ? `<div><small>plays the first ${
        numberText(played.length / this.#rate, 3)
      } seconds</small></div>`
      : "";
    const picture = new TextEncoder().encode(svg).toBase64();
    return {
      "text/html": `<div><audio controls src="data:audio/wav;base64,${wav}"></audio></div>${note}` +
        `<div><img alt="${escapeHtml(this.#about)}" style="max-width:100%" ` +
        `src="data:image/svg+xml;base64,${picture}"></div>`,
      "image/svg+xml": svg,
      "text/plain": figure.toText(),
    };
  }

  get #about(): string {
    const seconds = numberText(this.#samples.length / this.#rate, 3);
    return `${seconds} seconds at ${numberText(this.#rate, 6)} Hz`;
  }
}

/**
 * A sound that pages play; of long ones the beginning.
 *
 * @param samples From -1 to 1, one channel.
 * @param options Samples per second, title and looks of the wave.
 * @returns The sound, for `show` or as the last value of a cell.
 * @throws {RangeError} When the sample rate is no integer from 1,000 to 384,000.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const beep = Float32Array.from({ length: 8_000 }, (_, i) => Math.sin(i / 3));
 * const sound = display.audio(beep, { sampleRate: 8_000 });
 * assertEquals(sound.toText().split("\n")[0], "1 seconds at 8000 Hz");
 * ```
 */
export function audio(samples: ArrayLike<number>, options: AudioOptions = {}): AudioView {
  return new AudioView(samples, options);
}
