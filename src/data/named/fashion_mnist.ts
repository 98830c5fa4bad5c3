/**
 * Fashion-MNIST: pictures of clothes, 60,000 to train on and 10,000 to test on.
 *
 * @see {@link https://arxiv.org/abs/1708.07747} Xiao, Rasul and Vollgraf 2017
 * @module
 */

import { readIdxImages } from "./idx_images.ts";
import { limitedSource, type NamedDataOptions, namedFile, requireLimit } from "./named_file.ts";
import { firstImages, NamedImages, type Parts, partsOf } from "./named_images.ts";

const MIRRORS = [
  "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
];

const FILES = {
  train: [
    {
      name: "train-images-idx3-ubyte.gz",
      sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    },
    {
      name: "train-labels-idx1-ubyte.gz",
      sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    },
  ],
  test: [
    {
      name: "t10k-images-idx3-ubyte.gz",
      sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    },
    {
      name: "t10k-labels-idx1-ubyte.gz",
      sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    },
  ],
} as const;

/** What the pictures show, by class. */
const CLASS_NAMES = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
] as const;

/** Where pictures come from, and how many. */
export interface NamedImagesOptions extends NamedDataOptions {
  /** At most so many pictures of each part, the first ones. */
  readonly limit?: number;
}

/**
 * Loads Fashion-MNIST into two tensors per part: float32 `[size, 28, 28, 1]` from 0 to 1, and int32
 * classes.
 *
 * Files are looked for in `fashion-mnist` of the data folder (`TENSAUR_DATA_DIR`), in the cache, and on
 * mirrors, each checked by SHA-256. Memory: 3,140 bytes a picture.
 *
 * @param options Folders, mirrors, limit and progress.
 * @returns Both parts; the caller disposes them.
 * @throws {DownloadError} When no mirror answers.
 * @throws {RangeError} When limit is no positive integer.
 *
 * @example No run, as it downloads 31 MB
 * ```ts ignore
 * import { data, tf } from "tensaur";
 *
 * await tf.ready();
 * const { train, test } = await data.fashionMnist();
 * console.log(train.classNames, test.images.shape);
 * ```
 */
export async function fashionMnist(options: NamedImagesOptions = {}): Promise<Parts<NamedImages>> {
  const { limit = Infinity } = options;
  requireLimit(limit, "Fashion-MNIST");
  async function part(name: "train" | "test"): Promise<NamedImages> {
    const title = `Fashion-MNIST ${name === "train" ? "training" : "test"} set`;
    const place = { title, folder: "fashion-mnist", mirrors: MIRRORS };
    const [images, labels] = FILES[name];
    const found = await namedFile(images, place, options);
    const bytes = await readIdxImages(found.path, (await namedFile(labels, place, options)).path);
    return new NamedImages(firstImages(bytes, limit), {
      shape: [28, 28, 1],
      source: limitedSource(found.source, { limit, size: bytes.size }),
      official: limit >= bytes.size,
      folder: found.folder,
      classNames: CLASS_NAMES,
    });
  }
  const test = await part("test");
  return partsOf(await part("train"), test);
}
