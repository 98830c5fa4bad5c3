/**
 * Pictures of a folder as a data set.
 *
 * @module
 */

import { requireWord } from "../../core/require_word.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { NdArray, NdArrayOf } from "../../core/nd_array.ts";
import { CHANNELS, type ColorMode, decodeImage } from "../../io/image/decode_image.ts";
import { ImageError } from "../../io/image/image_error.ts";
import { IMAGE_EXTENSIONS } from "../../io/image/image_format.ts";
import type { Augmentation } from "../augment/augment_image.ts";
import {
  LABELLED_FOLDER_OPTIONS,
  labelledFiles,
  LabelledFolder,
  type LabelledFolderOptions,
  withFolderDefaults,
} from "../folders/labelled_folder.ts";
import type { FileKind } from "../folders/list_files.ts";
import { type DecodedImage, imageTask } from "./image_task.ts";
import { type Interpolation, INTERPOLATIONS } from "./resize.ts";

/** How a folder of pictures is read. */
export interface ImageFolderOptions extends LabelledFolderOptions {
  /** Channels; `"rgb"` unless told. */
  readonly colorMode?: ColorMode;
  /** Height and width that pictures get, of no more than `maxPixels`; `[256, 256]` unless told. */
  readonly imageSize?: readonly [height: number, width: number];
  /** How values between pixels are made; `"bilinear"` unless told. */
  readonly interpolation?: Interpolation;
  /** Takes the largest middle part of the right shape instead of changing the shape; false unless told. */
  readonly cropToAspectRatio?: boolean;
  /** Puts black beside pictures instead of changing their shape; false unless told. */
  readonly padToAspectRatio?: boolean;
  /** Whether pictures are turned as EXIF says; false unless told, as in Keras. */
  readonly autoOrient?: boolean;
  /** Pictures of more pixels count as damaged; 100 million unless told. */
  readonly maxPixels?: number;
  /** Type of the pixels, from 0 to 255; `"float32"` unless told, not rounded, as in Keras. */
  readonly dtype?: "float32" | "uint8";
  /** What changes pictures at random, each epoch anew, in order; for training. */
  readonly augment?: readonly Augmentation[];
  /** Threads that resize and augment; 0 unless told: then this one does. Decoding has its own always. */
  readonly workers?: number;
}

const IMAGE_FOLDER_OPTIONS: OptionNames<ImageFolderOptions> = {
  ...LABELLED_FOLDER_OPTIONS,
  colorMode: true,
  imageSize: true,
  interpolation: true,
  cropToAspectRatio: true,
  padToAspectRatio: true,
  autoOrient: true,
  maxPixels: true,
  dtype: true,
  augment: true,
  workers: true,
};

const PICTURES: FileKind = { what: "pictures", extensions: IMAGE_EXTENSIONS };

/** A picture and what it shows. */
export type LabelledImage = { readonly inputs: NdArray; readonly targets: NdArray | number };

/** Options that are words, and the words there are. */
const WORDS = {
  colorMode: Object.keys(CHANNELS),
  interpolation: INTERPOLATIONS,
  dtype: ["float32", "uint8"],
} as const satisfies { readonly [Name in keyof ImageFolderOptions]: readonly (string | null)[] };

/** Elements decoded at a time, beyond those that workers have. */
const DECODING = 4;

/** Pictures of a folder: a data set that knows its classes and files. */
export type ImageFolder<T = LabelledImage> = LabelledFolder<T>;

/**
 * A data set of the pictures of a folder, as Keras' `image_dataset_from_directory`, whose options and
 * defaults it has. Each folder in it is a class, by sorted names; pictures below count as well.
 *
 * Elements are `{ inputs, targets }`: inputs `[height, width, channels]`, targets a class number, an
 * array with `labelMode` `"categorical"` (`[classes]`) or `"binary"` (`[1]`), absent with `null`.
 * Pictures are JPEG, PNG, WebP, BMP, or the first one of a GIF. Files are mixed before any is read. The
 * result depends on the seed, the epoch and the files, not on the number of workers.
 *
 * @param folder Its path.
 * @param options Labels, size, split, augmentation and workers.
 * @returns A data set that can be mixed, split, batched, and gone on with from any place.
 * @throws {RangeError} When there is no picture, or options do not fit together or the folder.
 * @throws {Deno.errors.NotFound} When there is no such folder.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const folder = await Deno.makeTempDir();
 * const dot = Uint8Array.from(atob("R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs="), (c) => c.charCodeAt(0));
 * for (const name of ["cat", "dog"]) {
 *   await Deno.mkdir(`${folder}/${name}`);
 *   await Deno.writeFile(`${folder}/${name}/1.gif`, dot);
 * }
 * const images = await data.imageFolder(folder, { imageSize: [8, 8] });
 * assertEquals(images.classNames, ["cat", "dog"]);
 * for await (const { inputs, targets } of images.batch(2)) {
 *   assertEquals([inputs.shape, targets.shape], [[2, 8, 8, 3], [2]]);
 * }
 * ```
 */
