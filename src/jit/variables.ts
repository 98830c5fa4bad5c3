/**
 * Variables between tfjs, which gives them tensors, and compiled code, which updates resources.
 *
 * @module
 */

import type { TensorflowBackend } from "../engine/backend.ts";
import type * as tf from "../engine/tf.ts";
import { VariableResource } from "../engine/variable_resource.ts";
import { ownValue } from "./engine_state.ts";

/**
 * The resource that holds a variable's value; it is made if compiled code did not have the variable
 * yet, or if somebody has assigned it since.
 *
 * @param assigned Whether the compiled code that asks will change it.
 */
export function resourceOf(
  backend: TensorflowBackend,
  variable: tf.Variable,
  assigned: boolean,
): VariableResource {
  if (variable.isDisposed) {
    throw new Error(
      `Cannot call the compiled function: the variable ${variable.name}, which it uses, has been ` +
        "disposed",
    );
  }
  let record = backend.recordOf(variable.dataId);
  if (assigned && record.refCount > 1) {
    // Another tensor has the same data, and shall keep them.
    ownValue(backend, variable);
    record = backend.recordOf(variable.dataId);
  }
  record.resource ??= new VariableResource(backend.eager, backend.eagerHandleOf(record));
  if (record.handle !== 0n) {
    // The resource has the contents. A second hold on them would make an update copy them.
    backend.eager.deleteTensor(record.handle);
    record.handle = 0n;
  }
  return record.resource;
}
