/**
 * A kernel that runs cells: one `deno jupyter` with what it does wrong put right.
 *
 * @module
 */
import { ChildError, DenoChild } from "./deno_child.ts";
import type { Content, Message } from "./message.ts";
import { asOutput, type ExecuteReply, type OutputMessage } from "./output.ts";

/** How a session is started. */
export interface SessionOptions {
  /** The `deno` to run; the one that runs this unless told. */
  readonly deno?: string;
  /** Working directory of the cells; the current one unless told. */
  readonly cwd?: string;
  /** Variables added to the environment of the cells. */
  readonly env?: Readonly<Record<string, string>>;
  /** Path of the notebook, which cells can ask for. */
  readonly notebook?: string;
}

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

interface Cell {
  readonly code: string;
  readonly options: ExecuteOptions;
  readonly resolve: (reply: ExecuteReply) => void;
  readonly reject: (error: unknown) => void;
  errors: OutputMessage[];
}

/** A running kernel. */
export class Session {
  #options: SessionOptions;
  #child: DenoChild | undefined;
  #queue: Cell[] = [];
  #current: Cell | undefined;
  #cells = new Map<string, Cell>();
  #fences = new Map<string, () => void>();
  #count = 0;

  private constructor(options: SessionOptions) {
    this.#options = options;
  }

  /**
   * Starts a kernel.
   *
   * @throws {ChildError} If `deno jupyter` cannot be started.
   */
  static async start(options: SessionOptions = {}): Promise<Session> {
    const session = new Session(options);
    await session.#launch();
    return session;
  }

  async #launch(): Promise<void> {
    const { deno, cwd, env } = this.#options;
    this.#child = await DenoChild.start({
      ...(deno !== undefined && { deno }),
      ...(cwd !== undefined && { cwd }),
      ...(env !== undefined && { env }),
      onPublish: (message) => this.#published(message),
      onInput: (message) => this.#asked(message),
      onText: (name, text) => this.#printed(name, text),
    });
  }

  /** How the kernel's process ended, once it has. */
  get exited(): Promise<Deno.CommandStatus> {
    return this.#running().exited;
  }

  /**
   * Runs a cell after those that wait already.
   *
   * @returns How it ended, after all that it showed was delivered.
   * @throws {ChildError} If the kernel's process ends first.
   */
  execute(code: string, options: ExecuteOptions = {}): Promise<ExecuteReply> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ code, options, resolve, reject, errors: [] });
      if (!this.#current) this.#next();
    });
  }

  /** Sends another request of the Jupyter protocol to the kernel, such as `complete_request`. */
  async request(type: string, content: Content): Promise<Content> {
    return (await this.#running().request(type, content)).content;
  }

  /** Stops the cell that runs; those that wait are aborted. */
  async interrupt(): Promise<void> {
    this.#abortQueue();
    await this.#running().request("interrupt_request", {}, { channel: "control" });
  }

  /** Ends the process and starts a new one; variables are lost. */
  async restart(): Promise<void> {
    await this.close();
    this.#count = 0;
    await this.#launch();
  }

  /** Ends the process; a second call does nothing. */
  async close(): Promise<void> {
    this.#abortQueue();
    await this.#child?.close();
    this.#child = undefined;
  }

  #running(): DenoChild {
    if (this.#child) return this.#child;
    throw new ChildError("The session is closed; start a new one, or restart() this one");
  }

  #abortQueue(): void {
    for (const cell of this.#queue.splice(0)) {
      cell.resolve({ status: "aborted", executionCount: this.#count });
    }
  }

  #next(): void {
    const cell = this.#queue.shift();
    this.#current = cell;
    if (!cell) return;
    this.#run(cell).then((reply) => {
      if (reply.status === "error" && cell.options.stopOnError !== false) this.#abortQueue();
      cell.resolve(reply);
    }, cell.reject).finally(() => this.#next());
  }

  async #run(cell: Cell): Promise<ExecuteReply> {
    const { silent = false, storeHistory = !silent, onInput } = cell.options;
    const child = this.#running();
    if (storeHistory) this.#count++;
    const { content } = await child.request("execute_request", {
      code: cell.code,
      silent,
      store_history: storeHistory,
      allow_stdin: onInput !== undefined,
      stop_on_error: true,
      user_expressions: {},
    }, { onSent: ({ header }) => this.#cells.set(header.msg_id, cell) });
    await this.#fence(child);
    for (const error of cell.errors.splice(0)) cell.options.onOutput?.(error);
    if (content.status === "ok") return { status: "ok", executionCount: this.#count };
    return {
      status: "error",
      executionCount: this.#count,
      ename: String(content.ename),
      evalue: String(content.evalue),
      traceback: (content.traceback ?? []) as string[],
    };
  }

  /** Resolves when all that was published before has arrived. */
  async #fence(child: DenoChild): Promise<void> {
    const id = crypto.randomUUID();
    const passed = new Promise<void>((resolve) => this.#fences.set(id, resolve));
    const update = { data: {}, metadata: {}, transient: { display_id: id } };
    const code = `void Deno.jupyter.broadcast("update_display_data", ${JSON.stringify(update)})`;
    await child.request("execute_request", {
      code,
      silent: true,
      store_history: false,
      allow_stdin: false,
      user_expressions: {},
    });
    await passed;
  }

  #published(message: Message): void {
    const output = asOutput(message);
    if (!output) return;
    const { transient } = output.content as { transient?: { display_id?: string } };
    const fence = this.#fences.get(transient?.display_id ?? "");
    if (fence) {
      this.#fences.delete(transient!.display_id!);
      return fence();
    }
    const cell = this.#cells.get(message.parentHeader.msg_id ?? "") ?? this.#current;
    // The kernel sends an error past the output that was written before it.
    if (output.type === "error" && cell === this.#current) cell?.errors.push(output);
    else cell?.options.onOutput?.(output);
  }

  #printed(name: "stdout" | "stderr", text: string): void {
    this.#current?.options.onOutput?.({
      type: "stream",
      content: { name, text },
      metadata: {},
      buffers: [],
    });
  }

  async #asked(message: Message): Promise<void> {
    const { prompt, password } = message.content;
    const answer = await this.#current?.options.onInput?.(String(prompt), password === true);
    await this.#child?.answer(message, answer ?? "");
  }
}
