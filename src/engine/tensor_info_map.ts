/**
 * tfjs-core's book of data ids, kept on the ids themselves where they are ours.
 *
 * The engine looks an id up five times in the life of each tensor; in the `WeakMap` that it uses,
 * the look-ups take a tenth of a small op.
 *
 * @module
 */

import { DataHandle } from "./tensor_record.ts";

/** The part of `WeakMap` that tfjs-core's engine calls. */
export class TensorInfoMap {
  readonly #others: WeakMap<object, object>;

  /** Takes over what is in `others`, where the ids of other backends stay. */
  constructor(others: WeakMap<object, object>) {
    this.#others = others;
  }

  /** Whether there is an entry for `dataId`. */
  has(dataId: object): boolean {
    return this.get(dataId) !== undefined;
  }

  /** The entry for `dataId`. */
  get(dataId: object): object | undefined {
    return dataId instanceof DataHandle ? dataId.info : this.#others.get(dataId);
  }

  /** Sets the entry for `dataId`. */
  set(dataId: object, info: object): this {
    if (dataId instanceof DataHandle) dataId.info = info;
    else this.#others.set(dataId, info);
    return this;
  }

  /** Deletes the entry for `dataId`. */
  delete(dataId: object): boolean {
    if (!(dataId instanceof DataHandle)) return this.#others.delete(dataId);
    const had = dataId.info !== undefined;
    dataId.info = undefined;
    return had;
  }
}
