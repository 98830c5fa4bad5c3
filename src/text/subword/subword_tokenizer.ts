/**
 * Parts of words as numbers.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import {
  loadTokenizers,
  type NativeEncoding,
  type NativeTokenizer,
} from "../../deps/tokenizers.ts";
import { checkTokenizerJson, type TokenizerJson } from "./check_tokenizer_json.ts";
import { checkLengths, type EncodeBatchOptions, type EncodeOptions } from "./encode_options.ts";
import { type Encoding, readEncoding } from "./encoding.ts";
import { type EncodedBatch, padEncodings } from "./pad_encodings.ts";

/** A text, or two that are encoded as a pair. */
export type TextOrPair = string | readonly [text: string, pair: string];

/** What a tokenizer's file may not say. */
export interface SubwordTokenizerOptions {
  /**
   * The token that fills up batches, one of the vocabulary; the one that the file names unless told, or
   * else a special token with one of the names `[PAD]`, `<pad>` and `<|pad|>`.
   */
  readonly padToken?: string;
  /** What the tokenizer is called in errors. */
  readonly name?: string;
}

const USUAL_PAD_TOKENS = ["[PAD]", "<pad>", "<|pad|>"];

/**
 * A tokenizer as Hugging Face's models bring one: BPE, WordPiece or Unigram, with what is done to texts
 * before and after. Results are those of Python's `tokenizers`, whose library it is. Made by
 * `loadTokenizer`, `trainBpe` and `trainWordPiece`.
 *
 * A lone half of a surrogate pair is no character and becomes U+FFFD, as in `TextEncoder`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { text } from "tensaur";
 *
 * const tokenizer = await text.trainWordPiece(["low lower lowest"], { vocabularySize: 30 });
 * const { inputIds, attentionMask } = await tokenizer.encodeBatch(["lowest", "low low low"]);
 * assertEquals(inputIds.shape, attentionMask.shape);
 * assertEquals(await tokenizer.decodeBatch(inputIds), ["lowest", "low low low"]);
 * ```
 */
export class SubwordTokenizer {
  readonly #native: NativeTokenizer;
  readonly #json: TokenizerJson;
  readonly #padToken: string | undefined;
  #vocabulary: ReadonlyMap<string, number> | undefined;
  /** Truncation is a setting of the native tokenizer: calls go one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    native: NativeTokenizer,
    { json, padToken }: { readonly json: TokenizerJson; readonly padToken: string | undefined },
  ) {
    this.#native = native;
    this.#json = json;
    this.#padToken = padToken;
  }

  /**
   * Makes a tokenizer out of the contents of a `tokenizer.json`.
   *
   * @param json The parsed file; its own settings for padding and truncation are left aside.
   * @param options What the file may not say.
   * @throws {TypeError} When it is no tokenizer, or does not know the padding token.
   */
  static async fromJson(
    json: unknown,
    { padToken, name = "the file" }: SubwordTokenizerOptions = {},
  ): Promise<SubwordTokenizer> {
    checkTokenizerJson(json, name);
    const { Tokenizer } = await loadTokenizers();
    let native: NativeTokenizer;
    try {
      // Left in, a padding or truncation would act on each call, and a wrong one end the process.
      native = Tokenizer.fromString(JSON.stringify({ ...json, padding: null, truncation: null }));
    } catch (error) {
      const { message } = error as Error;
      throw new TypeError(`Cannot load a tokenizer: ${name} is damaged: ${message}`, {
        cause: error,
      });
    }
    const special = (json.added_tokens ?? []).filter((token) => token.special);
    const pad = padToken ?? json.padding?.pad_token ??
      USUAL_PAD_TOKENS.find((usual) => special.some(({ content }) => content === usual));
    if (pad !== undefined && native.tokenToId(pad) === null) {
      throw new TypeError(
        `Cannot load a tokenizer: the padding token ${pad} is not in the vocabulary of ${name}`,
      );
    }
    return new SubwordTokenizer(native, { json, padToken: pad });
  }

  /** Number of each token, added ones included. */
  get vocabulary(): ReadonlyMap<string, number> {
    return this.#vocabulary ??= new Map(
      Object.entries(this.#native.getVocab(true)).sort(([, a], [, b]) => a - b),
    );
  }

  /** One more than the highest number: what an embedding takes as `inputDim`. */
  get vocabularySize(): number {
    let highest = -1;
    for (const id of this.vocabulary.values()) highest = Math.max(highest, id);
    return highest + 1;
  }

  /** The token that fills up batches, where there is one. */
  get padToken(): string | undefined {
    return this.#padToken;
  }

  /** Number of the token that fills up batches, where there is one. */
  get padId(): number | undefined {
    return this.#padToken === undefined ? undefined : this.tokenToId(this.#padToken);
  }

  /** Tokens that are no text, as `[CLS]`. */
  get specialTokens(): readonly string[] {
    return (this.#json.added_tokens ?? []).flatMap(({ special, content }) =>
      special ? [content] : []
    );
  }

  /** The number of a token, where there is such a token. */
  tokenToId(token: string): number | undefined {
    return this.#native.tokenToId(token) ?? undefined;
  }

  /** The token of a number, where there is such a number. */
  idToToken(id: number): string | undefined {
    return isId(id) ? this.#native.idToToken(id) ?? undefined : undefined;
  }

