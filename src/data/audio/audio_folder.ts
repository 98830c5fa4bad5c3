/**
 * Sound of a folder as a data set.
 *
 * @module
 */

import type { NdArray, NdArrayOf } from "../../core/nd_array.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { readWav, type Wav } from "../../io/wav/read_wav.ts";
import type { Dataset } from "../dataset/dataset.ts";
import {
  LABELLED_FOLDER_OPTIONS,
  labelledFiles,
  LabelledFolder,
  type LabelledFolderOptions,
  withFolderDefaults,
} from "../folders/labelled_folder.ts";
import type { FileKind } from "../folders/list_files.ts";
import { requireCount } from "./checks.ts";

/** How a folder of sound is read. */
export interface AudioFolderOptions extends LabelledFolderOptions {
  /**
   * Samples per second that all get: files at another rate are resampled. Unless told all files must
   * have the first one's, and others are refused by name.
   */
  readonly samplingRate?: number;
  /**
   * Samples that all get: longer ones are cut off, shorter ones end in zeros. Unless told each has its
   * own length, and `batch` refuses those that differ.
   */
  readonly outputSequenceLength?: number;
  /** 1 for the mean of all channels. Unless told all files must have as many as the first one. */
  readonly channels?: 1;
}

const AUDIO_FOLDER_OPTIONS: OptionNames<AudioFolderOptions> = {
  ...LABELLED_FOLDER_OPTIONS,
  samplingRate: true,
  outputSequenceLength: true,
  channels: true,
};

const SOUND: FileKind = { what: "sound", extensions: [".wav"] };

/** Files read at a time. */
const READING = 4;

/** Sound and what it is of. */
export type LabelledSound = {
  readonly inputs: NdArrayOf<"float32">;
  readonly targets: NdArray | number;
};

/** Sound of a folder: a data set that knows its classes, files and rate. */
export class AudioFolder<T = LabelledSound> extends LabelledFolder<T> {
  /** Samples per second of all elements. */
  readonly samplingRate: number;

  /** Names a data set's classes, files and rate; `audioFolder` does it. */
  constructor(
    dataset: Dataset<T>,
    about: Pick<AudioFolder<unknown>, "classNames" | "filePaths" | "skipped" | "samplingRate">,
  ) {
    super(dataset, about);
    this.samplingRate = about.samplingRate;
  }
}

/**
 * A data set of the sound of a folder, as Keras' `audio_dataset_from_directory`, whose options and
 * defaults it has. Each folder in it is a class, by sorted names; files below count as well.
 *
 * Elements are `{ inputs, targets }`: inputs float32 `[samples, channels]`, from -1 to 1; targets a
 * class number, an array with `labelMode` `"categorical"` (`[classes]`) or `"binary"` (`[1]`), absent
 * with `null`. Files are WAV: PCM of 8 to 32 bits, or floats. They are mixed before any is read but the
 * first. Unlike Keras it resamples before it cuts.
 *
 * @param folder Its path.
 * @param options Labels, split, rate and length.
 * @returns A data set that can be mixed, split, batched, and gone on with from any place.
 * @throws {RangeError} When there is no file, or options do not fit together or the folder; in the
 *   iteration, when a file has another rate or other channels.
 * @throws {SyntaxError} In the iteration, when a file is damaged, with its name.
 * @throws {Deno.errors.NotFound} When there is no such folder.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, io } from "tensaur";
 *
 * const folder = await Deno.makeTempDir();
 * for (const [word, length] of [["no", 300], ["yes", 500]] as const) {
 *   const samples = Float32Array.from({ length }, (_, i) => Math.sin(i / 3));
 *   const wav = io.writeWav({ dtype: "float32", shape: [length, 1], data: samples }, {
 *     sampleRate: 8000,
 *   });
 *   await Deno.mkdir(`${folder}/${word}`);
 *   await Deno.writeFile(`${folder}/${word}/1.wav`, wav);
 * }
 * const sounds = await data.audioFolder(folder, { outputSequenceLength: 400 });
 * assertEquals([sounds.classNames, sounds.samplingRate], [["no", "yes"], 8000]);
 * for await (const { inputs } of sounds.batch(2)) assertEquals(inputs.shape, [2, 400, 1]);
 * ```
 */
