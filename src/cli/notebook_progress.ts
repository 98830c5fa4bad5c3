/**
 * How far runs of notebooks have come, on stderr: a line that is redrawn in a terminal, lines now and
 * then in a log.
 *
 * @module
 */

import type { TextTarget } from "../io/standard_stream.ts";
import { count, seconds } from "../notebook/report/run_report.ts";
import type { CellResult, RunProgress } from "../notebook/run/run_notebook.ts";

/** Milliseconds between two drawings in a terminal. */
const REDRAW_AFTER = 100;
/** Milliseconds between two lines about quick cells of a notebook in a log. */
const LINE_AFTER = 1_000;
/** Milliseconds after which a log says that a cell still runs, and then again after twice as long. */
const STILL_AFTER = 30_000;

interface Running {
  readonly path: string;
  cells: number;
  done: number;
  /** Place of the cell that runs, from 1, with the beginning of its text. */
  cell: string;
  begun: number;
  /** Cells that ended since the last line, in a log. */
  quiet: CellResult[];
  lineAt: number;
  stillAt: number;
}

/** Shows all runs that are under way. */
export class NotebookProgress implements Disposable {
  readonly #target: TextTarget;
  readonly #running = new Map<string, Running>();
  readonly #timer: ReturnType<typeof setInterval>;
  #drawn = 0;

  constructor(target: TextTarget) {
    this.#target = target;
    this.#timer = setInterval(() => this.#tick(), target.terminal ? REDRAW_AFTER : LINE_AFTER);
  }

  /** What a run tells about a notebook. */
  listener(path: string): (progress: RunProgress) => void {
    return (progress) => {
      const now = performance.now();
      if (progress.step === "start") {
        const { cells } = progress;
        const common = { done: 0, cell: "", begun: now, quiet: [], lineAt: now };
        this.#running.set(path, { path, cells, stillAt: now + STILL_AFTER, ...common });
        if (!this.#target.terminal) this.#line(`${path}: ${count(cells, "cell")}`);
        return;
      }
      const run = this.#running.get(path);
      if (!run) return;
      if (progress.step === "cell") {
        run.cell = `cell ${progress.index + 1}  ${firstLine(progress.source)}`;
        run.begun = now;
        run.stillAt = now + STILL_AFTER;
      } else this.#ended(run, progress.result, now);
    };
  }

  /** Ends the display of a notebook; the text takes its place. */
  end(path: string, text: string): void {
    const run = this.#running.get(path);
    if (run) this.#flush(run);
    this.#running.delete(path);
    this.#line(text);
  }

  /** Removes the line that is redrawn. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#erase();
  }

  #ended(run: Running, result: CellResult, now: number): void {
    if (result.status === "not-run" || result.status === "skipped") return;
    run.done++;
    if (this.#target.terminal) return;
    // A cell that did not go well gets a line of its own.
    if (result.status !== "ok") this.#flush(run);
    run.quiet.push(result);
    const slow = result.seconds >= LINE_AFTER / 1000;
    if (slow || result.status !== "ok" || now - run.lineAt >= LINE_AFTER) this.#flush(run);
  }

  /** Writes one line about the cells that ended since the last one. */
  #flush(run: Running): void {
    const [first] = run.quiet;
    const last = run.quiet.at(-1);
    run.lineAt = performance.now();
    if (!first || !last || this.#target.terminal) return;
    const which = first === last
      ? `cell ${last.index + 1}`
      : `cells ${first.index + 1} to ${last.index + 1}`;
    const time = run.quiet.reduce((sum, cell) => sum + cell.seconds, 0);
    this.#line(`${run.path}: [${run.done}/${run.cells}] ${which} ${last.status} ${seconds(time)}`);
    run.quiet = [];
  }

  #tick(): void {
    const now = performance.now();
    if (this.#target.terminal) return this.#draw(now);
    for (const run of this.#running.values()) {
      if (now < run.stillAt || run.cell === "") continue;
      const time = now - run.begun;
      run.stillAt = now + time;
      this.#flush(run);
      this.#line(
        `${run.path}: [${run.done}/${run.cells}] ${run.cell} still runs, ${seconds(time / 1000)}`,
      );
    }
  }

  #draw(now: number): void {
    const runs = [...this.#running.values()];
    const run = runs.at(-1);
    if (!run) return;
    const others = runs.length > 1 ? ` (${runs.length} running)` : "";
    const time = seconds((now - run.begun) / 1000);
    const text = `${run.path} [${run.done}/${run.cells}]${others} ${time} ${run.cell}`;
    // A full line would wrap and could not be redrawn.
    const short = text.slice(0, Math.max(1, this.#target.columns - 1));
    this.#target.write(`\r${short.padEnd(this.#drawn)}`);
    this.#drawn = short.length;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#target.write(`\r${" ".repeat(this.#drawn)}\r`);
    this.#drawn = 0;
  }

  #line(text: string): void {
    this.#erase();
    this.#target.write(`${text}\n`);
  }
}

function firstLine(source: string): string {
  const lines = source.split("\n").map((line) => line.trim());
  return lines.find((line) => line !== "" && !line.startsWith("//")) ?? lines[0] ?? "";
}
