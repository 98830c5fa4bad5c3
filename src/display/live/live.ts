/**
 * Outputs that are updated in place.
 *
 * @module
 */

import type { TextTarget } from "../../core/text_target.ts";
import { DISPLAY, type View } from "../mime_bundle.ts";
import { hasColors, notebook, publish, STDOUT, writeText } from "../output.ts";
import { viewOf } from "../view_of.ts";
import { type Pace, Throttle } from "./throttle.ts";
import { Screen } from "./screen.ts";

/** Where a live output is shown and how often. */
export interface LiveOptions extends Pace {
  /** Where the text goes instead of to the notebook or stdout. */
  readonly target?: TextTarget;
}

/** What a kind of place does with a live output. */
interface Place {
  /** Shows what there is now. */
  draw(view: View): void;
  /** Shows what there is in the end; undefined for nothing. */
  finish(view: View | undefined): void;
  /** Leaves a line beside the output, which is drawn anew where that moves it. */
  print(text: string, view: View | undefined): void;
  /** Makes room for what others write. */
  hide(): void;
  /** Sees to it that the output is finished when the program ends, where that ends what is shown. */
  readonly atEnd?: (live: Live) => void;
}

/** An output that is updated in place, as `live()` makes it. */
export class Live implements Disposable {
  readonly #place: Place;
  readonly #throttle: Throttle;
  #view: View | undefined;
  #finished = false;

  /** Shows nothing yet. */
  constructor(options: LiveOptions = {}) {
    this.#place = placeOf(options.target);
    this.#throttle = new Throttle(() => {
      if (this.#view) this.#place.draw(this.#view);
    }, options);
  }

  /** Whether an update would be shown at once; what is dear to make can wait until then. */
  get due(): boolean {
    return !this.#finished && this.#throttle.due;
  }

  /**
   * Shows another value, or the same anew: at once, or when the time since the last is over.
   *
   * @param value Any value that `show` takes; without one the last is drawn anew, as it is by then.
   */
  update(value?: unknown): void {
    if (this.#finished) return;
    this.#place.atEnd?.(this);
    if (value !== undefined) this.#view = viewOf(value);
    if (this.#view) this.#throttle.request();
  }

  /**
   * Shows the last state, which stays. Further calls do nothing.
   *
   * @param value What stays; the last value unless told, and with `null` nothing.
   */
  finish(value?: unknown): void {
    if (this.#finished) return;
    this.#finished = true;
    unfinished.delete(this);
    this.#throttle.cancel();
    if (value !== undefined) this.#view = value === null ? undefined : viewOf(value);
    this.#place.finish(this.#view);
  }

  /** Writes a line above the output, where a terminal's cursor would be in the way otherwise. */
  print(text: string): void {
    this.#place.print(text, this.#finished ? undefined : this.#view);
  }

  /** Clears a terminal of the output until the next update, for what others write meanwhile. */
  hide(): void {
    this.#place.hide();
  }

  /** Ends as `finish()` does. */
  [Symbol.dispose](): void {
    this.finish();
  }
}

/** What nobody has finished: written when the program ends, since a log has nothing of it before. */
const unfinished = new Set<Live>();
let listening = false;

function finishAtEnd(live: Live): void {
  unfinished.add(live);
  if (listening) return;
  listening = true;
  globalThis.addEventListener("unload", () => {
    for (const one of unfinished) one.finish();
  });
}

function placeOf(target: TextTarget | undefined): Place {
  const jupyter = target === undefined ? notebook() : undefined;
  if (jupyter !== undefined) return notebookPlace(jupyter);
  const text = target ?? STDOUT;
  const place = text.terminal ? terminalPlace(text) : textPlace(text);
  return target === undefined ? { ...place, atEnd: finishAtEnd } : place;
}

function notebookPlace(jupyter: NonNullable<ReturnType<typeof notebook>>): Place {
  const displayId = crypto.randomUUID();
  let update = false;
  const draw = (view: View) => {
    publish(jupyter, view[DISPLAY](), { displayId, update });
    update = true;
  };
  return {
    draw,
    finish: (view) => view && draw(view),
    print: writeText,
    hide: () => {},
  };
}

function terminalPlace(target: TextTarget): Place {
  const screen = Screen.of(target);
  const block = screen.block();
  const linesOf = (view: View) => {
    const text = view.toText({ columns: screen.columns, colors: hasColors(target) });
    return text === "" ? [] : text.split("\n");
  };
  return {
    draw: (view) => block.draw(linesOf(view)),
    finish: (view) => block.finish(view ? linesOf(view) : []),
    print: (text, view) => block.draw(view ? linesOf(view) : [], text.split("\n")),
    hide: () => screen.hide(),
  };
}

/** Nothing can be taken back here: only what stays is written. */
function textPlace(target: TextTarget): Place {
  return {
    draw: () => {},
    finish(view) {
      const text = view?.toText({ columns: target.columns, colors: false }) ?? "";
      if (text !== "") target.write(`${text}\n`);
    },
    print: (text) => target.write(`${text}\n`),
    hide: () => {},
  };
}

/**
 * Shows a value that changes: in a notebook in one output of the cell, in a terminal on lines that
 * are drawn over; elsewhere only its last state is written. At most five times a second, the last
 * state always. Call `finish()`, or let `using` do so; else the last state is written when the program
 * ends.
 *
 * @param view The first value; whatever `show` takes.
 * @param options How often, and where to instead.
 * @returns What takes the next values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * let written = "";
 * const target = { write: (text: string) => written += text, terminal: false, columns: 80 };
 * {
 *   using live = display.live("starting", { target });
 *   for (let step = 1; step <= 3; step++) live.update(`step ${step}`);
 * }
 * assertEquals(written, "step 3\n");
 * ```
 */
export function live(view?: unknown, options: LiveOptions = {}): Live {
  const output = new Live(options);
  output.update(view);
  return output;
}
