/**
 * A kernel that runs cells: one `deno jupyter` with what it does wrong put right.
 *
 * @module
 */
import type { ts as TypeScript } from "../deps/typescript.ts";
import { runErrorOutput, stoppedOutput, syntaxErrorOutput } from "./cell_error.ts";
import { CellPositions } from "./cell_positions.ts";
import { compileCell, type ScriptSettings } from "./cell_script.ts";
import { placeAt } from "./code_frame.ts";
import { readScriptSettings } from "./compiler_options.ts";
import { ChildError, DenoChild } from "./deno_child.ts";
import { MarkedText } from "./marked_text.ts";
import type { Content, Message } from "./message.ts";
import { asOutput, type ExecuteReply, type OutputMessage } from "./output.ts";
import { type Outgoing, readPrinted } from "./printed_message.ts";
import { type ExecuteOptions, Run } from "./run.ts";
import { SideChannel } from "./side_channel.ts";
import {
  type CommMessage,
  type CommType,
  END,
  type RunEnd,
  type RunError,
  type RunRequest,
  STRAY,
  type ToSession,
} from "./side_message.ts";
import { stopRun } from "./stop.ts";

export type { ExecuteOptions };

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

/** What exists as long as the process does. */
interface Life {
  readonly child: DenoChild;
  readonly side: SideChannel;
  readonly ts: typeof TypeScript;
  readonly settings: ScriptSettings;
}

/**
 * A running kernel.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Session } from "./session.ts";
 *
 * const session = await Session.start();
 * const shown: unknown[] = [];
 * const reply = await session.execute("console.log('Hello'); 6 * 7", {
 *   onOutput: (output) => shown.push(output.type),
 * });
 * assertEquals([reply.status, ...shown], ["ok", "stream", "execute_result"]);
 * await session.close();
 * ```
 */
export class Session {
  /** Told of each comm message of the cells. */
  onComm: ((message: CommMessage) => void) | undefined;
  /** Told when the process has ended without `close()` or `restart()`. */
  onExit: ((status: Deno.CommandStatus) => void) | undefined;
  #options: SessionOptions;
  #life: Life | undefined;
  #positions = new CellPositions();
  #queue: Run[] = [];
  #current: Run | undefined;
  #runs = new Map<number, Run>();
  /** Names of the native libraries that cells have opened. */
  #libraries = new Set<string>();
  #serial = 0;
  #stop: Promise<void> | undefined;
  #marks = false;
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

  /** Number of the last counted cell. */
  get executionCount(): number {
    return this.#count;
  }

  /** Whether a cell runs or waits. */
  get busy(): boolean {
    return this.#current !== undefined;
  }

  /** How the kernel's process ended, once it has. */
  get exited(): Promise<Deno.CommandStatus> {
    return this.#living().child.exited;
  }

  async #launch(): Promise<void> {
    const { deno, cwd, env } = this.#options;
    const side = new SideChannel((message) => this.#heard(message));
    const { token } = side;
    const texts = {
      stdout: this.#markedText("stdout", token),
      stderr: this.#markedText("stderr", token),
    };
    const starting = DenoChild.start({
      ...(deno !== undefined && { deno }),
      ...(cwd !== undefined && { cwd }),
      ...(env !== undefined && { env }),
      onPublish: (message) => this.#published(message),
      onInput: (message) => void this.#asked(message),
      onText: (name, text) => texts[name].push(text),
    }).catch(async (error) => {
      await side.close();
      throw error;
    });
    const [child, { ts }] = await Promise.all([starting, import("../deps/typescript.ts")]);
    this.#life = { child, side, ts, settings: await readScriptSettings(ts, cwd ?? Deno.cwd()) };
    child.exited.then((status) => {
      this.#current?.fail(child.ended);
      if (this.#life?.child === child) this.onExit?.(status);
    });
    await this.#boot();
  }

  async #boot(): Promise<void> {
    const { child, side } = this.#living();
    const { notebook } = this.#options;
    const { href } = new URL("./prelude/main.ts", import.meta.url);
    const { port, token } = side;
    const settings = { port, token, notebook, scratch: child.scratch };
    const code = `void await (await import(${JSON.stringify(href)}))` +
      `.install(${JSON.stringify(settings)})`;
    const { content } = await this.#evaluate(child, code);
    if (content.status !== "ok") {
      await this.close();
      throw new ChildError(`Cannot prepare "deno jupyter": ${content.evalue}`);
    }
    this.#marks = (await side.ready).marks;
  }

