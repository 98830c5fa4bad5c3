/**
 * Tokenizers from files.
 *
 * @module
 */

import { SubwordTokenizer, type SubwordTokenizerOptions } from "./subword_tokenizer.ts";

/**
 * Loads a tokenizer: BPE, WordPiece, Unigram or whole words, as `tokenizer.json` says.
 *
 * The library is an addon (28 MB from npm, at the first use). Its results are those of Python's
 * `tokenizers`.
 *
 * @param source A `tokenizer.json`, or a folder with one, whose `tokenizer_config.json` then names the
 *   padding token; or what a `tokenizer.json` holds, parsed.
 * @param options What the file may not say.
 * @returns The tokenizer.
 * @throws {TypeError} When it is no tokenizer; and as a file is read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { text } from "tensaur";
 *
 * const model = {
 *   type: "WordPiece",
 *   unk_token: "[UNK]",
 *   continuing_subword_prefix: "##",
 *   max_input_chars_per_word: 100,
 *   vocab: { "[UNK]": 0, token: 1, "##izer": 2, "##s": 3 },
 * };
 * const tokenizer = await text.loadTokenizer({ version: "1.0", model });
 * const { tokens, offsets } = await tokenizer.encode("tokenizers");
 * assertEquals(tokens, ["token", "##izer", "##s"]);
 * assertEquals(offsets[1], [5, 9]);
 * ```
 */
export async function loadTokenizer(
  source: string | URL | Readonly<Record<string, unknown>>,
  options: SubwordTokenizerOptions = {},
): Promise<SubwordTokenizer> {
  if (typeof source !== "string" && !(source instanceof URL)) {
    return SubwordTokenizer.fromJson(source, options);
  }
  const path = pathOf(source);
  if (!(await Deno.stat(path)).isDirectory) {
    return SubwordTokenizer.fromJson(await readJson(path), { name: String(path), ...options });
  }
  const file = `${path}/tokenizer.json`;
  const padToken = options.padToken ?? await padTokenOf(`${path}/tokenizer_config.json`);
  return SubwordTokenizer.fromJson(await readJson(file), {
    name: file,
    ...options,
    ...padToken === undefined ? {} : { padToken },
  });
}

function pathOf(source: string | URL): string | URL {
  const address = /^[a-z][a-z0-9+.-]+:\/\//i.exec(String(source))?.[0];
  if (address === undefined || address === "file://") {
    return typeof source === "string" && address ? new URL(source) : source;
  }
  throw new TypeError(
    `Cannot load a tokenizer: ${source} is no file; fetch it and hand over what response.json() gives`,
  );
}

async function readJson(path: string | URL): Promise<unknown> {
  const content = await Deno.readTextFile(path);
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new TypeError(
      `Cannot load a tokenizer: ${path} is no JSON: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}

/** What transformers' settings name: a token, or a token with its properties. */
async function padTokenOf(path: string): Promise<string | undefined> {
  let config: unknown;
  try {
    config = await readJson(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const { pad_token: token } = config as { pad_token?: string | { content?: string } | null };
  return typeof token === "string" ? token : token?.content;
}
