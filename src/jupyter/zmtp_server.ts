/**
 * Sockets that others connect to.
 *
 * @module
 */
import { type Frames, Peer, type SocketType, ZmtpError } from "./zmtp.ts";

/** Where a socket listens and what it does. */
export interface ServeOptions {
  /** Address to listen on; 127.0.0.1 unless told. */
  readonly hostname?: string;
  /** Port to listen on; a free one unless told. */
  readonly port?: number;
  /** Kind of the own socket. REP answers each message with itself, as a heartbeat must. */
  readonly type: SocketType;
  /** Told of each message; of a PUB socket that is who subscribes to what. */
  readonly onMessage?: (peer: Peer, frames: Uint8Array[]) => void;
  /** Told of each connection that is ready. */
  readonly onPeer?: (peer: Peer) => void;
  /** Told of a connection that was closed because it broke the protocol. */
  readonly onError?: (error: unknown) => void;
}

/** A listening socket: ROUTER, PUB or REP. */
export class SocketServer {
  #options: ServeOptions;
  #listener: Deno.TcpListener;
  #peers = new Map<Peer, string[]>();
  #opening = new Set<Peer>();
  #accepting: Promise<void>;

  /** Begins to listen. */
  constructor(options: ServeOptions) {
    const { hostname = "127.0.0.1", port = 0 } = options;
    this.#options = options;
    this.#listener = Deno.listen({ hostname: hostname === "*" ? "0.0.0.0" : hostname, port });
    this.#accepting = this.#accept();
  }

  /** Port that it listens on. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** The connections that are ready. */
  get peers(): Peer[] {
    return [...this.#peers.keys()];
  }

  /** The connection whose other side has this name, `undefined` if there is none. */
  find(identity: string): Peer | undefined {
    return this.peers.findLast((peer) => peer.identity === identity);
  }

  /** Sends a message to everybody; from a PUB socket to those who subscribed to its topic. */
  publish(frames: Frames): void {
    const topic = frames[0] ?? new Uint8Array(0);
    for (const [peer, topics] of this.#peers) {
      if (this.#options.type === "PUB" && !topics.some((t) => startsWith(topic, t))) continue;
      peer.send(frames).catch((error) => this.#drop(peer, error));
    }
  }

  /** Closes all connections and stops listening. */
  async close(): Promise<void> {
    this.#listener.close();
    for (const peer of [...this.#peers.keys(), ...this.#opening]) peer.close();
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    for await (const conn of this.#listener) {
      const peer = new Peer(conn);
      this.#serve(peer).catch((error) => this.#drop(peer, error));
    }
  }

  async #serve(peer: Peer): Promise<void> {
    const { type, onMessage, onPeer } = this.#options;
    this.#opening.add(peer);
    try {
      await peer.handshake(type);
    } finally {
      this.#opening.delete(peer);
    }
    const topics: string[] = [];
    this.#peers.set(peer, topics);
    onPeer?.(peer);
    for (;;) {
      const frames = await peer.receive();
      if (frames === undefined) break;
      if (type === "REP") await peer.send(frames);
      if (type === "PUB") subscribe(topics, frames[0]!);
      onMessage?.(peer, frames);
    }
    this.#drop(peer);
  }

  #drop(peer: Peer, error?: unknown): void {
    this.#peers.delete(peer);
    const before = peer.closed;
    peer.close();
    if (error === undefined || before) return;
    if (error instanceof ZmtpError || this.#options.onError) this.#options.onError?.(error);
    else throw error;
  }
}

function subscribe(topics: string[], message: Uint8Array): void {
  const topic = asKey(message.subarray(1));
  if (message[0] === 1) topics.push(topic);
  else if (message[0] === 0 && topics.includes(topic)) topics.splice(topics.indexOf(topic), 1);
}

/** Topics are bytes; as text of one character per byte they compare by value. */
function asKey(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function startsWith(topic: Uint8Array, prefix: string): boolean {
  return prefix === "" || asKey(topic.subarray(0, prefix.length)) === prefix;
}
