/**
 * Finds the marks that end the output of a run in what the child's process writes.
 *
 * @module
 */

/** Where text and marks go. */
export interface MarkedTextOptions {
  /** Secret in the marks. */
  readonly token: string;
  /** Told of text. */
  readonly onText: (text: string) => void;
  /** Told of the mark of a run. */
  readonly onMark: (serial: number) => void;
}

/** Splits a stream of text at its marks. */
export class MarkedText {
  #options: MarkedTextOptions;
  #mark: RegExp;
  #rest = "";

  /** @param options Where text and marks go. */
  constructor(options: MarkedTextOptions) {
    this.#options = options;
    this.#mark = new RegExp(`\\x1e${options.token}:(\\d+)\\x1e`);
  }

  /** Takes the next piece, wherever it was cut. */
  push(piece: string): void {
    const { onText, onMark } = this.#options;
    let text = this.#rest + piece;
    for (let found = this.#mark.exec(text); found; found = this.#mark.exec(text)) {
      if (found.index > 0) onText(text.slice(0, found.index));
      onMark(Number(found[1]));
      text = text.slice(found.index + found[0].length);
    }
    // The beginning of a mark waits for its end.
    const cut = text.lastIndexOf("\x1e");
    const open = cut >= 0 && text.length - cut < this.#options.token.length + 24;
    this.#rest = open ? text.slice(cut) : "";
    const whole = open ? text.slice(0, cut) : text;
    if (whole !== "") onText(whole);
  }
}
