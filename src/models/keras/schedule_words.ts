/**
 * Schedules of learning rates, in Keras' words and in ours.
 *
 * @module
 */

import * as schedules from "../../optim/schedules/keras.ts";
import type { Schedule } from "../../optim/schedules/schedule.ts";
import { isObject, type JsonObject, KerasFileError, shown } from "./keras_error.ts";
import { camelCase, snakeCase } from "./words.ts";

const MAKERS: Readonly<Record<string, (options: never) => Schedule>> = {
  ExponentialDecay: schedules.exponentialDecay,
  InverseTimeDecay: schedules.inverseTimeDecay,
  PiecewiseConstantDecay: schedules.piecewiseConstantDecay,
  PolynomialDecay: schedules.polynomialDecay,
  CosineDecay: schedules.cosineDecay,
  CosineDecayRestarts: schedules.cosineDecayRestarts,
};

/** Settings that are rates, which Keras wants as floats. */
const RATES = ["initial_learning_rate", "end_learning_rate", "warmup_target", "values"];

/**
 * A learning rate that Keras has written: a number, or a schedule.
 *
 * @throws {KerasFileError} When it is neither, or a schedule that is not known.
 */
export function rateFromKeras(rate: unknown): number | Schedule | undefined {
  if (rate === undefined || rate === null) return undefined;
  if (typeof rate === "number") return plainNumber(rate);
  const { class_name, config } = isObject(rate) ? rate : {} as JsonObject;
  if (typeof class_name !== "string" || !Object.hasOwn(MAKERS, class_name) || !isObject(config)) {
    throw new KerasFileError(
      `its learning rate is ${shown(rate)}, which train.schedules does not have; it has ${
        Object.keys(MAKERS).join(", ")
      }`,
    );
  }
  const options = Object.entries(config)
    .filter(([name, value]) => name !== "name" && value !== null)
    .map(([name, value]) => [
      camelCase(name),
      Array.isArray(value) ? value.map(plainNumber) : plainNumber(value),
    ]);
  return MAKERS[class_name]!(Object.fromEntries(options) as never);
}

/** A schedule as Keras writes it; undefined for one that Keras does not have. */
export function scheduleToKeras({ name, config }: Schedule): JsonObject | undefined {
  const className = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  if (!Object.hasOwn(MAKERS, className)) return undefined;
  const settings = Object.entries(config).map(([key, value]): [string, unknown] => {
    const word = snakeCase(key);
    if (!RATES.includes(word)) return [word, value];
    return [word, Array.isArray(value) ? value.map(floatOf) : floatOf(value)];
  });
  return {
    module: "keras.optimizers.schedules",
    class_name: className,
    config: { ...Object.fromEntries(settings), name: className },
    registered_name: null,
  };
}

/**
 * A number that Python reads as a float: of whole ones JSON has no point, and Keras refuses integers
 * as rates. The next number is the same in 32 bits.
 */
export function floatOf<T>(value: T): T | number {
  if (typeof value !== "number" || !Number.isInteger(value)) return value;
  return value === 0 ? Number.MIN_VALUE : value * (1 + Number.EPSILON);
}

/** The whole number again that {@linkcode floatOf} has changed. */
export function plainNumber<T>(value: T): T | number {
  if (typeof value !== "number") return value;
  const single = Math.fround(value);
  return Number.isInteger(single) &&
      Math.abs(value - single) < 1e-14 * Math.max(1, Math.abs(single))
    ? single
    : value;
}
