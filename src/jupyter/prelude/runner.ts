/**
 * Runs cells in the child and tells the session how they end.
 *
 * @module
 */
import {
  END,
  endMark,
  type RunEnd,
  type RunError,
  type RunRequest,
  STRAY,
} from "../side_message.ts";
import { CellContext, cellStorage } from "./cell_context.ts";
import { Evaluator, type Outcome } from "./evaluate.ts";
import { jupyterApi } from "./internals.ts";
import type { Output } from "./output.ts";
import { passagesOf } from "./waiting.ts";

/** Runs one cell after the other. */
export class Runner {
  #output: Output;
  #token: string;
  #evaluator = new Evaluator();
  #current: CellContext | undefined;
  #tests = false;

  /**
   * @param output Where everything is shown.
   * @param token Marks the end of a run in the process's own output.
   */
  constructor(output: Output, token: string) {
    this.#output = output;
    this.#token = token;
    // Left alone, an error that nobody catches stops the event loop until the next cell.
    globalThis.addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      this.#stray(event.reason);
    });
    globalThis.addEventListener("error", (event) => {
      event.preventDefault();
      this.#stray(event.error);
    });
  }

  /** Number of the run that this is asked in. */
  get cell(): number | undefined {
    return (cellStorage.getStore() ?? this.#current)?.serial;
  }

  /** The stock kernel runs tests once a request has ended; the session has to send one. */
  noteTest(): void {
    this.#tests = true;
  }

  /** Aborted by Stop while a cell runs; who asks for it is given a moment to end by itself. */
  get signal(): AbortSignal | undefined {
    const cell = cellStorage.getStore() ?? this.#current;
    if (cell) cell.listens = true;
    return cell?.controller.signal;
  }

  /** Runs a cell, and publishes how it ended after all that it showed. */
  async run(request: RunRequest): Promise<void> {
    const { serial, script, input } = request;
    const cell = new CellContext(serial, input);
    this.#current = cell;
    this.#tests = false;
    this.#output.begin(serial);
    const error = await this.#outcome(cell, script)
      .then((outcome) => this.#show(outcome, request, cell), describeError);
    this.#current = undefined;
    this.#output.mark(endMark(this.#token, serial));
    const end: RunEnd = { serial, tests: this.#tests, ...(error && { error }) };
    cellStorage.run(cell, () => this.#output.send(END, { ...end }));
  }

  #outcome(cell: CellContext, script: string): Promise<Outcome> {
    const outcome = new Promise<Outcome>((resolve, reject) => {
      // A microtask of its own, because what V8 cuts off ends all functions that wait for it.
      queueMicrotask(() => {
        cellStorage.run(cell, () => this.#evaluator.evaluate(script)).then(resolve, reject);
      });
    });
    return Promise.race([outcome, cell.ended]);
  }

  async #show(
    outcome: Outcome,
    request: RunRequest,
    cell: CellContext,
  ): Promise<RunError | undefined> {
    if (outcome.status === "error") return describeError(outcome.error, outcome.at);
    const { value } = outcome;
    if (value === undefined || request.silent) return undefined;
    Object.assign(globalThis, { _: value });
    try {
      const data = await Promise.race([
        cellStorage.run(cell, () => jupyterApi().format(value)),
        cell.ended,
      ]);
      const content = { execution_count: request.count, data, metadata: {}, transient: {} };
      cellStorage.run(cell, () => this.#output.send("execute_result", content));
    } catch (error) {
      return describeError(error);
    }
  }

  #stray(error: unknown): void {
    // What V8 cut off takes with it who waited for the inspector's answer.
    if ((error as { code?: unknown } | null)?.code === "ERR_INSPECTOR_COMMAND") return;
    this.#output.send(STRAY, { error: describeError(error) });
  }

  /** Stops what the cell awaits. */
  stop(serial: number): void {
    if (this.#current?.serial === serial) this.#current.stop();
  }

  /** Ends a cell whose code does not end. */
  abandon(serial: number): void {
    const cell = this.#current;
    if (cell?.serial !== serial) return;
    if (!cell.stopped) cell.stop();
    this.#evaluator.reset();
    cell.end(cell.controller.signal.reason);
  }
}

function describeError(error: unknown, at?: RunError["at"]): RunError {
  const known = error instanceof Error || error instanceof DOMException;
  return {
    name: known ? String(error.name) : "Error",
    message: known ? String(error.message) : inspect(error),
    inspected: inspect(error),
    passages: passagesOf(error),
    ...(at && { at }),
  };
}

function inspect(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return Deno.inspect(value, { colors: !Deno.noColor });
  } catch {
    // A value may throw when it is looked at; its type is all there is to say then.
    return `A value of type ${typeof value} that cannot be shown`;
  }
}
