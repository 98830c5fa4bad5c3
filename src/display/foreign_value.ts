/**
 * Values of other libraries that notebooks can show.
 *
 * @module
 */

import { DISPLAY, type MimeBundle, type TextOptions, type View } from "./mime_bundle.ts";
import { PlainValue } from "./plain_value.ts";

/** A value with a method for notebooks that is not from here; a bundle without text gets one. */
export class ForeignValue implements View {
  readonly #value: { [DISPLAY](): unknown };

  /** Takes the value; its method is called when it is shown. */
  constructor(value: { [DISPLAY](): unknown }) {
    this.#value = value;
  }

  /** The text of its bundle, else what `console.log` writes. */
  toText(options: TextOptions = {}): string {
    const text = this.#bundle()["text/plain"];
    return new PlainValue(typeof text === "string" ? text : this.#value).toText(options);
  }

  /** The value's own bundle. */
  [DISPLAY](): MimeBundle {
    return { ...this.#bundle(), "text/plain": this.toText() };
  }

  #bundle(): Record<string, unknown> {
    const bundle = this.#value[DISPLAY]();
    if (bundle instanceof Promise) {
      throw new TypeError(
        "Cannot show a value whose display is asynchronous: await what its " +
          'method Symbol.for("Jupyter.display") returns, and show that, or leave it as the last ' +
          "value of a cell",
      );
    }
    return typeof bundle === "object" && bundle !== null ? { ...bundle } : {};
  }
}
