/**
 * Bars that are shown together: those of inner loops below those of the loops around them.
 *
 * @module
 */

import { notebookCell } from "../../core/notebook_cell.ts";
import type { Progress } from "../../core/progress.ts";
import type { TextTarget } from "../../core/text_target.ts";
import { notebook, STDERR } from "../output.ts";
import { BarsView } from "./bars_view.ts";
import { Live, type LiveOptions } from "./live.ts";
import { LogLines } from "./log_lines.ts";
import type { Pace } from "./throttle.ts";

/** Where a bar is shown. */
export interface BarPlace {
  /** The bar has come further. */
  update(): void;
  /** The bar has ended, and stays or vanishes. */
  finish(keep: boolean): void;
  /** Writes text where it is not drawn over. */
  print(text: string): void;
  /** Leaves a terminal to what others write, until the next update. */
  hide(): void;
}

/** Finished bars that a notebook keeps; what the oldest said is left out. */
const MOST_KEPT = 50;

/** One output with bars in it. */
class BarGroup {
  readonly #live: Live;
  readonly #bars: Progress[] = [];
  readonly #terminal: boolean;
  readonly #ended: () => void;

  constructor(options: { live: Live; terminal: boolean; ended: () => void }) {
    this.#live = options.live;
    this.#terminal = options.terminal;
    this.#ended = options.ended;
  }

  add(bar: Progress): BarPlace {
    this.#bars.push(bar);
    if (this.#bars.length === 1) this.#live.update(new BarsView(() => this.#bars));
    else this.#live.update();
    return {
      update: () => this.#live.update(),
      finish: (keep) => this.#finish(bar, keep),
      print: (text) => this.#live.print(text),
      hide: () => this.#live.hide(),
    };
  }

  #finish(bar: Progress, keep: boolean): void {
    const at = this.#bars.indexOf(bar);
    const last = this.#bars.every(({ finished }) => finished);
    const prints = keep && this.#terminal && !last;
    if (!keep || prints) this.#bars.splice(at, 1);
    // In a terminal, lines that stay move up: what is redrawn must not grow.
    if (prints) this.#live.print(bar.toText());
    if (last) {
      this.#live.finish(this.#bars.length === 0 ? null : undefined);
      this.#ended();
      return;
    }
    const kept = this.#bars.filter(({ finished }) => finished);
    if (kept.length > MOST_KEPT) this.#bars.splice(this.#bars.indexOf(kept[0]!), 1);
    this.#live.update();
  }
}

/** The groups with unfinished bars: one for each run of a cell, one for each terminal. */
const groups = new Map<unknown, BarGroup>();

/** Unfinished bars, by the same keys and by the targets that are no terminals. */
const unfinished = new Map<unknown, Set<Progress>>();

/** A bar's place, and whether it is within the loop of another one there. */
export interface PlacedBar {
  readonly place: BarPlace;
  readonly inner: boolean;
}

/** The place for a bar: below those that are unfinished there, or where lines can only be added. */
export function placeBar(
  bar: Progress,
  options: { readonly target?: TextTarget | undefined; readonly pace?: Pace | undefined } = {},
): PlacedBar {
  const { target, pace = {} } = options;
  const jupyter = target === undefined ? notebook() : undefined;
  const text = target ?? STDERR;
  // A bar that nobody finished must not draw the bars of later cells to its own.
  const key = jupyter ? `cell ${notebookCell()}` : text;
  const others = unfinished.get(key) ?? new Set();
  const inner = Array.from(others).some(({ share = 0 }) => share < 1);
  unfinished.set(key, others.add(bar));
  const place = jupyter === undefined && !text.terminal
    ? new LogLines(bar, text, pace.clock?.now)
    : groupOf(key, { ...pace, ...jupyter === undefined && { target: text } }).add(bar);
  const finish = (keep: boolean) => {
    others.delete(bar);
    if (others.size === 0) unfinished.delete(key);
    place.finish(keep);
  };
  const hide = () => place.hide();
  return {
    inner,
    place: { update: () => place.update(), finish, print: (line) => place.print(line), hide },
  };
}

function groupOf(key: unknown, options: LiveOptions): BarGroup {
  const known = groups.get(key);
  if (known) return known;
  const group = new BarGroup({
    live: new Live(options),
    terminal: options.target !== undefined,
    ended: () => groups.delete(key),
  });
  groups.set(key, group);
  return group;
}
