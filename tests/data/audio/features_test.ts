import { assert, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import {
  linearToMelWeightMatrix,
  type MelFilterOptions,
  melFrequencies,
} from "../../../src/data/audio/mel_filters.ts";
import {
  melSpectrogram,
  type MelSpectrogramOptions,
} from "../../../src/data/audio/mel_spectrogram.ts";
import { mfccsFromLogMelSpectrograms } from "../../../src/data/audio/mfcc.ts";
import { spectrogram, type SpectrogramOptions } from "../../../src/data/audio/spectrogram.ts";
import { heatMap } from "../../../src/display/mod.ts";
import * as tf from "../../../src/engine/tf.ts";
import { describeOnEngines } from "../../nn/on_engines.ts";
import { assertAllClose } from "../../tolerance.ts";

interface Entry {
  readonly shape: number[];
  readonly data: number[];
}

interface Case {
  readonly options: Readonly<Record<string, unknown>>;
  readonly result: Entry;
}

/** Arguments of librosa.filters.mel. */
interface LibrosaFilters {
  readonly sr: number;
  readonly n_fft: number;
  readonly n_mels: number;
  readonly fmin?: number;
  readonly fmax?: number;
  readonly htk?: boolean;
  readonly norm?: "slaney" | null;
}

/** What TensorFlow, Keras and librosa give; see make_audio.py. */
const read = (name: string) =>
  JSON.parse(Deno.readTextFileSync(new URL(`../../parity/data/${name}`, import.meta.url)));
const golden: {
  readonly spectrogram: readonly Case[];
  readonly filters: readonly Case[];
  readonly mel: readonly Case[];
  readonly mfcc: { readonly input: Entry; readonly result: Entry };
  readonly gradient: Entry;
} = read("audio.json");
const librosa: { readonly filters: readonly Case[]; readonly mel: Entry } = read(
  "audio_librosa.json",
);

function sound(rows: number, samples: number): tf.Tensor2D {
  const data = Float32Array.from(
    { length: rows * samples },
    (_, i) => 0.5 * Math.sin(i * 0.05) + 0.3 * Math.sin(i * 1.1) + 0.1 * Math.sin(i * i * 0.0007),
  );
  return tf.tensor2d(data, [rows, samples]);
}

const tensorOf = ({ shape, data }: Entry) => tf.tensor(data, shape);

/** Python's names as ours. */
function named<Options>(options: Case["options"]): Options {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  ) as Options;
}

const within = (absolute: number, relative = 1e-5) => ({ tolerance: { relative, absolute } });

