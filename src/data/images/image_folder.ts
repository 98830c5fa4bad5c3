/**
 * Pictures of a folder as a data set.
 *
 * @module
 */

import { requireWord } from "../../core/require_word.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { NdArray, NdArrayOf } from "../../core/nd_array.ts";
import { permutation } from "../../core/permutation.ts";
import { CHANNELS, type ColorMode, decodeImage } from "../../io/image/decode_image.ts";
import { ImageError } from "../../io/image/image_error.ts";
import type { Augmentation } from "../augment/augment_image.ts";
import { indexedSource } from "../dataset/array_source.ts";
import { Dataset } from "../dataset/dataset.ts";
import { sourceOf } from "../dataset/source_of.ts";
import { type DecodedImage, imageTask } from "./image_task.ts";
import { listImages } from "./list_images.ts";
import { type Interpolation, INTERPOLATIONS } from "./resize.ts";

/** What targets are: a class number, a row with a 1 at the class, 0 or 1 as a row, or nothing. */
export type LabelMode = "int" | "categorical" | "binary" | null;

/** How a folder of pictures is read. */
export interface ImageFolderOptions {
  /**
   * Where classes come from: the names of the folders (`"inferred"`, unless told), a number for each
   * file in sorted order, or `null` for none.
   */
  readonly labels?: "inferred" | readonly number[] | null;
  /** What targets are; `"int"` unless told. */
  readonly labelMode?: LabelMode;
  /** Folders that are classes, in the order of their numbers; all, sorted, unless told. */
  readonly classNames?: readonly string[];
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
  /** Whether the order is random, and anew in each epoch; true unless told. */
  readonly shuffle?: boolean;
  /** Decides the order, the split and what augments; 0 unless told. */
  readonly seed?: number;
  /** Share of the files kept for validation, from 0 to 1; needs `subset`. */
  readonly validationSplit?: number;
  /** Which part this is. Both parts fit together when seed, shuffle and split are the same. */
  readonly subset?: "training" | "validation";
  /** Whether links to folders are followed; false unless told. */
  readonly followLinks?: boolean;
  /**
   * What happens to files that are no picture, damaged or too large: the iteration fails and names the
   * file (`"throw"`, unless told), or all files are decoded once now and those left out (`"skip"`).
   */
  readonly onCorrupt?: "throw" | "skip";
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
  labels: true,
  labelMode: true,
  classNames: true,
  colorMode: true,
  imageSize: true,
  interpolation: true,
  cropToAspectRatio: true,
  padToAspectRatio: true,
  shuffle: true,
  seed: true,
  validationSplit: true,
  subset: true,
  followLinks: true,
  onCorrupt: true,
  autoOrient: true,
  maxPixels: true,
  dtype: true,
  augment: true,
  workers: true,
};

/** A picture and what it shows. */
export type LabelledImage = { readonly inputs: NdArray; readonly targets: NdArray | number };

/** A file that was left out, and why. */
export interface SkippedFile {
  /** Its path. */
  readonly path: string;
  /** Why it is no picture. */
  readonly reason: string;
}

/** Options that are words, and the words there are. */
const WORDS = {
  labelMode: ["int", "categorical", "binary", null],
  colorMode: Object.keys(CHANNELS),
  interpolation: INTERPOLATIONS,
  subset: ["training", "validation"],
  onCorrupt: ["throw", "skip"],
  dtype: ["float32", "uint8"],
} as const satisfies { readonly [Name in keyof ImageFolderOptions]: readonly (string | null)[] };

/** Elements decoded at a time, beyond those that workers have. */
const DECODING = 4;

/** Pictures of a folder: a data set that knows its classes and files. */
export class ImageFolder<T = LabelledImage> extends Dataset<T> {
  /** Names of the classes by their numbers; undefined without labels. */
  readonly classNames: readonly string[] | undefined;
  /** Path of each element before mixing. */
  readonly filePaths: readonly string[];
  /** Files that were left out. */
  readonly skipped: readonly SkippedFile[];

  /** Names a data set's classes and files; `imageFolder` does it. */
  constructor(
    dataset: Dataset<T>,
    about: Pick<ImageFolder<T>, "classNames" | "filePaths" | "skipped">,
  ) {
    super(sourceOf(dataset));
    this.classNames = about.classNames;
    this.filePaths = about.filePaths;
    this.skipped = about.skipped;
  }
}

