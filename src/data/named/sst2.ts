/**
 * SST-2: sentences of film reviews, kind or not, from the Stanford Sentiment Treebank.
 *
 * @see {@link https://nlp.stanford.edu/sentiment/} Socher et al. 2013
 * @module
 */

import { join } from "node:path";
import type { NamedTextsOptions } from "./imdb.ts";
import { LabelledTexts } from "./labelled_texts.ts";
import { limitedSource, namedFile, requireLimit } from "./named_file.ts";

const PLACE = {
  title: "SST-2",
  folder: join("text", "sst2"),
  mirrors: [
    "https://raw.githubusercontent.com/clairett/pytorch-sentiment-classification/master/data/SST2/",
  ],
};
const FILES = {
  train: {
    name: "train.tsv",
    sha256: "ec192f833a64da08f475488a77b0d0b47db47acd0f458bd18433fc793b569920",
  },
  validation: {
    name: "dev.tsv",
    sha256: "eddea6b39e601dd4e7a672b53cc40fdf6019fa80522f351206c24340ca5d9359",
  },
  test: {
    name: "test.tsv",
    sha256: "831169c7e2e429d6026e1bdbb542f33b636e3e596caad9602ebc953c205928b7",
  },
} as const;

/** Three parts of sentences. */
export interface Sst2 {
  /** 6,920 sentences to train on. */
  readonly train: LabelledTexts;
  /** 872 to choose by. */
  readonly validation: LabelledTexts;
  /** 1,821 that no training may see. */
  readonly test: LabelledTexts;
}

/**
 * Sentences and labels of lines of a text, a tab, and 0 or 1.
 *
 * @throws {SyntaxError} When a line is another one; the message has its number.
 */
export function readLabelledLines(content: string): { texts: string[]; labels: Int32Array } {
  const lines = content.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const texts: string[] = [];
  const labels = Int32Array.from(lines, (line, i) => {
    const [text, label, ...rest] = line.replace(/\r$/, "").split("\t");
    if (rest.length > 0 || (label !== "0" && label !== "1")) {
      throw new SyntaxError(
        `Cannot read sentences: line ${i + 1} must be a text, a tab, and 0 or 1, it is ` +
          JSON.stringify(line.slice(0, 80)),
      );
    }
    texts.push(text!);
    return Number(label);
  });
  return { texts, labels };
}

/**
 * Loads SST-2: class 1 is a kind sentence, 0 is not.
 *
 * Files are looked for in `text/sst2` of the data folder (`TENSAUR_DATA_DIR`), in the cache, and on their
 * mirror, each checked by SHA-256.
 *
 * @param options Folders, mirrors, limit and progress.
 * @returns Three parts.
 * @throws {DownloadError} When no mirror answers.
 * @throws {RangeError} When limit is no positive integer.
 *
 * @example No run, as it may download 1 MB
 * ```ts ignore
 * import { data } from "tensaur";
 *
 * const { train } = await data.sst2();
 * console.log(train.texts[0], train.labels[0]);
 * ```
 */
export async function sst2(options: NamedTextsOptions = {}): Promise<Sst2> {
  const { limit = Infinity } = options;
  requireLimit(limit, "SST-2");
  async function part(name: keyof typeof FILES): Promise<LabelledTexts> {
    const { path, source } = await namedFile(FILES[name], PLACE, options);
    const { texts, labels } = readLabelledLines(await Deno.readTextFile(path));
    return new LabelledTexts(texts.slice(0, limit), {
      labels: labels.slice(0, limit),
      source: limitedSource(`${name} part of ${source}`, { limit, size: texts.length }),
    });
  }
  return {
    train: await part("train"),
    validation: await part("validation"),
    test: await part("test"),
  };
}