export function audioFolder(
  folder: string,
  options: AudioFolderOptions & ({ readonly labels: null } | { readonly labelMode: null }),
): Promise<AudioFolder<{ readonly inputs: NdArrayOf<"float32"> }>>;
/**
 * A data set of the sound of a folder and its classes.
 *
 * @param folder Its path.
 * @param options Labels, split, rate and length.
 * @returns A data set of `{ inputs, targets }`.
 */
export function audioFolder(folder: string, options?: AudioFolderOptions): Promise<AudioFolder>;
export async function audioFolder(
  folder: string,
  options: AudioFolderOptions = {},
): Promise<unknown> {
  requireOptions("Cannot read sound", options, AUDIO_FOLDER_OPTIONS);
  const { samplingRate, outputSequenceLength: length, channels } = options;
  requireCount("Cannot read sound", "samplingRate", samplingRate);
  requireCount("Cannot read sound", "outputSequenceLength", length);
  if (channels !== undefined && channels !== 1) {
    throw new RangeError(
      `Cannot read sound: channels must be 1, the mean of all, current value is ${channels}`,
    );
  }
  const read = async (path: string): Promise<Wav> => {
    const bytes = await Deno.readFile(path);
    try {
      return readWav(bytes, {
        ...samplingRate !== undefined && { sampleRate: samplingRate },
        ...channels !== undefined && { channels },
      });
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      const reason = cause.message.replace(/^Cannot read WAV data: /, "");
      throw new SyntaxError(`Cannot read sound ${path}: ${reason}`, { cause });
    }
  };
  const files = await labelledFiles(folder, withFolderDefaults(options, SOUND), {
    kind: SOUND,
    parallel: READING,
    refusal: async (path) => {
      try {
        await read(path);
        return undefined;
      } catch (error) {
        if (error instanceof SyntaxError) {
          return error.message.slice(error.message.indexOf(": ") + 2);
        }
        throw error;
      }
    },
  });
  const first = { path: files.filePaths[0]!, ...await read(files.filePaths[0]!) };
  const sounds = files.map(async ({ path, targets }) => {
    const wav = await read(path);
    requireAlike({ path, ...wav }, first);
    const inputs = length === undefined ? wav.samples : fitted(wav.samples, length);
    return targets === undefined ? { inputs } : { inputs, targets };
  }, { parallel: READING });
  const { classNames, filePaths, skipped } = files;
  return new AudioFolder(sounds as Dataset<LabelledSound>, {
    classNames,
    filePaths,
    skipped,
    samplingRate: first.sampleRate,
  });
}

interface Read extends Wav {
  readonly path: string;
}

function requireAlike({ path, samples, sampleRate }: Read, first: Read): void {
  if (sampleRate !== first.sampleRate) {
    throw new RangeError(
      `Cannot read sound ${path}: it has ${sampleRate} samples per second, ${first.path} has ` +
        `${first.sampleRate}; give samplingRate to have all of them resampled`,
    );
  }
  if (samples.shape[1] !== first.samples.shape[1]) {
    throw new RangeError(
      `Cannot read sound ${path}: it has ${samples.shape[1]} channels, ${first.path} has ` +
        `${first.samples.shape[1]}; give channels: 1 to have the mean of all`,
    );
  }
}

/** Cut off, or with zeros at the end. */
function fitted({ shape, data }: NdArrayOf<"float32">, length: number): NdArrayOf<"float32"> {
  const channels = shape[1] ?? 1;
  const fit = new Float32Array(length * channels);
  fit.set(data.subarray(0, fit.length));
  return { dtype: "float32", shape: [length, channels], data: fit };
}