  /**
   * Takes a text apart.
   *
   * @param text The text, or a pair of texts.
   * @param options Special tokens and length.
   * @returns Tokens and what is known of each.
   * @throws {TypeError} When it is no text, or has what the vocabulary has no token for, not even one
   *   for the unknown.
   * @throws {RangeError} When the length leaves no room for the special tokens.
   */
  async encode(text: TextOrPair, options: EncodeOptions = {}): Promise<Encoding> {
    const [encoding] = await this.#encode([text], options);
    return readEncoding(encoding!, typeof text === "string" ? [text] : text);
  }

  /**
   * Takes texts apart, on all cores, and fills them to one length.
   *
   * @param texts Texts, or pairs of texts.
   * @param options Special tokens, length and filling.
   * @returns int32 arrays `[texts, length]`.
   * @throws {TypeError} As `encode`; and when texts need filling and there is no padding token.
   * @throws {RangeError} As `encode`.
   */
  async encodeBatch(
    texts: readonly TextOrPair[],
    options: EncodeBatchOptions = {},
  ): Promise<EncodedBatch> {
    return padEncodings(await this.#encode(texts, options), { ...options, padId: this.padId });
  }

  /**
   * Puts a text together again. Numbers that are no token's are left out.
   *
   * @param ids Numbers of tokens.
   * @param options Whether special tokens are left out; true unless told.
   * @returns The text; WordPiece does not know which spaces there were, and guesses.
   * @throws {RangeError} When an entry is no whole number from 0 on.
   */
  async decode(
    ids: ArrayLike<number>,
    options: { readonly skipSpecialTokens?: boolean } = {},
  ): Promise<string> {
    return (await this.decodeBatch([ids], options))[0]!;
  }

  /**
   * Puts texts together again.
   *
   * @param rows Numbers of tokens, as lists or as an int32 array `[texts, length]`.
   * @param options Whether special tokens are left out; true unless told.
   * @returns The texts.
   * @throws {RangeError} When an entry is no whole number from 0 on.
   */
  async decodeBatch(
    rows: readonly ArrayLike<number>[] | NdArrayOf<"int32">,
    { skipSpecialTokens = true }: { readonly skipSpecialTokens?: boolean } = {},
  ): Promise<string[]> {
    const lists = "data" in rows ? rowsOf(rows) : rows.map((row) => Array.from(row));
    for (const list of lists) {
      const wrong = list.find((id) => !isId(id));
      if (wrong !== undefined) {
        throw new RangeError(
          `Cannot decode: numbers of tokens are whole and not negative, current value is ${wrong}`,
        );
      }
    }
    return await this.#native.decodeBatch(lists, skipSpecialTokens);
  }

  /** The tokenizer as the text of a `tokenizer.json`, which Python's libraries read, too. */
  toJson(): string {
    return JSON.stringify(this.#json);
  }

  async #encode(
    texts: readonly TextOrPair[],
    options: EncodeBatchOptions,
  ): Promise<NativeEncoding[]> {
    checkLengths(options);
    const wrong = texts.find((text) => [text].flat().some((one) => typeof one !== "string"));
    if (wrong !== undefined) {
      throw new TypeError(`Cannot encode: texts are strings, current value is of ${typeof wrong}`);
    }
    const turn = this.#last.then(() => this.#encodeNow(texts, options));
    this.#last = turn.catch(() => undefined); // its caller hears of it; the next one starts anew
    try {
      return await turn;
    } catch (error) {
      if (error instanceof RangeError) throw error;
      throw new TypeError(`Cannot encode: ${(error as Error).message}`, { cause: error });
    }
  }

  async #encodeNow(
    texts: readonly TextOrPair[],
    { addSpecialTokens = true, maxLength, truncationSide = "right" }: EncodeBatchOptions,
  ): Promise<NativeEncoding[]> {
    const native = this.#native;
    const settings = { addSpecialTokens };
    native.disableTruncation();
    if (maxLength !== undefined) {
      const pair = texts.some((text) => typeof text !== "string");
      const empty = await native.encode("", pair ? "" : null, settings);
      const special = empty.getIds().length;
      if (special > maxLength) {
        throw new RangeError(
          `Cannot encode: ${special} special tokens do not fit into a maxLength of ${maxLength}`,
        );
      }
      native.setTruncation(maxLength, { direction: truncationSide });
    }
    const singles: string[] = [];
    const pairs: Promise<NativeEncoding>[] = [];
    for (const text of texts) {
      if (typeof text === "string") singles.push(text);
      else pairs.push(native.encode(text[0], text[1], settings));
    }
    const [encodedPairs, encoded] = await Promise.all([
      Promise.all(pairs),
      native.encodeBatch(singles, settings),
    ]);
    let [single, pair] = [0, 0];
    return texts.map((text) =>
      typeof text === "string" ? encoded[single++]! : encodedPairs[pair++]!
    );
  }
}

function isId(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 32;
}

function rowsOf({ shape, data }: NdArrayOf<"int32">): number[][] {
  const length = shape.at(-1) ?? 0;
  const count = length === 0 ? shape[0] ?? 0 : data.length / length;
  return Array.from({ length: count }, (_, i) => [...data.subarray(i * length, (i + 1) * length)]);
}
