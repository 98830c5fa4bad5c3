/**
 * The side of a kernel that front ends connect to.
 *
 * @module
 */
import type { ConnectionInfo } from "../jupyter/connection_file.ts";
import {
  type Content,
  type Message,
  MessageError,
  newMessage,
  signatureOf,
  Wire,
} from "../jupyter/message.ts";
import type { Peer } from "../jupyter/zmtp.ts";
import { SocketServer } from "../jupyter/zmtp_server.ts";

/** A request and who sent it. */
export interface Request {
  /** What came. */
  readonly message: Message;
  /** The connection it came on. */
  readonly peer: Peer;
  /** The socket it came to. */
  readonly channel: "shell" | "control";
}

/** Parts of an answer that are seldom there. */
export interface SendOptions {
  /** About the message. */
  readonly metadata?: Content;
  /** Bytes that go with it. */
  readonly buffers?: readonly Uint8Array[];
}

/** What the kernel does with what arrives. */
export interface FrontEndHandlers {
  /** A signed message on shell or control. */
  readonly onRequest: (request: Request) => void;
  /** Something the person at the machine should know, such as a wrong signature. */
  readonly onWarning: (text: string) => void;
}

/** How many messages are remembered, as many as Jupyter's own kernels do. */
const REMEMBERED = 2 ** 16;

interface Asked {
  readonly request: Request;
  readonly peer: Peer;
  readonly resolve: (value: string) => void;
  readonly reject: (reason: unknown) => void;
}

/** The five sockets of a kernel. */
export class FrontEnd {
  /** Names this kernel in headers. */
  readonly session = crypto.randomUUID();
  #wire: Wire;
  #handlers: FrontEndHandlers;
  #servers: SocketServer[];
  #iopub: SocketServer;
  #stdin: SocketServer;
  #asked = new Set<Asked>();
  #warned = new Set<string>();
  #seen = new Set<string>();

  /**
   * Begins to listen.
   *
   * @throws {Deno.errors.AddrInUse} If a port is taken.
   */
  constructor(connection: ConnectionInfo, handlers: FrontEndHandlers) {
    const { ip: hostname, ports, key, signatureScheme } = connection;
    this.#wire = new Wire(key, signatureScheme);
    this.#handlers = handlers;
    const onError = (error: unknown) => this.#warn(error);
    const requests = (channel: "shell" | "control") =>
      new SocketServer({
        hostname,
        port: ports[channel],
        type: "ROUTER",
        onError,
        onMessage: (peer, frames) => {
          const message = this.#decode(frames);
          if (message) handlers.onRequest({ message, peer, channel });
        },
      });
    this.#iopub = new SocketServer({
      hostname,
      port: ports.iopub,
      type: "PUB",
      onError,
      onMessage: (peer, frames) => this.#welcome(peer, frames[0]!),
    });
    this.#stdin = new SocketServer({
      hostname,
      port: ports.stdin,
      type: "ROUTER",
      onError,
      onMessage: (peer, frames) => this.#answered(peer, frames),
    });
    const heartbeat = new SocketServer({ hostname, port: ports.hb, type: "REP", onError });
    this.#servers = [requests("shell"), requests("control"), this.#iopub, this.#stdin, heartbeat];
  }

  /** Answers a request, to the one who sent it. */
  reply(request: Request, content: Content, options: SendOptions = {}): void {
    const { header, identities } = request.message;
    this.#send(request.peer, header.msg_type.replace(/_request$/, "_reply"), {
      content,
      parent: header,
      identities,
      ...options,
    });
  }

  /** Tells all front ends; `parent` is what caused it. */
  publish(
    type: string,
    content: Content,
    options: SendOptions & { readonly parent?: Message["parentHeader"] } = {},
  ): void {
    const { parent = {} } = options;
    const topic = new TextEncoder().encode(`kernel.${this.session}.${type}`);
    const message = newMessage(type, {
      ...options,
      content,
      parent,
      identities: [topic],
      session: this.session,
    });
    this.#iopub.publish(this.#wire.encode(message));
  }

  /** Tells all front ends whether the kernel is at work on a request. */
  status(state: "starting" | "busy" | "idle" | "restarting", request?: Request): void {
    this.publish("status", { execution_state: state }, {
      parent: request?.message.header ?? {},
    });
  }

  /**
   * Asks the person at the front end that sent a request.
   *
   * @throws {DOMException} An AbortError after cancelInput().
   */
  ask(request: Request, prompt: string, password: boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const { identity } = request.peer;
      // A front end gives its sockets one name; one that gives none has one stdin socket.
      const peer = (identity ? this.#stdin.find(identity) : undefined) ?? this.#stdin.peers.at(-1);
      if (!peer) {
        reject(new Error("Cannot ask for input: the front end has no stdin channel"));
        return;
      }
      this.#asked.add({ request, peer, resolve, reject });
      this.#send(peer, "input_request", {
        content: { prompt, password },
        parent: request.message.header,
      });
    });
  }

  /** Ends the wait for input, for one request or for all. */
  cancelInput(request?: Request): void {
    for (const asked of this.#asked) {
      if (request && asked.request !== request) continue;
      this.#asked.delete(asked);
      asked.reject(new DOMException("Stopped", "AbortError"));
    }
  }

  /** Closes all sockets. */
  async close(): Promise<void> {
    this.cancelInput();
    await Promise.all(this.#servers.map((server) => server.close()));
  }

  #send(peer: Peer, type: string, parts: Omit<Parameters<typeof newMessage>[1], "session">): void {
    const message = newMessage(type, { ...parts, session: this.session });
    peer.send(this.#wire.encode(message)).catch((error) => this.#warn(error));
  }

  #answered(peer: Peer, frames: Uint8Array[]): void {
    const message = this.#decode(frames);
    if (message?.header.msg_type !== "input_reply") return;
    const asked = [...this.#asked].find((it) => it.peer === peer);
    if (!asked) return;
    this.#asked.delete(asked);
    asked.resolve(String(message.content.value ?? ""));
  }

  /** Who subscribes learns that what comes from now on will arrive (protocol 5.4). */
  #welcome(peer: Peer, subscription: Uint8Array): void {
    if (subscription[0] !== 1) return;
    const topic = subscription.subarray(1);
    const content = { subscription: new TextDecoder().decode(topic) };
    this.#send(peer, "iopub_welcome", { content, identities: [topic] });
  }

  #decode(frames: Uint8Array[]): Message | undefined {
    try {
      const message = this.#wire.decode(frames);
      this.#refuseTwice(signatureOf(frames));
      return message;
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      this.#warn(error);
      return undefined;
    }
  }

  /**
   * Who has no key could still send again what somebody with the key has signed. Ids do not tell: two
   * connections of one front end may count from the same number.
   */
  #refuseTwice(signature: string): void {
    if (signature === "") return;
    if (this.#seen.has(signature)) {
      throw new MessageError("A message came a second time; it is ignored");
    }
    this.#seen.add(signature);
    if (this.#seen.size <= REMEMBERED) return;
    const [oldest] = this.#seen;
    this.#seen.delete(oldest!);
  }

  /** Each kind of trouble once: whoever sends nonsense sends a lot of it. */
  #warn(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    if (this.#warned.has(text) || this.#warned.size >= 20) return;
    this.#warned.add(text);
    this.#handlers.onWarning(text);
  }
}
