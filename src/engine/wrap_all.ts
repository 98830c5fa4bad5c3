/** Tensors for all outputs of an op, or for none. @module */

import type * as tfjs from "../deps/tfjs.ts";
import type { EagerContext } from "../ffi/eager.ts";

/**
 * Makes a tensor of each of `handles`. If `wrap` refuses one, nothing is left of the others: tensors
 * made before are disposed, handles that come after are deleted.
 *
 * @param handles Native handles, which are taken over. Not the context's own output slots: `wrap` may
 * run ops, which overwrite them.
 * @param wrap Makes a tensor of a handle and takes the handle over, also if it throws.
 */
export function wrapAll(
  context: Pick<EagerContext, "deleteTensor">,
  handles: readonly bigint[],
  wrap: (handle: bigint) => tfjs.Tensor,
): tfjs.Tensor[] {
  const tensors: tfjs.Tensor[] = [];
  let next = 0;
  try {
    while (next < handles.length) tensors.push(wrap(handles[next++]!));
  } catch (error) {
    for (const handle of handles.slice(next)) context.deleteTensor(handle);
    for (const tensor of tensors) tensor.dispose();
    throw error;
  }
  return tensors;
}
