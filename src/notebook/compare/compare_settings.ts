/**
 * How strictly outputs are compared: for all notebooks, one of them, or one cell.
 *
 * @module
 */

import { isJsonObject, type Json, jsonNumber, type JsonObject } from "../format/json.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { METADATA_KEY } from "../record.ts";
import { DEFAULT_MASKS, type Mask, parseMask } from "./masks.ts";

/** How pictures are compared. */
export const IMAGE_POLICIES = ["similar", "size", "exact", "ignore"] as const;
/** How HTML is compared. */
export const HTML_POLICIES = ["text", "exact", "ignore"] as const;

/** What counts as the same. */
export interface CompareSettings {
  /** Share of the stored number by which a new one may differ. */
  readonly relative: number;
  /** Amount by which any number may differ. */
  readonly absolute: number;
  /** What is replaced before texts are compared. */
  readonly masks: readonly Mask[];
  /** `similar`: same size and few pixels differ; `size`: same size. PNG only, others are `exact`. */
  readonly images: typeof IMAGE_POLICIES[number];
  /** Share of the pixels that may differ in similar pictures. */
  readonly pixels: number;
  /** `text`: what a reader sees, without the mark-up. */
  readonly html: typeof HTML_POLICIES[number];
  /** MIME types, `stdout` or `stderr` that are not compared. */
  readonly ignore: readonly string[];
}

/** What holds where nothing else is said. */
export const DEFAULT_SETTINGS: CompareSettings = {
  relative: 1e-6,
  absolute: 1e-12,
  masks: DEFAULT_MASKS,
  images: "similar",
  pixels: 0.01,
  html: "text",
  ignore: [],
};

/**
 * Settings with those in `tensaur.test` of a notebook's or a cell's metadata in their place: the keys
 * of {@linkcode CompareSettings}, masks as texts that are added.
 *
 * @throws {NotebookError} When a setting is not what it must be.
 */
export function settingsFrom(base: CompareSettings, metadata: JsonObject): CompareSettings {
  const own = metadata[METADATA_KEY];
  const test = isJsonObject(own) ? own.test : undefined;
  if (test === undefined) return base;
  if (!isJsonObject(test)) throw wrong("", "an object", test);
  const { masks } = test;
  return {
    relative: share(test, "relative") ?? base.relative,
    absolute: share(test, "absolute") ?? base.absolute,
    masks: masks === undefined
      ? base.masks
      : [...words(test, "masks").map(parseMask), ...base.masks],
    images: choice(test, "images", IMAGE_POLICIES) ?? base.images,
    pixels: share(test, "pixels") ?? base.pixels,
    html: choice(test, "html", HTML_POLICIES) ?? base.html,
    ignore: test.ignore === undefined ? base.ignore : words(test, "ignore"),
  };
}

function share(settings: JsonObject, key: string): number | undefined {
  if (settings[key] === undefined) return undefined;
  const value = jsonNumber(settings[key]);
  if (value === undefined || !(value >= 0)) throw wrong(key, "a number from 0", settings[key]);
  return value;
}

function words(settings: JsonObject, key: string): string[] {
  const value = settings[key]!;
  if (Array.isArray(value) && value.every((each: Json) => typeof each === "string")) {
    return [...value];
  }
  throw wrong(key, "a list of texts", value);
}

function choice<T extends string>(
  settings: JsonObject,
  key: string,
  choices: readonly T[],
): T | undefined {
  const value = settings[key];
  if (value === undefined) return undefined;
  const found = choices.find((each) => each === value);
  if (found === undefined) throw wrong(key, choices.join(", "), value);
  return found;
}

function wrong(key: string, wanted: string, came: Json): NotebookError {
  const name = [METADATA_KEY, "test", key].filter((part) => part !== "").join(".");
  return new NotebookError(
    `metadata.${name} must be ${wanted}, it is ${JSON.stringify(came).slice(0, 60)}`,
  );
}
