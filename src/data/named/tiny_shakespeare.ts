/**
 * Tiny Shakespeare: 40,000 lines of plays, the corpus of models of characters.
 *
 * @see {@link https://github.com/karpathy/char-rnn} Karpathy 2015
 * @module
 */

import { type NamedDataOptions, namedFile } from "./named_file.ts";

const FILE = {
  name: "tinyshakespeare.txt",
  sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
  addresses: [
    "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
    "https://raw.githubusercontent.com/jcjohnson/torch-rnn/master/data/tiny-shakespeare.txt",
  ],
};

/** A text and where it comes from. */
export interface NamedText {
  /** The text. */
  readonly text: string;
  /** Where it comes from, in words fit for printing. */
  readonly source: string;
}

/**
 * Loads Tiny Shakespeare: 1,115,394 characters of ASCII.
 *
 * The file is looked for in `text` of the data folder (`TENSAUR_DATA_DIR`), in the cache, and on mirrors,
 * and checked by SHA-256. nanoGPT takes the first nine tenths to train on.
 *
 * @param options Folders, mirrors (folders with `tinyshakespeare.txt`) and progress.
 * @returns The text.
 * @throws {DownloadError} When no mirror answers.
 *
 * @example No run, as it may download 1 MB
 * ```ts ignore
 * import { data } from "tensaur";
 *
 * const { text } = await data.tinyShakespeare();
 * console.log(text.slice(0, 100));
 * ```
 */
export async function tinyShakespeare(options: NamedDataOptions = {}): Promise<NamedText> {
  const place = { title: "Tiny Shakespeare", folder: "text", mirrors: [] };
  const { path, source } = await namedFile(FILE, place, options);
  return { text: await Deno.readTextFile(path), source };
}
