/**
 * JSON of two runs, such as figures, compared value by value.
 *
 * @module
 */

import { isJsonObject, type Json, jsonNumber } from "../format/json.ts";
import type { CompareSettings } from "./compare_settings.ts";
import { closeNumbers } from "./compare_text.ts";
import { applyMasks } from "./masks.ts";

/** Compares two values; returns where they differ first and how, or undefined. */
export function compareJson(
  stored: Json,
  current: Json,
  settings: CompareSettings,
  place = "",
): string | undefined {
  const a = jsonNumber(stored);
  const b = jsonNumber(current);
  if (a !== undefined && b !== undefined) {
    return closeNumbers(a, b, settings) ? undefined : differ(place, stored, current);
  }
  if (typeof stored === "string" && typeof current === "string") {
    const { masks } = settings;
    return stored === current || applyMasks(stored, masks) === applyMasks(current, masks)
      ? undefined
      : differ(place, stored, current);
  }
  if (Array.isArray(stored) && Array.isArray(current)) {
    if (stored.length !== current.length) {
      return `${place || "the list"} has ${current.length} values, ${stored.length} are stored`;
    }
    for (const [i, item] of stored.entries()) {
      const found = compareJson(item, current[i], settings, `${place}[${i}]`);
      if (found) return found;
    }
    return undefined;
  }
  if (isJsonObject(stored) && isJsonObject(current)) {
    for (const key of new Set([...Object.keys(stored), ...Object.keys(current)])) {
      const inner = place === "" ? key : `${place}.${key}`;
      if (!Object.hasOwn(current, key)) return `${inner} is gone`;
      if (!Object.hasOwn(stored, key)) return `${inner} is new`;
      const found = compareJson(stored[key]!, current[key]!, settings, inner);
      if (found) return found;
    }
    return undefined;
  }
  return stored === current ? undefined : differ(place, stored, current);
}

function differ(place: string, stored: Json, current: Json): string {
  const short = (value: Json) => JSON.stringify(value).slice(0, 80);
  return `${place || "the value"} is ${short(current)}, stored is ${short(stored)}`;
}