interface Listed {
  readonly path: string;
  readonly label: number | undefined;
}

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
  const list = await listImages(folder, rule);
  if (rule.labelMode === "binary" && list.classNames?.length !== 2) {
    throw new RangeError(
      `Cannot read pictures: labelMode "binary" needs two classes, ${folder} has ` +
        `${list.classNames?.length ?? "none"}`,
    );
  }
  let files: Listed[] = list.paths.map((path, i) => ({ path, label: list.labels?.[i] }));
  const skipped = rule.onCorrupt === "skip" ? await unreadable(files, rule) : [];
  const bad = new Set(skipped.map(({ path }) => path));
  files = files.filter(({ path }) => !bad.has(path));
  if (files.length === 0) {
    const first = skipped[0] && `; all ${skipped.length} found were left out, the first as ` +
        `${skipped[0].reason}`;
    throw new RangeError(
      `Cannot read pictures: ${folder} has none${
        first ?? ""
      }; wanted .jpg, .jpeg, .png, .gif, .bmp ` +
        `or .webp${rule.labels === "inferred" ? " in a folder for each class" : ""}`,
    );
  }
  if (rule.shuffle) {
    files = Array.from(permutation(files.length, rule.seed), (index) => files[index]!);
  }
  const part = partOf(files, rule);
  const listed = new Dataset(indexedSource({ size: part.length, get: (index) => part[index]! }));
  // A validation part is the same each time, in its order.
  const mixed = rule.shuffle && rule.subset !== "validation"
    ? listed.shuffle({ seed: rule.seed })
    : listed;
  const target = targetOf(rule.labelMode, list.classNames?.length ?? 0);
  const prepared = mixed
    .map(async ({ path, label }): Promise<DecodedImage> => ({
      image: await readImage(path, rule),
      targets: label === undefined ? undefined : target(label),
    }), { parallel: DECODING + rule.workers })
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
  const classNames = rule.labelMode === null ? undefined : list.classNames;
  return new ImageFolder(prepared, {
    classNames,
    filePaths: part.map(({ path }) => path),
    skipped,
  });
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
    labels: "inferred",
    labelMode: "int",
    colorMode: "rgb",
    imageSize: [256, 256],
    interpolation: "bilinear",
    shuffle: true,
    seed: 0,
    followLinks: false,
    onCorrupt: "throw",
    autoOrient: false,
    maxPixels: 100_000_000,
    dtype: "float32",
    augment: [],
    workers: 0,
    ...given,
    aspect: cropToAspectRatio ? "crop" : padToAspectRatio ? "pad" : "stretch",
  } as const;
  requireSize(rule.imageSize, rule.maxPixels);
  if (!Array.isArray(rule.augment)) {
    throw new TypeError(
      "Cannot read pictures: augment must be a list, such as [data.randomFlip()]",
    );
  }
  const { validationSplit, subset } = rule;
  if ((validationSplit === undefined) !== (subset === undefined)) {
    throw new RangeError(
      "Cannot read pictures: validationSplit and subset go together, only " +
        `${subset === undefined ? "validationSplit" : "subset"} is there`,
    );
  }
  if (validationSplit !== undefined && !(validationSplit > 0 && validationSplit < 1)) {
    throw new RangeError(
      `Cannot read pictures: validationSplit must lie between 0 and 1, current value is ${validationSplit}`,
    );
  }
  const labels = rule.labelMode === null ? null : rule.labels;
  if (labels === null && rule.labelMode !== null && options.labelMode !== undefined) {
    throw new RangeError(
      `Cannot read pictures: without labels labelMode must be null, current value is "${rule.labelMode}"`,
    );
  }
  return { ...rule, labels, labelMode: labels === null ? null : rule.labelMode };
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

async function unreadable(files: readonly Listed[], rule: Rule): Promise<SkippedFile[]> {
  const checked = new Dataset(indexedSource({ size: files.length, get: (i) => files[i]!.path }))
    .map(async (path) => {
      try {
        await readImage(path, rule);
        return [];
      } catch (error) {
        if (error instanceof ImageError) return [{ path, reason: error.reason }];
        throw error;
      }
    }, { parallel: DECODING });
  return (await checked.toArray()).flat();
}

function partOf(files: Listed[], { validationSplit, subset }: Rule): Listed[] {
  if (validationSplit === undefined) return files;
  const held = Math.trunc(validationSplit * files.length);
  const part = subset === "training"
    ? files.slice(0, files.length - held)
    : files.slice(files.length - held);
  if (part.length > 0) return part;
  throw new RangeError(
    `Cannot read pictures: a validationSplit of ${validationSplit} leaves none of ${files.length} ` +
      `files for ${subset}`,
  );
}

function targetOf(mode: LabelMode, classes: number): (label: number) => number | NdArray {
  if (mode === "categorical") {
    return (label) => {
      const data = new Float32Array(classes);
      data[label] = 1;
      return { dtype: "float32", shape: [classes], data };
    };
  }
  if (mode === "binary") {
    return (label) => ({ dtype: "float32", shape: [1], data: Float32Array.of(label) });
  }
  return (label) => label;
}
