/**
 * Whether JSON is a tokenizer.
 *
 * @module
 */

/** What is looked at of a `tokenizer.json`. */
export interface TokenizerJson {
  /** Tokens beside the model's vocabulary. */
  readonly added_tokens?: readonly { readonly content: string; readonly special?: boolean }[];
  /** How the file wants batches padded. */
  readonly padding?: { readonly pad_token?: string } | null;
  /** The rest, which the library checks. */
  readonly [key: string]: unknown;
}

/**
 * Refuses what is no tokenizer, and the damage at which the native library would end the process
 * instead of throwing.
 *
 * @param json What a file held.
 * @param name The file's name, for errors.
 * @throws {TypeError} When it is no tokenizer.
 */
export function checkTokenizerJson(json: unknown, name: string): asserts json is TokenizerJson {
  if (!isRecord(json) || !isRecord(json.model)) {
    throw new TypeError(
      `Cannot load a tokenizer: ${name} is no tokenizer.json, it has no "model". Vocabularies of ` +
        "other kinds (vocab.txt, merges.txt, *.model) become one with save_pretrained of a fast " +
        "tokenizer in Python's transformers",
    );
  }
  const { added_tokens: added = [] } = json;
  if (!Array.isArray(added) || added.some((one) => typeof one?.content !== "string")) {
    throw new TypeError(
      `Cannot load a tokenizer: added_tokens of ${name} must be a list of tokens with their content`,
    );
  }
  for (const part of partsOf(json.post_processor, "processors")) checkTemplate(part, name);
  for (const part of partsOf(json.normalizer, "normalizers")) checkCharacterMap(part, name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A step and, where it is a sequence of steps, those within. */
function* partsOf(step: unknown, list: string): Generator<Record<string, unknown>> {
  if (!isRecord(step)) return;
  yield step;
  const within = step[list];
  if (Array.isArray(within)) { for (const one of within) yield* partsOf(one, list); }
}

/** Each special token that a template puts in must be explained. */
function checkTemplate(part: Record<string, unknown>, name: string): void {
  if (part.type !== "TemplateProcessing") return;
  const known = isRecord(part.special_tokens) ? part.special_tokens : {};
  for (const piece of [part.single, part.pair].flat()) {
    const id = isRecord(piece) && isRecord(piece.SpecialToken) ? piece.SpecialToken.id : undefined;
    if (id !== undefined && !Object.hasOwn(known, String(id))) {
      throw new TypeError(
        `Cannot load a tokenizer: the template of ${name} puts in ${id}, which its special_tokens ` +
          "do not hold",
      );
    }
  }
}

/** SentencePiece's map of characters: the length of a trie, the trie in words of 4 bytes, texts. */
function checkCharacterMap(part: Record<string, unknown>, name: string): void {
  if (part.type !== "Precompiled") return;
  const map = bytesOfBase64(part.precompiled_charsmap);
  const length = map !== undefined && map.length >= 4
    ? new DataView(map.buffer).getUint32(0, true)
    : Infinity;
  if (map === undefined || length % 4 !== 0 || 4 + length > map.length) {
    throw new TypeError(
      `Cannot load a tokenizer: precompiled_charsmap of ${name} is damaged or cut off`,
    );
  }
}

function bytesOfBase64(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (
    typeof value !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(value) || value.length % 4 !== 0
  ) {
    return undefined;
  }
  return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
}
