/**
 * Ownership of native objects.
 *
 * @module
 */

/** A native object was used after it had been disposed. */
export class DisposedError extends Error {
  /** Name of the class. */
  override name = "DisposedError";
}

const forgotten = new FinalizationRegistry<() => void>((free) => free());

/**
 * The one owner of a native object: gives out its pointer until it is disposed, and frees it once.
 * If the owner is forgotten, garbage collection frees the object some time later.
 */
export class Native {
  readonly #what: string;
  #pointer: bigint;
  #free: (() => void) | undefined;

  /** Takes over `pointer`, a `what` that `free` frees. `free` must not refer to the owner. */
  constructor(what: string, pointer: bigint, free: (pointer: bigint) => void) {
    this.#what = what;
    this.#pointer = pointer;
    this.#free = () => free(pointer);
    forgotten.register(this, this.#free, this);
  }

  /**
   * The pointer; valid until {@linkcode Native.dispose}.
   *
   * @throws {DisposedError} If the object has been disposed.
   */
  get pointer(): bigint {
    if (this.#pointer === 0n) {
      throw new DisposedError(`Cannot use this ${this.#what}: it has been disposed`);
    }
    return this.#pointer;
  }

  /** Whether the object has been freed. */
  get disposed(): boolean {
    return this.#pointer === 0n;
  }

  /** Frees the object; a second call does nothing. */
  dispose(): void {
    this.#free?.();
    this.#free = undefined;
    this.#pointer = 0n;
    forgotten.unregister(this);
  }
}
