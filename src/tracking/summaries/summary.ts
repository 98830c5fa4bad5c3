/**
 * One value of a summary: a tag, what kind of thing it is, and a tensor.
 *
 * @module
 */

import { ProtobufMessage } from "../protobuf.ts";

/** Numbers of TensorFlow's DataType. */
const DataType = { float32: 1, float64: 2, string: 7 } as const;

/** How TensorBoard stores a kind of summary. */
export const DataClass = { scalar: 1, tensor: 2, blobs: 3 } as const;

/** What a summary's value is told by. */
export interface SummaryKind {
  /** TensorBoard's plugin. */
  readonly plugin: string;
  /** Number of its data class. */
  readonly dataClass?: number;
  /** What the plugin itself wants to know. */
  readonly content?: ProtobufMessage;
  /** Markdown shown beside it. */
  readonly description?: string | undefined;
}

/** A tensor of numbers as TensorBoard's message. */
export function numberTensor(
  values: Float32Array | Float64Array,
  shape: readonly number[],
): ProtobufMessage {
  const dtype = values instanceof Float32Array ? DataType.float32 : DataType.float64;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return tensor(dtype, shape).bytes(4, bytes);
}

/** A vector of texts or bytes as TensorBoard's message. */
export function textTensor(values: readonly (string | Uint8Array)[]): ProtobufMessage {
  const message = tensor(DataType.string, [values.length]);
  for (const value of values) message.bytes(8, value);
  return message;
}

function tensor(dtype: number, shape: readonly number[]): ProtobufMessage {
  const axes = new ProtobufMessage();
  for (const length of shape) axes.bytes(2, new ProtobufMessage().varint(1, length));
  return new ProtobufMessage().varint(1, dtype).bytes(2, axes);
}

/** A summary of one value. */
export function summary(tag: string, kind: SummaryKind, value: ProtobufMessage): ProtobufMessage {
  const plugin = new ProtobufMessage().bytes(1, kind.plugin);
  if (kind.content) plugin.bytes(2, kind.content);
  const metadata = new ProtobufMessage().bytes(1, plugin);
  if (kind.description) metadata.bytes(3, kind.description);
  if (kind.dataClass) metadata.varint(4, kind.dataClass);
  return new ProtobufMessage().bytes(
    1,
    new ProtobufMessage().bytes(1, tag).bytes(8, value).bytes(9, metadata),
  );
}
