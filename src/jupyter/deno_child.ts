/**
 * The process of the stock kernel, and the connections to it.
 *
 * @module
 */
import { type ConnectionInfo, formatConnection, newConnection } from "./connection_file.ts";
import { type Message, MessageError, newMessage, Wire } from "./message.ts";
import { connectPeer, type Peer } from "./zmtp.ts";

/** How a child is started. */
export interface ChildOptions {
  /** The `deno` to run; the one that runs this unless told. */
  readonly deno?: string;
  /** Working directory; where a `deno.json` is looked for, and what relative imports start from. */
  readonly cwd?: string;
  /** Variables added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told of each message that the child publishes. */
  readonly onPublish: (message: Message) => void;
  /** Told when the child asks for input. */
  readonly onInput: (message: Message) => void;
  /** Told of what the process writes to its own output. */
  readonly onText: (name: "stdout" | "stderr", text: string) => void;
  /** Longest wait for the child to answer, in milliseconds; 30 s unless told. */
  readonly timeout?: number;
}

/** The child could not be started, or is gone. */
export class ChildError extends Error {
  /** Name of the class. */
  override name = "ChildError";
}

/** A topic that nothing has: subscribing to it and leaving it changes nothing. */
const NO_TOPIC = new TextEncoder().encode("tensaur.none");

/** Starts before it is given up, if ports are taken. */
const ATTEMPTS = 3;
/** Milliseconds for the last output of a process that has ended. */
const GRACE = 100;

/** Sockets on which requests are answered. */
export type RequestChannel = "shell" | "control";

/** A running `deno jupyter`. */
export class DenoChild {
  /** Names this side in headers. */
  readonly session = crypto.randomUUID();
  /** How the process ended, once it has. */
  readonly exited: Promise<Deno.CommandStatus>;
  #process: Deno.ChildProcess;
  #file: string;
  #wire: Wire;
  #peers: Record<RequestChannel | "iopub" | "stdin", Peer> | undefined;
  #waiting = new Map<string, PromiseWithResolvers<Message>>();
  #ended: ChildError | undefined;
  #gone = new AbortController();
  #said = "";
  #options: ChildOptions;
  #reading: Promise<void>[] = [];

