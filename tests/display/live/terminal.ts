/**
 * A terminal that understands as much as is written to it.
 *
 * @module
 */
import type { TextTarget } from "../../../src/core/text_target.ts";

/** Interprets what is written: newlines, carriage returns, cursor up, clear to the end, colours. */
export class Terminal implements TextTarget {
  readonly terminal = true;
  columns: number;
  rows: number;
  /** Everything as it came. */
  written = "";
  #lines: string[] = [""];
  #row = 0;
  #column = 0;

  constructor(columns = 80, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  readonly write = (text: string): void => {
    this.written += text;
    // deno-lint-ignore no-control-regex
    for (const [token] of text.matchAll(/\x1b\[[\d;]*[A-Za-z]|[^]/gu)) this.#take(token);
  };

  #take(token: string): void {
    if (token === "\n") {
      this.#row++;
      this.#column = 0;
      if (this.#row === this.#lines.length) this.#lines.push("");
    } else if (token === "\r") this.#column = 0;
    else if (token.endsWith("A") && token.length > 2) this.#up(Number(token.slice(2, -1)));
    else if (token === "\x1b[J") {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row] = this.#lines[this.#row]!.slice(0, this.#column);
    } else if (!token.startsWith("\x1b")) this.#put(token);
    else if (!token.endsWith("m")) throw new Error(`Unknown code ${JSON.stringify(token)}`);
  }

  #up(rows: number): void {
    if (rows > this.#row || rows >= this.rows) throw new Error(`Cannot go up by ${rows}`);
    this.#row -= rows;
  }

  #put(character: string): void {
    if (this.#column === this.columns) this.#take("\n");
    const line = this.#lines[this.#row]!.padEnd(this.#column);
    this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
    this.#column++;
  }

  /** Makes the terminal narrower or wider; lines that no longer fit are wrapped, as most do. */
  resize(columns: number): void {
    this.columns = columns;
    this.#lines = this.#lines.flatMap((line) => {
      const parts = [];
      for (let at = 0; at === 0 || at < line.length; at += columns) {
        parts.push(line.slice(at, at + columns));
      }
      return parts;
    });
    // The cursor stood at the end of all, where everything here leaves it.
    this.#row = this.#lines.length - 1;
    this.#column = this.#lines[this.#row]!.length;
  }

  /** What is to be seen, without spaces at the ends of lines. */
  get screen(): string {
    return this.#lines.map((line) => line.trimEnd()).join("\n");
  }
}
