/**
 * Gathers printed text, so that thousands of lines are not thousands of messages.
 *
 * @module
 */

/** A piece of a stream. */
export interface StreamPiece {
  /** Which stream. */
  readonly name: "stdout" | "stderr";
  /** What was printed. */
  readonly text: string;
  /** Run that printed it. */
  readonly run: number;
}

/** Pieces that leave at once, one after the other; each millisecond allows one more. */
const BURST = 50;
/** Milliseconds that text waits at most for more, as long as the event loop turns. */
const DELAY = 20;
/** Characters that leave without waiting for more. */
const FULL = 1 << 16;

/** Joins pieces that follow each other closely. */
export class StreamText {
  #emit: (piece: StreamPiece) => void;
  #waiting:
    | { name: StreamPiece["name"]; texts: string[]; size: number; run: number; since: number }
    | undefined;
  #allowed = BURST;
  #last = performance.now();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param emit Gets the joined pieces. */
  constructor(emit: (piece: StreamPiece) => void) {
    this.#emit = emit;
  }

  /** Takes a piece. */
  push({ name, text, run }: StreamPiece): void {
    if (this.#waiting && (this.#waiting.name !== name || this.#waiting.run !== run)) this.flush();
    const now = performance.now();
    this.#allowed = Math.min(BURST, this.#allowed + (now - this.#last));
    this.#last = now;
    if (this.#waiting) {
      this.#waiting.texts.push(text);
      this.#waiting.size += text.length;
      // A loop that never lets timers run prints on time all the same.
      if (now - this.#waiting.since > DELAY || this.#waiting.size > FULL) this.flush();
    } else if (this.#allowed >= 1) {
      this.#allowed--;
      this.#emit({ name, text, run });
    } else {
      this.#waiting = { name, texts: [text], size: text.length, run, since: now };
      this.#timer = setTimeout(() => this.flush(), DELAY);
    }
  }

  /** Lets go what waits. */
  flush(): void {
    if (!this.#waiting) return;
    const { name, texts, run } = this.#waiting;
    this.#waiting = undefined;
    clearTimeout(this.#timer);
    this.#emit({ name, text: texts.join(""), run });
  }
}
