/**
 * A Jupyter kernel: what front ends connect to, around a session of cells.
 *
 * @module
 */
import type { ConnectionInfo } from "../jupyter/connection_file.ts";
import type { Content } from "../jupyter/message.ts";
import { Child } from "./child.ts";
import { Comms } from "./comms.ts";
import { complete, inspect } from "./code_requests.ts";
import { Executions } from "./executions.ts";
import { FrontEnd, type Request } from "./front_end.ts";
import { History } from "./history.ts";
import { kernelInfo } from "./kernel_info.ts";
import { Language } from "./language.ts";
import { TypeWarnings } from "./type_warnings.ts";

/** How a kernel is started. */
export interface KernelOptions {
  /** The `deno` that runs the cells; the one that runs this unless told. */
  readonly deno?: string;
  /** Folder of the cells, which relative imports and deno.json are looked for in. */
  readonly folder: string;
  /** Path of the notebook, which cells can ask for. */
  readonly notebook?: string;
  /** Where executed cells are kept for later kernels; only in memory unless told. */
  readonly historyFile?: string;
  /** Whether types are checked and documentation looked up; true unless told. */
  readonly types?: boolean;
  /** Told what the person at the machine should know; unless told, nobody is. */
  readonly onWarning?: (text: string) => void;
}

/** What every cell finds besides Deno's globals: the value of the last cell. */
const CELL_GLOBALS = "var _: any;";

/**
 * A kernel that listens.
 *
 * @example
 * ```ts
 * import { newConnection } from "../jupyter/connection_file.ts";
 * import { Kernel } from "../kernel/kernel.ts";
 *
 * const kernel = new Kernel(newConnection(), { folder: Deno.cwd() });
 * await kernel.close();
 * ```
 */
export class Kernel {
  /** Resolves when a front end has shut the kernel down, or close() was called. */
  readonly closed: Promise<void>;
  #frontEnd: FrontEnd;
  #child: Child;
  #language: Language;
  #history: Promise<History>;
  #executions: Executions;
  #comms: Comms;
  #closing: Promise<void> | undefined;
  #resolveClosed: () => void;

  /**
   * Listens, and starts the process of the cells.
   *
   * @throws {Deno.errors.AddrInUse} If a port is taken.
   */
  constructor(connection: ConnectionInfo, options: KernelOptions) {
    const { deno, folder, notebook, types = true, onWarning = () => {} } = options;
    ({ promise: this.closed, resolve: this.#resolveClosed } = Promise.withResolvers<void>());
    this.#frontEnd = new FrontEnd(connection, {
      onRequest: (request) => this.#dispatch(request),
      onWarning,
    });
    this.#frontEnd.status("starting");
    const program = deno === undefined ? {} : { deno };
    this.#child = new Child({
      cwd: folder,
      ...program,
      ...(notebook === undefined ? {} : { notebook }),
    }, {
      onEnd: (reason) => this.#childEnded(reason, onWarning),
      onComm: (message) => this.#comms.fromCells(message),
    });
    this.#language = new Language({ folder, enabled: types, globals: CELL_GLOBALS, ...program });
    this.#history = History.open(options.historyFile);
    this.#executions = new Executions({
      frontEnd: this.#frontEnd,
      child: this.#child,
      history: this.#history,
      warnings: new TypeWarnings(this.#language),
    });
    this.#comms = new Comms({
      frontEnd: this.#frontEnd,
      child: this.#child,
      current: () => this.#executions.current,
    });
    this.#frontEnd.status("idle");
  }

  /** Stops the cell that runs. */
  async interrupt(): Promise<void> {
    await this.#executions.interrupt();
  }

  /** Ends the process of the cells and closes all sockets; a second call waits for the first. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#executions.close();
    await Promise.all([this.#child.close(), this.#language.close()]);
    await (await this.#history).flush();
    await this.#frontEnd.close();
    this.#resolveClosed();
  }

  #childEnded(reason: string, onWarning: (text: string) => void): void {
    onWarning(`The process of the cells ${reason}; a new one is started`);
    // A cell that runs says it itself.
    if (!this.#executions.current) this.#frontEnd.status("restarting");
    this.#executions.childEnded(reason);
    this.#comms.childEnded();
    if (!this.#executions.current) this.#frontEnd.status("idle");
  }

  #dispatch(request: Request): void {
    switch (request.message.header.msg_type) {
      case "execute_request":
        return this.#executions.add(request);
      case "interrupt_request":
        return this.#handle(request, async () => {
          await this.interrupt();
          return { status: "ok" };
        });
      case "shutdown_request":
        return void this.#shutDown(request);
      case "kernel_info_request":
        return this.#handle(request, kernelInfo);
      case "complete_request":
        return this.#handle(request, () => complete(request, this.#language, this.#child));
      case "inspect_request":
        return this.#handle(request, () => inspect(request, this.#language));
      case "is_complete_request":
        return this.#handle(
          request,
          async ({ code }) => ({ ...await this.#language.completeness(String(code)) }),
        );
      case "comm_info_request":
        // A front end with widgets, thus a person: soon there will be questions about types.
        void this.#language.warmUp();
        return this.#handle(request, (content) => this.#comms.info(content));
      case "history_request":
        return this.#handle(request, async (content) => (await this.#history).answer(content));
    }
    if (Comms.handles(request)) void this.#pass(request);
    // What we do not know is not answered: the protocol has no answer for it.
  }

  /** Passes a message of a comm on; front ends hold the next one back until this one is done. */
  async #pass(request: Request): Promise<void> {
    this.#frontEnd.status("busy", request);
    await this.#comms.fromPage(request);
    this.#idle(request);
  }

  /** Front ends show the last status, and a cell that runs is still at work. */
  #idle(request: Request): void {
    this.#frontEnd.status("idle", request);
    const { current } = this.#executions;
    if (current) this.#frontEnd.status("busy", current);
  }

  /** Answers a request while cells may run. */
  #handle(request: Request, answer: (content: Content) => Content | Promise<Content>): void {
    this.#frontEnd.status("busy", request);
    const answered = async () => await answer(request.message.content);
    answered().catch((error): Content => ({
      status: "error",
      ename: error instanceof Error ? error.name : "Error",
      evalue: error instanceof Error ? error.message : String(error),
      traceback: [],
    })).then((content) => {
      this.#frontEnd.reply(request, content);
      this.#idle(request);
    });
  }

  async #shutDown(request: Request): Promise<void> {
    const { restart } = request.message.content;
    const content = { status: "ok", restart: restart === true };
    this.#frontEnd.status("busy", request);
    this.#frontEnd.reply(request, content);
    this.#frontEnd.publish("shutdown_reply", content, { parent: request.message.header });
    this.#frontEnd.status("idle", request);
    await this.close();
  }
}
