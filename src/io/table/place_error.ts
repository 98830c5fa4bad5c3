/**
 * The error of a place that is none.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";

/** A place that no cursor of the same reader told. */
export class PlaceError extends Error {
  /** Stands before the message. */
  override readonly name = "PlaceError";

  /** Says what was got. */
  constructor(place: JsonValue | undefined) {
    super(`Cannot read on: ${JSON.stringify(place)} is no place in this table`);
  }
}
