/**
 * Collects what is wrong with a notebook while it is read.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { NotebookError } from "./notebook_error.ts";

/** So many problems are listed; more tell a reader nothing new. */
const MAX_LISTED = 10;

/** Problems, which make a file unusable, and warnings, about what was put right. */
export class Problems {
  readonly #problems: string[] = [];
  #more = 0;
  /** One line for each repair. */
  readonly warnings: string[] = [];

  /** Notes a problem. */
  add(problem: string): void {
    if (this.#problems.length < MAX_LISTED) this.#problems.push(problem);
    else this.#more++;
  }

  /** Notes a repair. */
  warn(warning: string): void {
    if (this.warnings.length < 100) this.warnings.push(warning);
  }

  /** The value as an object; an empty one with a problem noted for anything else. */
  object(value: Json | undefined, what: string): JsonObject {
    if (isJsonObject(value)) return value;
    this.add(`${what} must be an object, ${kindOf(value)}`);
    return {};
  }

  /** The value as a list; an empty one with a problem noted for anything else. */
  list(value: Json | undefined, what: string): readonly Json[] {
    if (Array.isArray(value)) return value;
    this.add(`${what} must be a list, ${kindOf(value)}`);
    return [];
  }

  /** The value as one text, whether it is a string or a list of lines. */
  text(value: Json | undefined, what: string): string {
    if (typeof value === "string") return value;
    if (Array.isArray(value) && value.every((line) => typeof line === "string")) {
      return value.join("");
    }
    this.add(`${what} must be text or a list of lines, ${kindOf(value)}`);
    return "";
  }

  /** The value as the number of an execution. */
  count(value: Json | undefined, what: string): number | null {
    if (value === undefined || value === null) return null;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
    this.add(`${what} must be a whole number or null, ${kindOf(value)}`);
    return null;
  }

  /** Warns of keys that the format does not have there. */
  noOthers(object: JsonObject, what: string, known: readonly string[]): void {
    for (const key of Object.keys(object)) {
      if (!known.includes(key)) {
        this.warn(
          `${what}: left out "${key.slice(0, 60)}", which the notebook format has not there`,
        );
      }
    }
  }

  /** @throws {NotebookError} With all problems, where there are any. */
  throwIfAny(where: { readonly path?: string }): void {
    const [only, ...others] = this.#problems;
    if (only === undefined) return;
    const more = this.#more === 0 ? [] : [`and ${this.#more} more`];
    const list = others.length === 0
      ? ` ${only}`
      : `\n  ${[only, ...others, ...more].join("\n  ")}`;
    throw new NotebookError(`is not a valid notebook:${list}`, where);
  }
}

function kindOf(value: Json | undefined): string {
  if (value === undefined) return "it is missing";
  if (value === null) return "it is null";
  if (Array.isArray(value)) return "it is a list";
  return isJsonObject(value) ? "it is an object" : `it is ${JSON.stringify(value).slice(0, 40)}`;
}
