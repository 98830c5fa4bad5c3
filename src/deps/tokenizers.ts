/**
 * Hugging Face's tokenizers, the library behind Python's package of the same name, as a native addon
 * (Apache-2.0).
 *
 * It aborts the process where it meets what it takes for impossible; whoever hands it files and
 * settings checks them before.
 *
 * @module
 */

const PACKAGE = "tokenizers@0.23.2";

/** A text taken apart. */
export interface NativeEncoding {
  getIds(): number[];
  getTypeIds(): number[];
  getAttentionMask(): number[];
  getSpecialTokensMask(): number[];
  getTokens(): string[];
  /** Begin and end of each token, counted in code points. */
  getOffsets(): [from: number, to: number][];
  getWordIds(): (number | null | undefined)[];
  /** Which text of a pair each token is from; nothing for special tokens. */
  getSequenceIds(): (number | null | undefined)[];
}

/** A tokenizer. */
export interface NativeTokenizer {
  encode(
    text: string,
    pair: string | null,
    options: { readonly addSpecialTokens: boolean },
  ): Promise<NativeEncoding>;
  encodeBatch(
    texts: string[],
    options: { readonly addSpecialTokens: boolean },
  ): Promise<NativeEncoding[]>;
  decode(ids: number[], skipSpecialTokens: boolean): Promise<string>;
  decodeBatch(ids: number[][], skipSpecialTokens: boolean): Promise<string[]>;
  getVocab(withAddedTokens: boolean): Record<string, number>;
  tokenToId(token: string): number | null;
  idToToken(id: number): string | null;
  setTruncation(maxLength: number, options: { readonly direction: "left" | "right" }): void;
  disableTruncation(): void;
}

/** Rewrites a text before it is taken apart. */
export interface NativeNormalizer {
  normalizeString(text: string): string;
}

/** Takes a text apart into words. */
export interface NativePreTokenizer {
  preTokenizeString(text: string): [word: string, place: [from: number, to: number]][];
}

/** What is used of the package. */
export interface TokenizersModule {
  readonly Tokenizer: {
    /** Reads the text of a `tokenizer.json`. */
    fromString(json: string): NativeTokenizer;
  };
  bertNormalizer(options: {
    readonly cleanText: boolean;
    readonly handleChineseChars: boolean;
    readonly stripAccents?: boolean;
    readonly lowercase: boolean;
  }): NativeNormalizer;
  bertPreTokenizer(): NativePreTokenizer;
  byteLevelPreTokenizer(addPrefixSpace: boolean): NativePreTokenizer;
  /** The 256 characters that stand for bytes. */
  byteLevelAlphabet(): string[];
}

/**
 * Loads the package (28 MB, with the addons of all platforms), which npm's cache or mirror delivers at
 * its first use.
 *
 * @throws {TypeError} When it can neither be found nor downloaded.
 */
export async function loadTokenizers(): Promise<TokenizersModule> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const specifier = ["npm", PACKAGE].join(":");
  const module = await import(specifier) as { default: TokenizersModule };
  return module.default;
}
