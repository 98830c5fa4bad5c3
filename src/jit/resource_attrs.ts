/** What TensorFlow is told of a variable that a compiled function takes. @module */

import { DType } from "../core/dtype.ts";
import { AttrKind, type OpAttr } from "../ffi/op_attrs.ts";
import { MessageWriter } from "../ffi/protobuf.ts";

/** Fields of `AttrValue`, its list and a shape in TensorFlow's `attr_value.proto`. */
const Value = { list: 1, listType: 6, listShape: 7 } as const;

/**
 * Attributes of the placeholder for a resource that holds a tensor: from the two with an underscore
 * TensorFlow's optimizers learn the shapes of what is read from it.
 */
export function resourceAttrs(dtype: number, shape: readonly number[]): OpAttr[] {
  const types = new MessageWriter()
    .message(Value.list, (list) => list.varint(Value.listType, dtype));
  const shapes = new MessageWriter().message(
    Value.list,
    (list) =>
      list.message(Value.listShape, (message) => {
        for (const length of shape) message.message(2, (axis) => axis.varint(1, length));
      }),
  );
  return [
    { name: "dtype", type: AttrKind.type, value: DType.resource },
    { name: "shape", type: AttrKind.shape, value: [] },
    { name: "_handle_dtypes", type: AttrKind.proto, value: types.finish() },
    { name: "_handle_shapes", type: AttrKind.proto, value: shapes.finish() },
  ];
}
