/**
 * A front end in TypeScript, for tests of the kernel.
 *
 * @module
 */
import { type ConnectionInfo, newConnection } from "../../src/jupyter/connection_file.ts";
import { type Content, type Message, newMessage, Wire } from "../../src/jupyter/message.ts";
import { connectPeer, type Peer } from "../../src/jupyter/zmtp.ts";
import { Kernel, type KernelOptions } from "../../src/kernel/kernel.ts";

/** What came of a request. */
export interface Answer {
  readonly id: string;
  readonly reply: Message;
  /** What was published for it, without its statuses. */
  readonly published: readonly Message[];
}

/** How a cell is run. */
export interface RunOptions {
  readonly content?: Content;
  readonly metadata?: Content;
}

type Peers = Readonly<Record<"shell" | "control" | "stdin" | "iopub", Peer>>;

/** Connections of one front end. */
export class Client {
  readonly session = crypto.randomUUID();
  /** All that was published. */
  readonly published: Message[] = [];
  /** Answers to requests for input. */
  onInput: (message: Message) => string | undefined = () => "";
  #wire: Wire;
  #peers: Peers;
  #replies = new Map<string, PromiseWithResolvers<Message>>();
  #watchers = new Set<() => void>();
  #reading: Promise<void>[];

  private constructor(peers: Peers, key: string) {
    this.#peers = peers;
    this.#wire = new Wire(key);
    this.#reading = [
      this.#read(peers.shell, (message) => this.#replied(message)),
      this.#read(peers.control, (message) => this.#replied(message)),
      this.#read(peers.stdin, (message) => this.#asked(message)),
      this.#read(peers.iopub, (message) => {
        this.published.push(message);
        for (const watch of this.#watchers) watch();
      }),
    ];
  }

  /** Connects, and waits until what is published arrives. */
  static async connect({ ports, key }: ConnectionInfo): Promise<Client> {
    const signal = AbortSignal.timeout(10_000);
    const identity = crypto.randomUUID();
    const open = (type: "DEALER" | "SUB", port: number) =>
      connectPeer({ port, type, identity, signal });
    const [shell, control, stdin, iopub] = await Promise.all([
      open("DEALER", ports.shell),
      open("DEALER", ports.control),
      open("DEALER", ports.stdin),
      open("SUB", ports.iopub),
    ]);
    const client = new Client({ shell, control, stdin, iopub }, key);
    await client.until(() => client.published.some((it) => type(it) === "iopub_welcome"));
    return client;
  }

  /** Sends a message without waiting for anything. */
  async send(
    kind: string,
    content: Content,
    options: { channel?: "shell" | "control"; buffers?: Uint8Array[]; metadata?: Content } = {},
  ): Promise<string> {
    const { channel = "shell", ...rest } = options;
    const message = newMessage(kind, { content, session: this.session, ...rest });
    await this.#peers[channel].send(this.#wire.encode(message));
    return message.header.msg_id;
  }

  /** Sends frames as they are. */
  async sendFrames(frames: Uint8Array[], channel: "shell" | "control" = "shell"): Promise<void> {
    await this.#peers[channel].send(frames);
  }

  /** Sends a request and waits for its reply. */
  async ask(kind: string, content: Content, channel?: "shell" | "control"): Promise<Content> {
    const id = await this.send(kind, content, channel ? { channel } : {});
    return (await this.#reply(id)).content;
  }

  /** Runs a cell and waits for its reply and for its end. */
  async run(code: string, options: RunOptions = {}): Promise<Answer> {
    const { content = {}, metadata = {} } = options;
    const id = await this.begin(code, { content, metadata });
    return await this.end(id);
  }

  /** Sends a cell. */
  async begin(code: string, { content = {}, metadata = {} }: RunOptions = {}): Promise<string> {
    const all = { code, silent: false, store_history: true, allow_stdin: false, ...content };
    return await this.send("execute_request", all, { metadata });
  }

  /** Waits for the end of a cell. */
  async end(id: string): Promise<Answer> {
    const reply = await this.#reply(id);
    const mine = (it: Message) => it.parentHeader.msg_id === id;
    await this.until(() => this.published.some((it) => mine(it) && stateOf(it) === "idle"));
    const published = this.published.filter((it) => mine(it) && type(it) !== "status");
    return { id, reply, published };
  }

  /** Waits until something holds, looked at whenever something is published. */
  async until(holds: () => boolean, timeout = 30_000): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => holds() && resolve();
    const timer = setTimeout(() => reject(new Error("It did not happen in time")), timeout);
    this.#watchers.add(look);
    look();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#watchers.delete(look);
    }
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    for (const peer of Object.values(this.#peers)) peer.close();
    await Promise.all(this.#reading);
  }

  #replied(message: Message): void {
    this.#expected(message.parentHeader.msg_id ?? "").resolve(message);
  }

  /** A reply may come before somebody waits for it. */
  #expected(id: string): PromiseWithResolvers<Message> {
    const expected = this.#replies.get(id) ?? Promise.withResolvers<Message>();
    this.#replies.set(id, expected);
    return expected;
  }

  async #reply(id: string): Promise<Message> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("There was no reply in time")), 30_000);
    });
    try {
      return await Promise.race([this.#expected(id).promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #asked(message: Message): void {
    const value = this.onInput(message);
    if (value === undefined) return;
    const reply = newMessage("input_reply", {
      content: { value, status: "ok" },
      parent: message.header,
      session: this.session,
    });
    void this.#peers.stdin.send(this.#wire.encode(reply));
  }

  async #read(peer: Peer, handle: (message: Message) => void): Promise<void> {
    for (;;) {
      const frames = await peer.receive();
      if (!frames) return;
      handle(this.#wire.decode(frames));
    }
  }
}

/** A kernel in this process and a front end of it. */
export interface StartedKernel {
  [Symbol.asyncDispose](): Promise<void>;
  readonly kernel: Kernel;
  readonly client: Client;
  readonly connection: ConnectionInfo;
  /** What it told the person at the machine. */
  readonly warnings: readonly string[];
}

/** Starts a kernel in this process and connects to it. */
export async function startKernel(options: Partial<KernelOptions> = {}): Promise<StartedKernel> {
  const connection = newConnection();
  const warnings: string[] = [];
  const kernel = new Kernel(connection, {
    folder: Deno.cwd(),
    types: false,
    onWarning: (text) => warnings.push(text),
    ...options,
  });
  const client = await Client.connect(connection);
  return {
    kernel,
    client,
    connection,
    warnings,
    async [Symbol.asyncDispose]() {
      await client.close();
      await kernel.close();
    },
  };
}

/** The type of a message. */
export function type(message: Message): string {
  return message.header.msg_type;
}

/** The state that a status tells. */
export function stateOf(message: Message): unknown {
  return type(message) === "status" ? message.content.execution_state : undefined;
}

/** Text of the streams among messages. */
export function printed(messages: readonly Message[], name = "stdout"): string {
  return messages.filter((it) => type(it) === "stream" && it.content.name === name)
    .map((it) => it.content.text).join("");
}

/** Text of the result among messages, without colours. */
export function value(messages: readonly Message[]): string | undefined {
  const result = messages.find((it) => type(it) === "execute_result");
  const text = (result?.content.data as Content | undefined)?.["text/plain"] as string | undefined;
  // deno-lint-ignore no-control-regex -- colours begin with a control character
  return text?.replaceAll(/\x1b\[\d+m/g, "");
}
