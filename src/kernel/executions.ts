/**
 * The cells of a kernel, one after the other.
 *
 * @module
 */
import type { Content } from "../jupyter/message.ts";
import type { ExecuteReply, OutputMessage } from "../jupyter/output.ts";
import type { Session } from "../jupyter/session.ts";
import { type CellRequest, errorContent, parseCellRequest } from "./cell_run.ts";
import type { Child } from "./child.ts";
import type { FrontEnd, Request } from "./front_end.ts";
import type { History } from "./history.ts";
import type { TypeWarnings } from "./type_warnings.ts";

/** What the cells need. */
export interface ExecutionsOptions {
  /** Where cells come from and what they show goes. */
  readonly frontEnd: FrontEnd;
  /** What runs them. */
  readonly child: Child;
  /** What remembers them. */
  readonly history: Promise<History>;
  /** What checks them. */
  readonly warnings: TypeWarnings;
}

/** Milliseconds after an error during which cells still arrive that were sent before it was seen. */
const LATE = 250;

/** Runs cells in order, and keeps the order of what they show. */
export class Executions {
  #options: ExecutionsOptions;
  #queue: CellRequest[] = [];
  #current: CellRequest | undefined;
  #count = 0;
  #working = false;
  /** How the process of the cells ended, until a cell has said so. */
  #ended: string | undefined;
  /** When a cell failed for which those that wait were aborted. */
  #failed = -Infinity;

  /** Runs nothing yet. */
  constructor(options: ExecutionsOptions) {
    this.#options = options;
  }

  /** The request of the cell that runs. */
  get current(): Request | undefined {
    return this.#current?.request;
  }

