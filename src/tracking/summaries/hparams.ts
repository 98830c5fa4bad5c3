/**
 * What a run was set to, and what counts of its results, for TensorBoard's table of runs.
 *
 * @module
 */

import { ProtobufMessage } from "../protobuf.ts";
import { numberTensor, summary } from "./summary.ts";

/** A setting of a run. */
export type HParam = string | number | boolean;

/** Numbers of the messages' own DataType. */
const DataType = { string: 1, boolean: 2, number: 3 } as const;

const SUCCESS = 1;

function record(tag: string, field: number, content: ProtobufMessage): ProtobufMessage {
  const data = new ProtobufMessage().varint(1, 0).bytes(field, content);
  return summary(tag, { plugin: "hparams", content: data }, numberTensor(new Float32Array(1), [1]));
}

/** Which settings and results the table has; once per run, before the others. */
export function experimentSummary(
  params: Readonly<Record<string, HParam>>,
  metrics: readonly string[],
  seconds: number,
): ProtobufMessage {
  const experiment = new ProtobufMessage().double(3, seconds);
  for (const [name, value] of Object.entries(params)) {
    const type = DataType[typeof value as keyof typeof DataType];
    experiment.bytes(4, new ProtobufMessage().bytes(1, name).varint(4, type));
  }
  for (const tag of metrics) {
    const name = new ProtobufMessage().bytes(2, tag);
    experiment.bytes(5, new ProtobufMessage().bytes(1, name));
  }
  return record("_hparams_/experiment", 2, experiment);
}

/** The settings of this run. */
export function sessionStartSummary(
  params: Readonly<Record<string, HParam>>,
  seconds: number,
): ProtobufMessage {
  const start = new ProtobufMessage();
  for (const [name, value] of Object.entries(params)) {
    start.bytes(1, new ProtobufMessage().bytes(1, name).bytes(2, hparamValue(value)));
  }
  return record("_hparams_/session_start_info", 3, start.double(5, seconds));
}

/** A `google.protobuf.Value`. */
function hparamValue(value: HParam): ProtobufMessage {
  const message = new ProtobufMessage();
  if (typeof value === "number") return message.double(2, value);
  if (typeof value === "string") return message.bytes(3, value);
  return message.varint(4, value ? 1 : 0);
}

/** That this run ended well. */
export function sessionEndSummary(seconds: number): ProtobufMessage {
  const end = new ProtobufMessage().varint(1, SUCCESS).double(2, seconds);
  return record("_hparams_/session_end_info", 4, end);
}
