/**
 * What tfjs needs and Deno leaves out.
 *
 * @module
 */

import * as tfjs from "../deps/tfjs.ts";

/** The iterator behind `tf.data.array()`, as far as it is used here. */
interface ArrayIterator {
  items: unknown[];
  trav: number;
  next(): Promise<IteratorResult<unknown, null>>;
}

const mended = new WeakSet<object>();

/**
 * Lets the elements of a `tf.data` dataset keep their class.
 *
 * tfjs copies each element as it comes out of an array, and gives the copy its class through
 * `Object.prototype.__proto__`, which Deno does not have: an element's methods are gone, and with the
 * ES module build of tfjs also those of the iterators inside `concatenate()` and `shuffle()`. The
 * mend sets the class on the copy, in that one iterator; nothing global is touched. Where
 * `__proto__` works it does nothing.
 */
export async function mendDatasets(): Promise<void> {
  if (Reflect.get({}, "__proto__") === Object.prototype) return;
  const iterator = await tfjs.data.array([]).iterator();
  const prototype = Object.getPrototypeOf(iterator) as ArrayIterator;
  if (mended.has(prototype)) return;
  mended.add(prototype);
  const next = prototype.next;
  prototype.next = async function (this: ArrayIterator): Promise<IteratorResult<unknown, null>> {
    const element = this.items[this.trav];
    const result = await next.call(this);
    if (!result.done) restoreClass(element, result.value);
    return result;
  };
}

// Follows what tfjs copied member by member: arrays, and objects that came out as plain ones.
function restoreClass(original: unknown, copy: unknown): void {
  if (!isObject(original) || !isObject(copy) || copy === original) return;
  if (!Array.isArray(copy)) {
    const prototype = Object.getPrototypeOf(original);
    if (Object.getPrototypeOf(copy) !== Object.prototype) return;
    if (prototype !== Object.prototype) Object.setPrototypeOf(copy, prototype);
  }
  for (const key of Object.keys(original)) restoreClass(original[key], copy[key]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