export function imageFolder(
  folder: string,
  options: ImageFolderOptions & ({ readonly labels: null } | { readonly labelMode: null }),
): Promise<ImageFolder<{ readonly inputs: NdArray }>>;
/**
 * A data set of the pictures of a folder and their classes.
 *
 * @param folder Its path.
 * @param options Labels, size, split, augmentation and workers.
 * @returns A data set of `{ inputs, targets }`.
 */
export function imageFolder(folder: string, options?: ImageFolderOptions): Promise<ImageFolder>;
export async function imageFolder(
  folder: string,
  options: ImageFolderOptions = {},
): Promise<unknown> {
  requireOptions("Cannot read pictures", options, IMAGE_FOLDER_OPTIONS);
  const rule = withDefaults(options);
  const parallel = DECODING + rule.workers;
  const files = await labelledFiles(folder, rule, {
    kind: PICTURES,
    parallel,
    refusal: async (path) => {
      try {
        await readImage(path, rule);
        return undefined;
      } catch (error) {
        if (error instanceof ImageError) return error.reason;
        throw error;
      }
    },
  });
  const prepared = files
    .map(async ({ path, targets }): Promise<DecodedImage> => ({
      image: await readImage(path, rule),
      targets,
    }), { parallel })
    .map<LabelledImage>(
      imageTask({
        size: rule.imageSize,
        interpolation: rule.interpolation,
        aspect: rule.aspect,
        augment: rule.augment,
        seed: rule.seed,
        dtype: rule.dtype,
      }),
      { workers: rule.workers },
    );
  return new LabelledFolder(prepared, files);
}

type Rule = ReturnType<typeof withDefaults>;

function withDefaults(options: ImageFolderOptions) {
  const { cropToAspectRatio = false, padToAspectRatio = false } = options;
  if (cropToAspectRatio && padToAspectRatio) {
    throw new RangeError(
      "Cannot read pictures: cropToAspectRatio and padToAspectRatio exclude each other",
    );
  }
  const given = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as ImageFolderOptions;
  for (const [name, words] of Object.entries(WORDS)) {
    requireWord("Cannot read pictures", name, { value: given[name as keyof typeof WORDS], words });
  }
  const rule = {
    colorMode: "rgb",
    imageSize: [256, 256],
    interpolation: "bilinear",
    autoOrient: false,
    maxPixels: 100_000_000,
    dtype: "float32",
    augment: [],
    workers: 0,
    ...given,
    ...withFolderDefaults(given, PICTURES),
    aspect: cropToAspectRatio ? "crop" : padToAspectRatio ? "pad" : "stretch",
  } as const;
  requireSize(rule.imageSize, rule.maxPixels);
  if (!Array.isArray(rule.augment)) {
    throw new TypeError(
      "Cannot read pictures: augment must be a list, such as [data.randomFlip()]",
    );
  }
  return rule;
}

function requireSize(size: unknown, maxPixels: number): void {
  const [height, width, ...others] = Array.isArray(size) ? size as unknown[] : [];
  const whole = [height, width].every((length) =>
    Number.isSafeInteger(length) && Number(length) > 0
  );
  if (whole && others.length === 0 && Number(height) * Number(width) <= maxPixels) return;
  throw new RangeError(
    "Cannot read pictures: imageSize must be [height, width] of positive whole numbers and at most " +
      `${maxPixels} pixels, current value is ${
        Array.isArray(size) ? `[${size.join(", ")}]` : size
      }`,
  );
}

async function readImage(path: string, rule: Rule): Promise<NdArrayOf<"uint8">> {
  const { colorMode, autoOrient, maxPixels } = rule;
  return await decodeImage(await Deno.readFile(path), {
    colorMode,
    autoOrient,
    maxPixels,
    name: path,
  });
}
