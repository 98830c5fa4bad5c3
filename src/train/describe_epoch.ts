/**
 * Losses and metrics in words.
 *
 * @module
 */
import type { EpochRecord } from "./history.ts";

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function measures(prefix: string, loss: number, metrics: Readonly<Record<string, number>>) {
  const others = Object.entries(metrics).map(([name, value]) =>
    `${prefix}${name} ${name === "accuracy" ? percent(value) : value.toPrecision(4)}`
  );
  return [`${prefix}loss ${loss.toFixed(4)}`, ...others];
}

/**
 * Puts an epoch's results into words.
 *
 * @param record The epoch.
 * @returns Losses and metrics of both parts on one line.
 */
export function describeEpoch(record: EpochRecord): string {
  return [
    ...measures("", record.loss, record.metrics),
    ...(record.valLoss === undefined ? [] : measures("val ", record.valLoss, record.valMetrics)),
  ].join(" · ");
}

/**
 * Puts the results of an unfinished epoch into few words, so that a bar fits beside them.
 *
 * @param mean The loss and then the metrics.
 * @param names Names of the metrics.
 * @returns Loss, and accuracy where it is measured.
 */
export function describeSoFar(
  [loss = NaN, ...values]: readonly number[],
  names: readonly string[],
): string {
  const at = names.indexOf("accuracy");
  return `loss ${loss.toFixed(3)}${at < 0 ? "" : ` acc ${values[at]!.toFixed(3)}`}`;
}

/**
 * An epoch's name among all of them.
 *
 * @param epoch From 1.
 * @param plan How many there are; undefined where nobody knows.
 */
export function epochLabel(
  epoch: number,
  { epochs }: { readonly epochs: number | undefined },
): string {
  return epochs === undefined ? `Epoch ${epoch}` : `Epoch ${epoch}/${epochs}`;
}