  /** Puts a cell behind those that wait. */
  add(request: Request): void {
    let cell: CellRequest;
    try {
      cell = parseCellRequest(request);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#options.frontEnd.status("busy", request);
      this.#finish(request, errorContent("TypeError", error.message));
      return;
    }
    if (this.#sentTooEarly(cell)) return this.#abort(cell);
    this.#queue.push(cell);
    void this.#work();
  }

  /** Stops the cell that runs; those that wait are aborted. */
  async interrupt(): Promise<void> {
    const stopped = this.#current;
    for (const cell of this.#queue.splice(0)) this.#abort(cell);
    if (!stopped) return;
    const session = await this.#options.child.ready();
    if (this.#current !== stopped) return;
    // A question that is given up before would be answered with nothing, and the cell would go on.
    await session.interrupt();
    this.#options.frontEnd.cancelInput(stopped.request);
  }

  /** The process of the cells ended: those that wait count on variables that are gone. */
  childEnded(reason: string): void {
    this.#ended = reason;
    // As after a restart, the next cell is the first.
    this.#count = 0;
    void this.#options.history.then((history) => history.beginSession());
    for (const cell of this.#queue.splice(0)) this.#abort(cell);
  }

  /** Aborts the cells that wait. */
  close(): void {
    for (const cell of this.#queue.splice(0)) this.#abort(cell);
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (let cell = this.#queue.shift(); cell; cell = this.#queue.shift()) {
      this.#current = cell;
      await this.#run(cell);
      this.#current = undefined;
    }
    this.#working = false;
  }

  async #run(cell: CellRequest): Promise<void> {
    const { frontEnd, history, warnings } = this.#options;
    const { request, code, silent, storeHistory } = cell;
    const parent = request.message.header;
    if (storeHistory) this.#count++;
    const execution_count = this.#count;
    frontEnd.status("busy", request);
    if (!silent) frontEnd.publish("execute_input", { code, execution_count }, { parent });
    if (storeHistory) (await history).add(execution_count, code);
    if (this.#ended !== undefined && !silent) this.#show(cell, "stderr", this.#loss());
    const check = warnings.begin(cell, (text) => this.#show(cell, "stderr", text));
    const reply = await this.#execute(cell);
    await check.end({ reply, more: this.#queue.length > 0 });
    const expressions = await this.#expressions(cell, reply);
    this.#finish(request, { ...replyContent(reply), execution_count, ...expressions });
    if (reply.status === "error" && cell.stopOnError) {
      this.#failed = Date.now();
      for (const waiting of this.#queue.splice(0)) this.#abort(waiting);
    }
  }

  /** Runs a cell in the child; a child that ends is an error of the cell. */
  async #execute(cell: CellRequest): Promise<ExecuteReply> {
    const { frontEnd, child } = this.#options;
    const { request, silent, storeHistory, allowStdin, stopOnError } = cell;
    try {
      const session = await child.ready();
      return await session.execute(cell.code, {
        silent,
        storeHistory,
        stopOnError,
        metadata: request.message.metadata,
        onOutput: (output) => this.#published(cell, output),
        ...(allowStdin && {
          onInput: (prompt: string, password: boolean) => frontEnd.ask(request, prompt, password),
        }),
      });
    } catch (error) {
      // Its end is told a moment before or after this.
      await new Promise((resolve) => setTimeout(resolve, 20));
      const text = this.#ended === undefined
        ? error instanceof Error ? error.message : String(error)
        : this.#loss().trim();
      const content = errorContent("KernelError", text);
      this.#options.frontEnd.publish("error", content, { parent: request.message.header });
      return {
        status: "error",
        executionCount: this.#count,
        ename: "KernelError",
        evalue: text,
        traceback: content.traceback as string[],
      };
    }
  }

  #loss(): string {
    const reason = this.#ended;
    this.#ended = undefined;
    return `The process that runs the cells ${reason}. A new one is running: variables and imports ` +
      "are gone, so run the cells above again\n";
  }

  #published(cell: CellRequest, output: OutputMessage): void {
    const { frontEnd } = this.#options;
    const { type, metadata, buffers } = output;
    // The child counts its own way: silent cells and restarts are none of the user's.
    const content = type === "execute_result"
      ? { ...output.content, execution_count: this.#count }
      : output.content;
    if (type === "execute_result" && cell.storeHistory) void this.#remember(output);
    frontEnd.publish(type, content, { metadata, buffers, parent: cell.request.message.header });
  }

  async #remember(output: OutputMessage): Promise<void> {
    const text = (output.content.data as Content | undefined)?.["text/plain"];
    const line = this.#count;
    if (typeof text === "string") {
      (await this.#options.history).setOutput(line, text.slice(0, 1000));
    }
  }

  #show(cell: CellRequest, name: "stdout" | "stderr", text: string): void {
    this.#options.frontEnd.publish("stream", { name, text }, {
      parent: cell.request.message.header,
    });
  }

  /** Evaluates what the front end wants to know after a cell. */
  async #expressions(cell: CellRequest, reply: ExecuteReply): Promise<Content> {
    if (reply.status !== "ok") return {};
    const user_expressions: Content = {};
    for (const [name, expression] of Object.entries(cell.userExpressions)) {
      const session = await this.#options.child.ready();
      user_expressions[name] = await evaluateExpression(session, expression);
    }
    return { user_expressions, payload: [] };
  }

  #sentTooEarly({ request, stopOnError }: CellRequest): boolean {
    if (!stopOnError || Date.now() - this.#failed > LATE) return false;
    const sent = Date.parse(request.message.header.date ?? "");
    return sent < this.#failed;
  }

  #abort({ request }: CellRequest): void {
    this.#options.frontEnd.status("busy", request);
    // Without a count: front ends would number the cell as if it had run.
    this.#finish(request, { status: "aborted" });
  }

  #finish(request: Request, content: Content): void {
    this.#options.frontEnd.reply(request, content);
    this.#options.frontEnd.status("idle", request);
  }
}

function replyContent(reply: ExecuteReply): Content {
  const { status, ename, evalue, traceback } = reply;
  return status === "error"
    ? { status, ename: ename ?? "Error", evalue: evalue ?? "", traceback: traceback ?? [] }
    : { status };
}

async function evaluateExpression(session: Session, expression: string): Promise<Content> {
  let result: Content | undefined;
  const reply = await session.execute(expression, {
    storeHistory: false,
    onOutput: ({ type, content }) => {
      if (type === "execute_result") result = content;
    },
  });
  if (reply.status !== "ok") return replyContent(reply);
  return { status: "ok", data: result?.data ?? {}, metadata: result?.metadata ?? {} };
}