  private constructor(
    process: Deno.ChildProcess,
    file: string,
    options: ChildOptions,
    key: string,
  ) {
    this.#process = process;
    this.#file = file;
    this.#options = options;
    this.#wire = new Wire(key);
    this.exited = process.status;
    this.exited.then((status) => this.#end(status));
    this.#reading.push(this.#readText("stdout"), this.#readText("stderr"));
  }

  /**
   * Starts the process and connects to it.
   *
   * @throws {ChildError} If it ends or does not answer in time; what it printed is in the message.
   */
  static async start(options: ChildOptions): Promise<DenoChild> {
    for (let attempts = ATTEMPTS;; attempts--) {
      const connection = newConnection();
      const file = await writeConnection(connection);
      const child = new DenoChild(spawn(file, options), file, options, connection.key);
      try {
        await child.#connect(connection);
        // It has been read; one that is killed later leaves no file with a key behind.
        await removeIfThere(file);
        return child;
      } catch (cause) {
        await child.close();
        const said = child.#said.trim();
        // Another process was given a port between its choice here and its use there.
        if (/AddrInUse|already in use/.test(said) && attempts > 1) continue;
        throw new ChildError(`Cannot start "deno jupyter"${said && `; it says: ${said}`}`, {
          cause,
        });
      }
    }
  }

  /** Why nothing can be asked of the process any more, once it has ended. */
  get ended(): ChildError | undefined {
    return this.#ended;
  }

  /** Directory that the process may make for its files; it is removed with it. */
  get scratch(): string {
    return this.#file.replace(/\.json$/, "");
  }

  /** Number of the process. */
  get pid(): number {
    return this.#process.pid;
  }

  async #connect(connection: ConnectionInfo): Promise<void> {
    const { timeout = 30_000 } = this.#options;
    // Not AbortSignal.timeout(): while somebody listens to it, it keeps this process from ending.
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new DOMException("Timed out", "TimeoutError")),
      timeout,
    );
    try {
      await this.#open(connection, AbortSignal.any([this.#gone.signal, late.signal]));
    } finally {
      clearTimeout(timer);
    }
  }

  async #open(connection: ConnectionInfo, signal: AbortSignal): Promise<void> {
    // One name for all: the kernel sends questions to the name that sent the cell.
    const open = (type: "DEALER" | "SUB", port: number) =>
      connectPeer({ hostname: connection.ip, port, type, signal, identity: this.session });
    const { ports } = connection;
    const [shell, control, stdin, iopub] = await Promise.all([
      open("DEALER", ports.shell),
      open("DEALER", ports.control),
      open("DEALER", ports.stdin),
      open("SUB", ports.iopub),
    ]);
    this.#peers = { shell, control, stdin, iopub };
    const answer = (message: Message) => {
      const id = message.parentHeader.msg_id ?? "";
      this.#waiting.get(id)?.resolve(message);
      this.#waiting.delete(id);
    };
    this.#reading.push(
      this.#receive(shell, answer),
      this.#receive(control, answer),
      this.#receive(stdin, this.#options.onInput),
      this.#receive(iopub, this.#options.onPublish),
    );
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    await Promise.race([this.request("kernel_info_request", {}), aborted]);
  }

  #end(status: Deno.CommandStatus): void {
    this.#ended = new ChildError(`The kernel's process ended ${describeEnd(status)}`);
    this.#gone.abort(this.#ended);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws {ChildError} If the process ends first.
   */
  async request(
    type: string,
    content: Record<string, unknown>,
    channel: RequestChannel = "shell",
  ): Promise<Message> {
    const message = newMessage(type, { content, session: this.session });
    const answer = Promise.withResolvers<Message>();
    if (this.#ended) throw this.#ended;
    this.#waiting.set(message.header.msg_id, answer);
    await this.#peer(channel).send(this.#wire.encode(message));
    return await answer.promise;
  }

  /** Answers a request for input. */
  async answer(request: Message, value: string): Promise<void> {
    const reply = newMessage("input_reply", {
      content: { value, status: "ok" },
      parent: request.header,
      session: this.session,
    });
    await this.#peer("stdin").send(this.#wire.encode(reply));
  }

  #peer(name: RequestChannel | "stdin"): Peer {
    if (!this.#peers) throw new ChildError("The kernel's process is not connected");
    return this.#peers[name];
  }

  async #receive(peer: Peer, handle: (message: Message) => void): Promise<void> {
    for (let count = 1;; count++) {
      const frames = await peer.receive();
      if (frames === undefined) return;
      // Deno 2.9 lets a small message wait until the one before is acknowledged, which the system of
      // a side that only listens puts off by 40 ms: whatever is sent takes the acknowledgement along.
      if (peer === this.#peers?.iopub) await peer.send([Uint8Array.of(count % 2, ...NO_TOPIC)]);
      const message = this.#decode(frames);
      if (message) handle(message);
    }
  }

  #decode(frames: Uint8Array[]): Message | undefined {
    try {
      return this.#wire.decode(frames);
    } catch (error) {
      // Anybody on this machine can connect to a port; what is not signed does not count.
      if (error instanceof MessageError) return undefined;
      throw error;
    }
  }

  async #readText(name: "stdout" | "stderr"): Promise<void> {
    const decoder = new TextDecoder();
    const reader = this.#process[name].getReader();
    // Processes that cells have started may hold the pipe open after the end.
    this.#gone.signal.addEventListener("abort", () => setTimeout(() => reader.cancel(), GRACE));
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.#onText(name, decoder.decode(value, { stream: true }));
    }
  }

  #onText(name: "stdout" | "stderr", text: string): void {
    if (this.#peers === undefined) this.#said += text;
    this.#options.onText(name, text);
  }

  /** Ends the process at once and waits until it is gone; a second call does nothing. */
  async close(): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch (error) {
      // It may have ended by itself.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.exited;
    for (const peer of Object.values(this.#peers ?? {})) peer.close();
    await Promise.all(this.#reading);
    for (const path of [this.#file, this.scratch]) await removeIfThere(path);
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function describeEnd({ code, signal }: Deno.CommandStatus): string {
  if (signal === "SIGKILL") return "(killed; perhaps the machine ran out of memory)";
  return signal === null ? `with exit code ${code}` : `by the signal ${signal}`;
}

async function writeConnection(connection: ConnectionInfo): Promise<string> {
  const file = await Deno.makeTempFile({ prefix: "tensaur-kernel-", suffix: ".json" });
  try {
    await Deno.writeTextFile(file, formatConnection(connection));
    return file;
  } catch (cause) {
    await Deno.remove(file);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ChildError(
      `Cannot start "deno jupyter": its connection file cannot be written (${reason}); ` +
        "make room there, or set TMPDIR to another folder, and run the cell again",
      { cause },
    );
  }
}

function spawn(file: string, options: ChildOptions): Deno.ChildProcess {
  const { deno = Deno.execPath(), cwd, env } = options;
  try {
    return new Deno.Command(deno, {
      args: ["jupyter", "--kernel", "--conn", file],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(cwd !== undefined && { cwd }),
      ...(env !== undefined && { env }),
    }).spawn();
  } catch (cause) {
    throw new ChildError(`Cannot run "${deno}"`, { cause });
  }
}
