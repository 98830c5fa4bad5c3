/**
 * The Large Movie Review Dataset: reviews from IMDB, half of them kind, half not, 25,000 to train on and
 * 25,000 to test on.
 *
 * @see {@link https://ai.stanford.edu/~amaas/data/sentiment/} Maas et al. 2011
 * @module
 */

import { permutation } from "../../core/permutation.ts";
import { LabelledTexts } from "./labelled_texts.ts";
import { limitedSource, type NamedDataOptions, namedFile, requireLimit } from "./named_file.ts";
import { readTarFiles } from "./tar_files.ts";

const PLACE = {
  title: "Large Movie Review Dataset",
  folder: "imdb",
  mirrors: ["https://ai.stanford.edu/~amaas/data/sentiment/"],
};
const ARCHIVE = {
  name: "aclImdb_v1.tar.gz",
  sha256: "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe",
};
const NAME = /^aclImdb\/(train|test)\/(neg|pos)\/(\d+)_\d+\.txt$/;

/** Where texts come from, and how many. */
export interface NamedTextsOptions extends NamedDataOptions {
  /** At most so many texts of each part, the first ones. */
  readonly limit?: number;
}

/** Two parts of reviews. */
export interface Imdb {
  /** To train on. */
  readonly train: LabelledTexts;
  /** What no training may see. */
  readonly test: LabelledTexts;
}

/** Reviews of a part in an order that is always the same and mixes the classes. */
export function reviewsOf(
  files: ReadonlyMap<string, Uint8Array>,
  part: "train" | "test",
): { readonly texts: string[]; readonly labels: Int32Array } {
  const decoder = new TextDecoder();
  const found = [...files].flatMap(([name, bytes]) => {
    const [, of, kind, number] = NAME.exec(name)!;
    return of === part ? [{ label: Number(kind === "pos"), number: Number(number), bytes }] : [];
  });
  found.sort((a, b) => a.label - b.label || a.number - b.number);
  const order = permutation(found.length, 0);
  return {
    texts: Array.from(order, (i) => decoder.decode(found[i]!.bytes)),
    labels: Int32Array.from(order, (i) => found[i]!.label),
  };
}

/**
 * Loads reviews from IMDB as texts: class 1 is a kind one, 0 is not. `reviewIndices` makes numbers of
 * them as Keras' `imdb.load_data` has them.
 *
 * The archive (84 MB) is looked for in `imdb` of the data folder (`TENSAUR_DATA_DIR`), in the cache, and
 * on its mirror, and checked by SHA-256. Reviews come mixed, always in the same order. `<br />` stands
 * in them where lines end.
 *
 * @param options Folders, mirrors, limit and progress.
 * @returns Both parts.
 * @throws {DownloadError} When no mirror answers.
 * @throws {RangeError} When limit is no positive integer.
 *
 * @example No run, as it downloads 84 MB
 * ```ts ignore
 * import { data } from "tensaur";
 *
 * const { train, test } = await data.imdb();
 * console.log(train.texts[0], train.labels[0], test.size);
 * ```
 */
export async function imdb(options: NamedTextsOptions = {}): Promise<Imdb> {
  const { limit = Infinity } = options;
  requireLimit(limit, "IMDB");
  const { path, source } = await namedFile(ARCHIVE, PLACE, options);
  const files = await readTarFiles(path, { wanted: (name) => NAME.test(name) });
  function part(which: "train" | "test"): LabelledTexts {
    const { texts, labels } = reviewsOf(files, which);
    const title = `${which === "train" ? "training" : "test"} set of ${source}`;
    return new LabelledTexts(texts.slice(0, limit), {
      labels: labels.slice(0, limit),
      source: limitedSource(title, { limit, size: texts.length }),
    });
  }
  return { train: part("train"), test: part("test") };
}
