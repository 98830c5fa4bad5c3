/**
 * Type errors of cells as warnings, for somebody who is there to read them.
 *
 * @module
 */
import type { ExecuteReply } from "../jupyter/output.ts";
import type { CellRequest } from "./cell_run.ts";
import type { Language } from "./language.ts";

/** The check of one cell. */
export interface CellCheck {
  /** To be called when the cell has ended, before that is told. */
  end(outcome: { readonly reply: ExecuteReply; readonly more: boolean }): Promise<void>;
}

/** Milliseconds that the end of a cell waits for its check, where nothing else waits. */
const GRACE = 60;

/** Milliseconds after which a check is given up. */
const TOO_LATE = 10_000;

/**
 * Checks cells while they run.
 *
 * A cell that takes longer than its check is not delayed, and neither is one behind which others wait.
 * The end of a last short cell waits for a moment, because not every front end shows what comes after
 * it; what the cell shows does not wait. Clients that run whole notebooks (they do not allow input) get
 * no warnings: what is stored must not depend on which of two processes is faster.
 */
export class TypeWarnings {
  #language: Language;

  /** Checks nothing yet. */
  constructor(language: Language) {
    this.#language = language;
  }

  /** Takes up a cell that begins to run; `show` gets the warning's text. */
  begin(cell: CellRequest, show: (text: string) => void): CellCheck {
    if (cell.silent) return { end: () => Promise.resolve() };
    const { code, cellId, allowStdin } = cell;
    const taken = this.#language.take(code, cellId);
    const checked = allowStdin
      ? taken.check(TOO_LATE).then((text) => {
        if (text !== "") show(text);
      })
      : Promise.resolve();
    return {
      end: async ({ reply, more }) => {
        if (!more) await within(checked, GRACE);
        await taken.executed(reply);
      },
    };
  }
}

async function within(promise: Promise<void>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
