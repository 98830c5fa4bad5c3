/**
 * Numbers that follow the step of training.
 *
 * @module
 */

/** What a schedule is made from: plain values, so that it can be written down and made again. */
export type ScheduleConfig = Readonly<
  Record<string, number | boolean | string | readonly number[] | null>
>;

/** A schedule as JSON has it. */
export interface ScheduleJson {
  /** The function in `train.schedules` that makes it. */
  readonly name: string;
  /** What that function is given. */
  readonly config: ScheduleConfig;
}

/**
 * A number that depends on the step alone: a learning rate, a momentum. Called with the count of
 * updates made so far (0 at the first step) it gives the number for the next one, in float64.
 */
export interface Schedule {
  /** The number at `step`, from 0. */
  (step: number): number;
  /** The function in `train.schedules` that makes it. */
  readonly name: string;
  /** What it was made from, defaults included. */
  readonly config: ScheduleConfig;
  /** Its first `steps` numbers, as `display.lineChart` takes them. */
  values(steps: number): number[];
  /** What `train.schedules.from` makes it of again. */
  toJSON(): ScheduleJson;
}

/** Options of a schedule; those that are undefined are not written down. */
type Options = object;

/** Makes a schedule of a function of the step. */
export function makeSchedule(
  name: string,
  options: Options,
  at: (step: number) => number,
): Schedule {
  const config: ScheduleConfig = Object.freeze(
    Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  );
  const schedule = (step: number) => at(step);
  Object.defineProperty(schedule, "name", { value: name });
  return Object.assign(schedule, {
    config,
    values: (steps: number) => Array.from({ length: steps }, (_, step) => at(step)),
    toJSON: () => ({ name, config }),
  }) as Schedule;
}

/** Whether a setting follows the step. */
export function isSchedule(setting: unknown): setting is Schedule {
  return typeof setting === "function" && "config" in setting && "values" in setting;
}
