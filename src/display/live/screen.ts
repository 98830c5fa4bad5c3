/**
 * Lines of a terminal that are drawn over themselves.
 *
 * @module
 */

import type { TextTarget } from "../../core/text_target.ts";
import { isStandard } from "../output.ts";
import { cut, widthOf } from "../text/fit.ts";

// deno-lint-ignore no-control-regex
const STYLES = /\x1b\[[\d;]*m/g;

/** What one output shows at the end of a terminal. */
export interface Block {
  /** Draws these lines, and writes others above everything that is drawn, for good. */
  draw(lines: readonly string[], printed?: readonly string[]): void;
  /** Removes the block and leaves these lines above the others for good. */
  finish(lines: readonly string[]): void;
}

const screens = new WeakMap<TextTarget, Screen>();
let standard: Screen | undefined;

/** The last lines of a terminal, shared by all that is drawn live on it. */
export class Screen {
  readonly #target: TextTarget;
  readonly #blocks: { lines: readonly string[] }[] = [];
  /** As they stand in the terminal. */
  #drawn: readonly string[] = [];

  private constructor(target: TextTarget) {
    this.#target = target;
  }

  /** The screen behind a target; the process's streams have one together. */
  static of(target: TextTarget): Screen {
    if (isStandard(target)) return standard ??= new Screen(target);
    const screen = screens.get(target) ?? new Screen(target);
    screens.set(target, screen);
    return screen;
  }

  /** Columns to draw in. The last one stays free: a full line would wrap. */
  get columns(): number {
    return Math.max(1, this.#target.columns - 1);
  }

  /** A block below all others. */
  block(): Block {
    const own: { lines: readonly string[] } = { lines: [] };
    this.#blocks.push(own);
    return {
      draw: (lines, printed) => {
        own.lines = lines;
        this.#redraw(printed);
      },
      finish: (lines) => {
        const at = this.#blocks.indexOf(own);
        if (at >= 0) this.#blocks.splice(at, 1);
        this.#redraw(lines);
      },
    };
  }

  /** Leaves the place to what others write, until the next drawing. */
  hide(): void {
    const erase = this.#erase();
    this.#drawn = [];
    if (erase !== "") this.#target.write(erase);
  }

  #redraw(printed: readonly string[] = []): void {
    const lines = this.#fitting();
    const same = lines.length === this.#drawn.length &&
      lines.every((line, i) => line === this.#drawn[i]);
    if (same && printed.length === 0) return;
    const text = this.#erase() + printed.map((line) => `${line}\n`).join("") + lines.join("\n");
    this.#drawn = lines;
    // In one piece, so that nobody sees the lines gone.
    if (text !== "") this.#target.write(text);
  }

  #fitting(): string[] {
    const { columns } = this;
    const lines = this.#blocks.flatMap((block) => block.lines).map((line) => {
      const bare = line.replaceAll(STYLES, "");
      return widthOf(bare) <= columns ? line : cut(bare, columns);
    });
    const room = Math.max(1, (this.#target.rows ?? Infinity) - 1);
    // What has scrolled out of the terminal cannot be drawn over.
    return lines.length <= room ? lines : lines.slice(-room);
  }

  /** Moves the cursor to where the drawn lines begin, and clears the rest. */
  #erase(): string {
    if (this.#drawn.length === 0) return "";
    // Terminals that have become narrower have wrapped the lines.
    const rows = this.#drawn.reduce((sum, line) => {
      const width = widthOf(line.replaceAll(STYLES, ""));
      return sum + Math.max(1, Math.ceil(width / Math.max(1, this.#target.columns)));
    }, 0);
    return `${rows > 1 ? `\x1b[${rows - 1}A` : ""}\r\x1b[J`;
  }
}