  #markedText(name: "stdout" | "stderr", token: string): MarkedText {
    return new MarkedText({
      token,
      onText: (text) => this.#printed(name, text),
      onMark: (serial) => this.#runs.get(serial)?.mark(name),
    });
  }

  #evaluate(child: DenoChild, code: string): Promise<Message> {
    return child.request("execute_request", {
      code,
      silent: true,
      store_history: false,
      // The kernel keeps what the last request said; whether there is input is for each run to say.
      allow_stdin: true,
      user_expressions: {},
      stop_on_error: false,
    });
  }

  /**
   * Runs a cell after those that wait already.
   *
   * @returns How it ended, after all that it showed was delivered.
   * @throws {ChildError} If the kernel's process ends first.
   */
  execute(code: string, options: ExecuteOptions = {}): Promise<ExecuteReply> {
    const run = new Run(++this.#serial, code, options);
    this.#queue.push(run);
    if (!this.#current) void this.#work();
    return run.reply.promise;
  }

  /** Sends another request of the Jupyter protocol to the kernel, such as `complete_request`. */
  async request(type: string, content: Content): Promise<Content> {
    return (await this.#living().child.request(type, content)).content;
  }

  /** Hands a comm message of the page to the cells; also while a cell awaits. */
  sendComm(message: CommMessage): void {
    const { buffers = [], ...rest } = message;
    this.#living().side.send({ kind: "comm", message: rest }, buffers);
  }

  /**
   * Stops the cell that runs; those that wait are aborted.
   *
   * @returns When it has stopped, or when it is clear that it is inside native code; its output then
   * says so, and it stops when that code returns.
   */
  async interrupt(): Promise<void> {
    this.#abortQueue();
    const run = this.#current;
    if (!run) return;
    this.#stop = stopRun(run, {
      ...this.#living(),
      wake: () => this.#wake(),
      libraries: this.#libraries,
    });
    await this.#stop;
  }

  /** Ends the process and starts a new one; variables are lost. */
  async restart(): Promise<void> {
    await this.close();
    this.#count = 0;
    this.#libraries.clear();
    await this.#launch();
  }

  /** Ends the process; a second call does nothing. */
  async close(): Promise<void> {
    this.#abortQueue();
    const life = this.#life;
    this.#life = undefined;
    await life?.child.close();
    await life?.side.close();
  }

  #living(): Life {
    if (this.#life) return this.#life;
    throw new ChildError("The session is closed; start a new one, or restart() this one");
  }

  #abortQueue(): void {
    for (const run of this.#queue.splice(0)) {
      run.reply.resolve({ status: "aborted", executionCount: this.#count });
    }
  }

  async #work(): Promise<void> {
    for (let run = this.#queue.shift(); run; run = this.#queue.shift()) {
      this.#current = run;
      try {
        const reply = await this.#run(run);
        if (reply.status === "error" && run.options.stopOnError !== false) this.#abortQueue();
        run.reply.resolve(reply);
      } catch (error) {
        run.reply.reject(error);
      }
    }
    this.#current = undefined;
  }

  async #run(run: Run): Promise<ExecuteReply> {
    const { child, side, ts, settings } = this.#living();
    // Until then the child may not hear of the next cell; who has asked for it is told if it fails.
    await this.#stop?.catch(() => {});
    if (child.ended) throw child.ended;
    const { serial, source } = run;
    const { silent = false, storeHistory = !silent } = run.options;
    if (storeHistory) this.#count++;
    run.count = this.#count;
    this.#runs.set(serial, run);
    const compiled = compileCell(ts, source, { ...settings, serial });
    if (Array.isArray(compiled)) {
      const { label } = run;
      const place = (offset: number) => placeAt(source, offset);
      return this.#failed(run, syntaxErrorOutput(compiled, { source, label, place }));
    }
    const { script, map, shift } = compiled;
    this.#positions.add({ serial, label: run.label, source, map, shift });
    const input = run.options.onInput !== undefined;
    const request: RunRequest = { serial, count: run.count, script, silent, input };
    side.send({ kind: "run", request });
    const { error, tests } = await run.finished(this.#marks);
    if (tests) await this.#runTests();
    if (!error && run.refused) return this.#failed(run, stoppedOutput());
    if (!error) return { status: "ok", executionCount: run.count };
    return this.#failed(run, runErrorOutput(error, { serial, positions: this.#positions }));
  }

  /** The stock kernel runs the tests of a cell with the next request, and shows what came of them. */
  async #runTests(): Promise<void> {
    await this.#evaluate(this.#living().child, "void 0");
    const fence = new Run(++this.#serial, "", { silent: true });
    this.#runs.set(fence.serial, fence);
    const request = { serial: fence.serial, count: 0, script: "", silent: true, input: false };
    this.#living().side.send({ kind: "run", request });
    await fence.finished(this.#marks);
    this.#runs.delete(fence.serial);
  }

  /** Sends a request that does nothing but let the child come anew. */
  async #wake(): Promise<void> {
    const code = 'void await globalThis[Symbol.for("tensaur.connect")]()';
    await this.#evaluate(this.#living().child, code);
  }

  #failed(run: Run, output: OutputMessage): ExecuteReply {
    run.deliver(output);
    const { ename, evalue, traceback } = output.content as {
      ename: string;
      evalue: string;
      traceback: string[];
    };
    return { status: "error", executionCount: run.count, ename, evalue, traceback };
  }

  #heard(message: ToSession): void {
    if (message.kind === "library") this.#libraries.add(message.path.split(/[/\\]/).at(-1)!);
    if (message.kind === "stopping") this.#runs.get(message.serial)?.stopping.resolve();
  }

  #published(message: Message): void {
    const { content, metadata, buffers } = message;
    const type = message.header.msg_type;
    const text = type === "stream" ? String(content.text) : "";
    const token = this.#life?.side.token;
    if (token === undefined || !text.startsWith(`\x1e${token}`)) {
      return this.#show({ type, content, metadata, buffers });
    }
    for (const printed of readPrinted(token, text)) this.#show(printed);
  }

  /** Hands a message to the run that it belongs to. */
  #show({ type, content, metadata: marked, buffers }: Outgoing): void {
    const { tensaur_run: serial, ...metadata } = marked as { tensaur_run?: number };
    if (type === "comm_open" || type === "comm_msg" || type === "comm_close") {
      return this.onComm?.({ type: type satisfies CommType, content, metadata, buffers });
    }
    const run = this.#runs.get(serial ?? -1) ?? this.#latest;
    if (!run) return;
    if (type === END) return run.end(content as unknown as RunEnd);
    if (type === STRAY) return this.#strayed(content.error as RunError, run);
    const output = asOutput({ type, content, metadata, buffers });
    // What the stock kernel itself says about a run comes with the run's end.
    if (!output || (serial === undefined && type === "error")) return;
    run.deliver(type === "stream" ? { ...output, content: this.#translated(content) } : output);
  }

  get #latest(): Run | undefined {
    return this.#current ?? this.#runs.get(this.#serial);
  }

  #translated(content: Content): Content {
    return { ...content, text: this.#positions.translate(String(content.text)) };
  }

  /** Shows an error that no cell waited for, where its stack begins. */
  #strayed(error: RunError, latest: Run): void {
    const begin = this.#positions.outermost(error.inspected);
    const run = this.#runs.get(begin ?? -1) ?? latest;
    run.deliver(runErrorOutput(error, { serial: run.serial, positions: this.#positions }));
  }

  #printed(name: "stdout" | "stderr", text: string): void {
    const run = this.#latest;
    // What Deno itself says when V8 cuts code off.
    const own = run?.stopped ? text.replace("Uncaught TerminationException\n", "") : text;
    if (own === "") return;
    run?.deliver({ type: "stream", content: { name, text: own }, metadata: {}, buffers: [] });
  }

  async #asked(message: Message): Promise<void> {
    const run = this.#current;
    if (!run) return;
    run.question = message;
    const { prompt, password } = message.content;
    const answer = await run.options.onInput?.(String(prompt), password === true)
      // Who cannot answer has no input, as at the end of a file.
      .catch(() => "");
    if (run.question !== message) return;
    run.question = undefined;
    await this.#life?.child.answer(message, answer ?? "");
  }
}
