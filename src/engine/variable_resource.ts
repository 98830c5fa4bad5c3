/**
 * Values that compiled code updates in place: TensorFlow's resource variables.
 *
 * @module
 */

import type { EagerContext } from "../ffi/eager.ts";
import { AttrKind } from "../ffi/op_attrs.ts";
import type { OpContext } from "./op_context.ts";

/** With this name a resource belongs to its handles alone: the last one frees it. */
const ANONYMOUS = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

/** A TensorFlow resource that holds one tensor, which compiled code reads and assigns. */
export class VariableResource {
  /** Compiled calls on other threads that read it, or wait to. */
  readers = 0;
  /** Compiled calls on other threads that change it, or wait to. */
  writers = 0;
  readonly #dtype: number;
  #handle: bigint;

  /**
   * Makes a resource that holds the contents of `value`, without copying them.
   *
   * @param value The caller keeps the handle.
   */
  constructor(context: EagerContext, value: bigint) {
    this.#dtype = context.dtype(value);
    const before = context.device;
    // With the tensor, so that nothing crosses devices.
    if (context.devices.length > 1) context.device = context.deviceOf(value);
    try {
      context.execute(
        "VarHandleOp",
        [
          { name: "container", type: AttrKind.string, value: "" },
          { name: "shared_name", type: AttrKind.string, value: ANONYMOUS },
          { name: "dtype", type: AttrKind.type, value: this.#dtype },
          { name: "shape", type: AttrKind.shape, value: context.shape(value) },
        ],
        [],
        1,
      );
      this.#handle = context.outputs[0]!;
      context.execute("AssignVariableOp", [], [this.#handle, value], 0);
    } finally {
      context.device = before;
    }
  }

  /** The resource's own handle, for compiled code. */
  get handle(): bigint {
    return this.#handle;
  }

  /**
   * Makes a handle of the contents; the caller owns it. While it exists, compiled code that updates
   * the variable leaves these contents alone and makes new ones.
   *
   * @throws {Error} If a compiled call on another thread is changing the contents.
   */
  read(context: OpContext): bigint {
    this.requireQuiet("read");
    const attrs = [{ name: "dtype", type: AttrKind.type, value: this.#dtype }];
    context.execute("ReadVariableOp", attrs, [this.#handle], 1);
    return context.outputs[0]!;
  }

  /**
   * Makes sure that no compiled call on another thread is changing the contents.
   *
   * @param what Is said in the error to be impossible meanwhile, such as `"read"`.
   * @throws {Error} If one is.
   */
  requireQuiet(what: string): void {
    if (this.writers === 0) return;
    throw new Error(
      `Cannot ${what} a variable while a compiled function that changes it runs on another thread: ` +
        "await the promise of its run() first",
    );
  }

  /** Frees the resource, once no compiled call holds it. */
  dispose(context: OpContext): void {
    if (this.#handle !== 0n) context.deleteTensor(this.#handle);
    this.#handle = 0n;
  }
}
