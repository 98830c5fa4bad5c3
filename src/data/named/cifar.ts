/**
 * CIFAR-10 and CIFAR-100: coloured pictures of 32 x 32, 50,000 to train on and 10,000 to test on.
 *
 * @see {@link https://www.cs.toronto.edu/~kriz/cifar.html} Krizhevsky 2009
 * @module
 */

import type { NamedImagesOptions } from "./fashion_mnist.ts";
import { limitedSource, type NamedFile, namedFile, requireLimit } from "./named_file.ts";
import { firstImages, type ImageBytes, NamedImages, type Parts, partsOf } from "./named_images.ts";
import { fileOf, readTarFiles } from "./tar_files.ts";

const MIRRORS = [
  "https://www.cs.toronto.edu/~kriz/",
  "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/",
];
const SIDE = 32;
const PLANE = SIDE * SIDE;

/** A published archive. */
interface Cifar {
  readonly title: string;
  readonly folder: string;
  readonly archive: NamedFile;
  /** Files of each part in the archive. */
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** File with a name per line, by class. */
  readonly names: string;
  /** Labels before the pixels of each picture; the last one counts. */
  readonly labels: number;
}

const CIFAR_10: Cifar = {
  title: "CIFAR-10",
  folder: "cifar10",
  archive: {
    name: "cifar-10-binary.tar.gz",
    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
  },
  train: [1, 2, 3, 4, 5].map((i) => `cifar-10-batches-bin/data_batch_${i}.bin`),
  test: ["cifar-10-batches-bin/test_batch.bin"],
  names: "cifar-10-batches-bin/batches.meta.txt",
  labels: 1,
};

const CIFAR_100: Cifar = {
  title: "CIFAR-100",
  folder: "cifar100",
  archive: {
    name: "cifar-100-binary.tar.gz",
    sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
  },
  train: ["cifar-100-binary/train.bin"],
  test: ["cifar-100-binary/test.bin"],
  names: "cifar-100-binary/fine_label_names.txt",
  labels: 2,
};

/**
 * Pictures of CIFAR's binary files: labels, then all red values, all green ones, all blue ones.
 *
 * @throws {SyntaxError} When a file ends within a picture.
 */
export function readCifar(files: readonly Uint8Array[], labelBytes: number): ImageBytes {
  const record = labelBytes + 3 * PLANE;
  const odd = files.find(({ length }) => length % record !== 0);
  if (odd !== undefined) {
    throw new SyntaxError(
      `Cannot read CIFAR: each picture has ${record} bytes, a file has ${odd.length}`,
    );
  }
  const size = files.reduce((sum, { length }) => sum + length / record, 0);
  const pixels = new Uint8Array(size * 3 * PLANE);
  const labels = new Uint8Array(size);
  let picture = 0;
  for (const file of files) {
    for (let at = 0; at < file.length; at += record) {
      labels[picture] = file[at + labelBytes - 1]!;
      const to = picture * 3 * PLANE;
      const from = at + labelBytes;
      for (let p = 0; p < PLANE; p++) {
        pixels[to + 3 * p] = file[from + p]!;
        pixels[to + 3 * p + 1] = file[from + PLANE + p]!;
        pixels[to + 3 * p + 2] = file[from + 2 * PLANE + p]!;
      }
      picture++;
    }
  }
  return { size, pixels, labels };
}

/** Loads one of the two from its archive; `cifar` tells which. */
export async function loadCifar(
  cifar: Cifar,
  options: NamedImagesOptions,
): Promise<Parts<NamedImages>> {
  const { limit = Infinity } = options;
  requireLimit(limit, cifar.title);
  const place = { title: cifar.title, folder: cifar.folder, mirrors: MIRRORS };
  const { path, source, folder } = await namedFile(cifar.archive, place, options);
  const wanted = new Set([...cifar.train, ...cifar.test, cifar.names]);
  const files = await readTarFiles(path, { wanted: (name) => wanted.has(name) });
  const names = new TextDecoder().decode(fileOf(files, cifar.names));
  const classNames = names.split("\n").map((name) => name.trim()).filter((name) => name !== "");
  function part(which: "train" | "test"): NamedImages {
    const bytes = readCifar(cifar[which].map((name) => fileOf(files, name)), cifar.labels);
    const title = `${which === "train" ? "training" : "test"} set of ${source}`;
    return new NamedImages(firstImages(bytes, limit), {
      shape: [SIDE, SIDE, 3],
      source: limitedSource(title, { limit, size: bytes.size }),
      official: limit >= bytes.size,
      folder,
      classNames,
    });
  }
  const test = part("test");
  return partsOf(part("train"), test);
}

/**
 * Loads CIFAR-10 into two tensors per part: float32 `[size, 32, 32, 3]` from 0 to 1, and int32 classes.
 *
 * The archive (the binary one, 170 MB) is looked for in `cifar10` of the data folder
 * (`TENSAUR_DATA_DIR`), in the cache, and on mirrors, and checked by SHA-256. Memory: 12,292 bytes a
 * picture, so 738 MB for all.
 *
 * @param options Folders, mirrors, limit and progress.
 * @returns Both parts; the caller disposes them.
 * @throws {DownloadError} When no mirror answers.
 * @throws {RangeError} When limit is no positive integer.
 *
 * @example No run, as it downloads 170 MB
 * ```ts ignore
 * import { data, tf } from "tensaur";
 *
 * await tf.ready();
 * const { train } = await data.cifar10({ limit: 5000 });
 * console.log(train.classNames, train.images.shape);
 * ```
 */
export function cifar10(options: NamedImagesOptions = {}): Promise<Parts<NamedImages>> {
  return loadCifar(CIFAR_10, options);
}

/**
 * Loads CIFAR-100 with its 100 fine classes, otherwise as {@linkcode cifar10}, from `cifar100`.
 *
 * @param options Folders, mirrors, limit and progress.
 * @returns Both parts; the caller disposes them.
 * @throws {DownloadError} When no mirror answers.
 * @throws {RangeError} When limit is no positive integer.
 *
 * @example No run, as it downloads 169 MB
 * ```ts ignore
 * import { data, tf } from "tensaur";
 *
 * await tf.ready();
 * const { train } = await data.cifar100({ limit: 5000 });
 * console.log(train.classNames.length, train.images.shape);
 * ```
 */
export function cifar100(options: NamedImagesOptions = {}): Promise<Parts<NamedImages>> {
  return loadCifar(CIFAR_100, options);
}
