/**
 * Settings of optimizers as plain values.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import { from } from "../schedules/from.ts";
import { isSchedule, type ScheduleJson } from "../schedules/schedule.ts";

/**
 * Settings as JSON can hold them.
 *
 * @throws {TypeError} When one is a function.
 */
export function configOf(settings: object): tf.serialization.ConfigDict {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, plain(name, value)]),
  );
}

function plain(name: string, value: unknown): tf.serialization.ConfigDictValue {
  if (isSchedule(value)) {
    return { schedule: { ...value.toJSON() } as unknown as tf.serialization.ConfigDict };
  }
  if (typeof value === "function") {
    throw new TypeError(
      `Cannot write the optimizer's settings down: ${name} is a function; give it as a word, or make ` +
        "the optimizer anew where the model is loaded",
    );
  }
  return value as tf.serialization.ConfigDictValue;
}

/** The settings again. */
export function settingsFrom(config: tf.serialization.ConfigDict): Record<string, unknown> {
  // tfjs adds the classes that it knows by name.
  const own = Object.entries(config).filter(([name]) => name !== "customObjects");
  return Object.fromEntries(own.map(([name, value]) => [name, revived(value)]));
}

function revived(value: tf.serialization.ConfigDictValue): unknown {
  if (typeof value !== "object" || value === null || !("schedule" in value)) return value;
  return from(value.schedule as unknown as ScheduleJson);
}