describeOnEngines("features of sound", () => {
  for (const { options, result } of golden.spectrogram) {
    it(`spectrogram() is TensorFlow's stft, squared: ${JSON.stringify(options)}`, () =>
      tf.tidy(() => {
        const given = named<SpectrogramOptions>(options);
        assertAllClose(spectrogram(sound(2, 300), given), tensorOf(result), within(1e-4));
      }));
  }

  for (const { options, result } of golden.filters) {
    it(`linearToMelWeightMatrix() is TensorFlow's: ${JSON.stringify(options)}`, () =>
      tf.tidy(() => {
        const matrix = linearToMelWeightMatrix(named<MelFilterOptions>(options));
        assertAllClose(matrix, tensorOf(result), within(2e-5));
      }));
  }

  for (const { options, result } of golden.mel) {
    it(`melSpectrogram() is Keras' layer: ${JSON.stringify(options)}`, () =>
      tf.tidy(() => {
        const given = named<MelSpectrogramOptions>(options);
        // Decibels of what is nearly silent show the last digits of float32.
        const tolerance = given.powerToDb === false ? within(1e-4) : within(5e-3);
        assertAllClose(melSpectrogram(sound(2, 300), given), tensorOf(result), tolerance);
      }));
  }

  it("mfccsFromLogMelSpectrograms() is TensorFlow's", () =>
    tf.tidy(() => {
      const { input, result } = golden.mfcc;
      assertAllClose(mfccsFromLogMelSpectrograms(tensorOf(input)), tensorOf(result), within(1e-5));
    }));

  it("filters and spectrograms are librosa's where they are told so", () =>
    tf.tidy(() => {
      for (const { options, result } of librosa.filters) {
        const { sr, n_fft, n_mels, fmin = 0, fmax = sr / 2, htk = false, norm = "slaney" } =
          options as unknown as LibrosaFilters;
        const matrix = linearToMelWeightMatrix({
          numMelBins: n_mels,
          numSpectrogramBins: n_fft / 2 + 1,
          sampleRate: sr,
          lowerEdgeHertz: fmin,
          upperEdgeHertz: fmax,
          melScale: htk ? "htk" : "slaney",
          norm,
          straight: "hertz",
        });
        assertAllClose(matrix, tensorOf(result), within(1e-6));
      }
      const mels = melSpectrogram(tf.reshape(sound(1, 600), [600]), {
        samplingRate: 8000,
        fftLength: 128,
        sequenceStride: 64,
        numMelBins: 10,
        minFreq: 0,
        powerToDb: false,
        melScale: "slaney",
        norm: "slaney",
        straight: "hertz",
      });
      assertAllClose(mels, tensorOf(librosa.mel), within(1e-5));
    }));

  it("gradients flow from coefficients back to the sound, as in TensorFlow", () =>
    tf.tidy(() => {
      const matrix = linearToMelWeightMatrix({ numMelBins: 10, numSpectrogramBins: 33 });
      const loss = (x: tf.Tensor) => {
        const power = spectrogram(x, { frameLength: 64, frameStep: 32 });
        const mels = tf.matMul(tf.reshape(power, [-1, 33]) as tf.Tensor2D, matrix);
        const all = mfccsFromLogMelSpectrograms(tf.log(tf.add(mels, 1e-3)));
        return tf.sum(tf.square(tf.slice(all, [0, 0], [-1, 6]))) as tf.Scalar;
      };
      const gradient = tf.grad(loss)(sound(2, 300));
      const size = Math.max(...golden.gradient.data.map(Math.abs));
      // TensorFlow's own float32 is 1.4e-4 of the greatest away from its float64.
      assertAllClose(gradient, tensorOf(golden.gradient), within(2e-4 * size, 1e-3));
    }));

  it("magnitudes of silence have a gradient of 0, and decibels one that is finite", () =>
    tf.tidy(() => {
      const options = { frameLength: 8, frameStep: 4, power: 1 };
      const of = (make: (x: tf.Tensor) => tf.Tensor) =>
        tf.grad((x) => tf.sum(make(x)))(tf.zeros([32])).dataSync();
      assert(of((x) => spectrogram(x, options)).every((value) => value === 0));
      const mels = { fftLength: 16, sequenceStride: 8, samplingRate: 8000, numMelBins: 2 };
      assert(of((x) => melSpectrogram(x, mels)).every(Number.isFinite));
    }));

  it("a tone is bright in the band that its frequency is in, in a picture too", () =>
    tf.tidy(() => {
      const tone = tf.sin(tf.mul(tf.range(0, 4000), 2 * Math.PI * 1500 / 8000));
      const options = { samplingRate: 8000, fftLength: 512, sequenceStride: 256, numMelBins: 24 };
      const mels = melSpectrogram(tone, options);
      assertEquals(mels.shape, [24, 16]);
      const middles = melFrequencies({ numMelBins: 24, lowerEdgeHertz: 20, upperEdgeHertz: 4000 });
      const nearest = middles.indexOf(
        middles.toSorted((a, b) => Math.abs(a - 1500) - Math.abs(b - 1500))[0]!,
      );
      assertEquals(tf.argMax(mels, 0).dataSync()[8], nearest);
      const picture = heatMap(tf.reverse(mels, 0), {
        rowNames: middles.map((hertz) => `${Math.round(hertz)} Hz`).reverse(),
      });
      assertEquals(picture.toText().split("\n")[23 - nearest], "█".repeat(16));
    }));

  it("no tensor is left", () => {
    const before = tf.memory().numTensors;
    const x = sound(1, 200);
    tf.dispose([
      melSpectrogram(x, { fftLength: 64, sequenceStride: 32, numMelBins: 4 }),
      spectrogram(x, { frameLength: 64, frameStep: 32, padEnd: true }),
      x,
    ]);
    assertEquals(tf.memory().numTensors, before);
  });

  it("what has no meaning is refused, and named", () => {
    const x = sound(1, 20);
    const frames = { frameLength: 8, frameStep: 4 };
    const cases: [() => unknown, string][] = [
      [() => spectrogram(x, { ...frames, frameStep: 0 }), "frameStep must be a positive integer"],
      [() => spectrogram(x, { ...frames, fftLength: 4 }), "fftLength must be frameLength or more"],
      [() => spectrogram(x, { frameLength: 64, frameStep: 4 }), "give padEnd: true"],
      [() => melSpectrogram(x, { fftLength: 64 }), "need more than 32 samples of sound"],
      [() => linearToMelWeightMatrix({ upperEdgeHertz: 5000 }), "at most half of the 8000 samples"],
      [() => linearToMelWeightMatrix({ numMelBins: 0 }), "numMelBins must be a positive integer"],
      [() => mfccsFromLogMelSpectrograms(tf.zeros([2, 0])), "wanted [..., numMelBins]"],
    ];
    for (const [make, message] of cases) assertThrows(make, RangeError, message);
    assertThrows(
      () => spectrogram(x, { ...frames, window: "hanning" as "hann" }),
      TypeError,
      'window must be hann or hamming or null, current value is "hanning"',
    );
    x.dispose();
  });
});
