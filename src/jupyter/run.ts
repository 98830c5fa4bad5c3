/**
 * One run of a cell, seen from the session.
 *
 * @module
 */
import type { Content, Message } from "./message.ts";
import type { ExecuteReply, OutputMessage } from "./output.ts";
import type { RunEnd } from "./side_message.ts";

/** How one cell is run. */
export interface ExecuteOptions {
  /** Told of each output in order, also of what timers show after the cell has ended. */
  readonly onOutput?: (message: OutputMessage) => void;
  /** Answers `prompt()` and `confirm()`; without it they get null and false. */
  readonly onInput?: (prompt: string, password: boolean) => Promise<string>;
  /** Whether the value is not shown and the cell not counted; false unless told. */
  readonly silent?: boolean;
  /** Whether the cell is counted; true unless told, or silent. */
  readonly storeHistory?: boolean;
  /** Whether an error aborts the cells that wait; true unless told. */
  readonly stopOnError?: boolean;
  /** About the cell. */
  readonly metadata?: Content;
}

/** Milliseconds for output of native code to arrive where its end cannot be marked. */
const UNMARKED = 5;

/** A cell that waits, runs or has run. */
export class Run {
  /** Number of the run; each has its own, also those that are not counted. */
  readonly serial: number;
  /** Source of the cell. */
  readonly source: string;
  /** How it is run. */
  readonly options: ExecuteOptions;
  /** Number of the cell once it began. */
  count = 0;
  /** Whether Stop was pressed for it. */
  stopped = false;
  /** Resolves when the child says that it stops. */
  stopping: PromiseWithResolvers<void> = Promise.withResolvers();
  /** What the child asked and nobody has answered yet. */
  question: Message | undefined;
  /** Whether Stop answered for the user. */
  refused = false;
  /** How it ended. */
  readonly reply: PromiseWithResolvers<ExecuteReply> = Promise.withResolvers();
  #end = Promise.withResolvers<RunEnd>();
  #marks = { stdout: Promise.withResolvers<void>(), stderr: Promise.withResolvers<void>() };

  /** Makes a run that waits. */
  constructor(serial: number, source: string, options: ExecuteOptions) {
    this.serial = serial;
    this.source = source;
    this.options = options;
    this.#end.promise.catch(() => {}); // A run that the process did not live to see.
  }

  /** What people call the cell, such as `In[3]`. */
  get label(): string {
    const { silent, storeHistory = !silent } = this.options;
    return storeHistory ? `In[${this.count}]` : `In[silent ${this.serial}]`;
  }

  /**
   * How the code ended, once all that it showed was delivered.
   *
   * @param marked Whether the child marks the end in its process's own output.
   */
  async finished(marked: boolean): Promise<RunEnd> {
    const end = await this.#end.promise;
    if (marked) await Promise.all([this.#marks.stdout.promise, this.#marks.stderr.promise]);
    else await new Promise((resolve) => setTimeout(resolve, UNMARKED));
    return end;
  }

  /** The child published the end. */
  end(end: RunEnd): void {
    this.#end.resolve(end);
  }

  /** The process has ended first. */
  fail(error: unknown): void {
    this.#end.reject(error);
  }

  /** The process's own output of the run is complete. */
  mark(name: "stdout" | "stderr"): void {
    this.#marks[name].resolve();
  }

  /** Hands on an output. */
  deliver(output: OutputMessage): void {
    if (output.type === "execute_result" && this.options.silent) return;
    this.options.onOutput?.(output);
  }
}
