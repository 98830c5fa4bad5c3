/**
 * ZMTP 3.0 with the NULL mechanism over TCP: what the sockets of the Jupyter protocol speak.
 *
 * @module
 */

/** Kinds of ZeroMQ sockets that Jupyter uses. */
export type SocketType = "DEALER" | "PUB" | "REP" | "REQ" | "ROUTER" | "SUB";

/** Frames of one message. */
export type Frames = readonly Uint8Array[];

/** The other side broke the ZMTP protocol. */
export class ZmtpError extends Error {
  /** Name of the class. */
  override name = "ZmtpError";
}

/** Longest frame that is accepted, in bytes. */
export const MAXIMUM_FRAME = 1 << 30;

const MORE = 1;
const LONG = 2;
const COMMAND = 4;
const GREETING = 64;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function greeting(): Uint8Array {
  const bytes = new Uint8Array(GREETING);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = 3; // version 3.0
  bytes.set(encoder.encode("NULL"), 12);
  return bytes;
}

function frameHeader(flags: number, size: number): Uint8Array {
  if (size < 256) return new Uint8Array([flags, size]);
  const header = new Uint8Array(9);
  header[0] = flags | LONG;
  new DataView(header.buffer).setBigUint64(1, BigInt(size));
  return header;
}

function property(name: string, value: Uint8Array): number[] {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, value.length);
  return [name.length, ...encoder.encode(name), ...size, ...value];
}

function readyCommand(type: SocketType, identity: string | undefined): Uint8Array {
  const body = [
    ...[5, ...encoder.encode("READY")],
    ...property("Socket-Type", encoder.encode(type)),
    ...(identity === undefined ? [] : property("Identity", encoder.encode(identity))),
  ];
  return concat([frameHeader(COMMAND, body.length), new Uint8Array(body)]);
}

/** Properties of a READY command. */
function parseReady(body: Uint8Array): Map<string, Uint8Array> {
  const nameEnd = 1 + (body[0] ?? 0);
  const command = decoder.decode(body.subarray(1, nameEnd));
  if (command !== "READY") throw new ZmtpError(`Expected the command READY, got "${command}"`);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const properties = new Map<string, Uint8Array>();
  for (let at = nameEnd; at < body.length;) {
    const keyEnd = at + 1 + body[at]!;
    if (keyEnd + 4 > body.length) throw new ZmtpError("The READY command ends too early");
    const valueEnd = keyEnd + 4 + view.getUint32(keyEnd);
    const key = decoder.decode(body.subarray(at + 1, keyEnd)).toLowerCase();
    properties.set(key, body.slice(keyEnd + 4, valueEnd));
    at = valueEnd;
  }
  return properties;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

interface Frame {
  readonly flags: number;
  readonly data: Uint8Array;
}

/** Reads exact numbers of bytes from a connection. */
class ByteReader {
  #conn: Deno.Conn;
  #buffer = new Uint8Array(1 << 16);
  #start = 0;
  #end = 0;

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** The next `count` bytes, a copy; `undefined` if the connection ended before the first. */
  async read(count: number): Promise<Uint8Array | undefined> {
    const result = new Uint8Array(count);
    let filled = this.#take(result);
    while (filled < count) {
      const rest = count - filled;
      // What is longer than the buffer goes straight to its place.
      const direct = rest >= this.#buffer.length;
      const size = await this.#conn.read(direct ? result.subarray(filled) : this.#buffer);
      if (size === null) {
        if (filled === 0) return undefined;
        throw new ZmtpError("The connection ended inside a message");
      }
      if (direct) filled += size;
      else {
        this.#start = 0;
        this.#end = size;
        filled += this.#take(result.subarray(filled));
      }
    }
    return result;
  }

  #take(target: Uint8Array): number {
    const count = Math.min(target.length, this.#end - this.#start);
    target.set(this.#buffer.subarray(this.#start, this.#start + count));
    this.#start += count;
    return count;
  }
}

/** What connects two sockets; messages leave in the order in which they are sent. */
export class Peer {
  /** The name that the other side gave itself, empty if none. */
  identity = "";
  /** Kind of socket on the other side. */
  type = "";
  #conn: Deno.TcpConn;
  #reader: ByteReader;
  #tail: Promise<void> = Promise.resolve();
  #closed = false;

  /** Takes an open connection, on which the handshake comes next. */
  constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    this.#reader = new ByteReader(conn);
    conn.setNoDelay(true);
  }

  /** Whether the connection is over. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Exchanges greetings and READY commands.
   *
   * @param type Kind of the own socket.
   * @param identity The name to give oneself; none unless told.
   * @throws {ZmtpError} If the other side speaks another protocol.
   */
  async handshake(type: SocketType, identity?: string): Promise<void> {
    await this.#write(greeting());
    const theirs = await this.#reader.read(GREETING);
    if (theirs === undefined) throw new ZmtpError("The connection ended before the greeting");
    if (theirs[0] !== 0xff || theirs[9] !== 0x7f || theirs[10]! < 3) {
      throw new ZmtpError("The other side does not speak ZMTP 3");
    }
    const mechanism = decoder.decode(theirs.subarray(12, 32)).replace(/\0+$/, "");
    if (mechanism !== "NULL") {
      throw new ZmtpError(`The other side asks for the mechanism "${mechanism}", not NULL`);
    }
    await this.#write(readyCommand(type, identity));
    const frame = await this.#frame();
    if (frame === undefined) throw new ZmtpError("The connection ended before READY");
    const properties = parseReady(frame.data);
    this.identity = decoder.decode(properties.get("identity"));
    this.type = decoder.decode(properties.get("socket-type"));
  }

  /**
   * The next message.
   *
   * @returns Its frames, `undefined` once the connection is over.
   * @throws {ZmtpError} If the other side breaks the protocol.
   */
  async receive(): Promise<Uint8Array[] | undefined> {
    const frames: Uint8Array[] = [];
    for (;;) {
      const frame = await this.#frame();
      if (frame === undefined) return undefined;
      // Commands between messages: subscriptions of ZMTP 3.1 look like messages of 3.0 above.
      if (frame.flags & COMMAND) {
        const subscription = asSubscription(frame.data);
        if (subscription) return [subscription];
        continue;
      }
      frames.push(frame.data);
      if (!(frame.flags & MORE)) return frames;
    }
  }

  async #frame(): Promise<Frame | undefined> {
    try {
      const flags = (await this.#reader.read(1))?.[0];
      if (flags === undefined) return undefined;
      const sizeBytes = await this.#reader.read(flags & LONG ? 8 : 1);
      if (sizeBytes === undefined) return undefined;
      const size = flags & LONG
        ? Number(new DataView(sizeBytes.buffer).getBigUint64(0))
        : sizeBytes[0]!;
      if (size > MAXIMUM_FRAME) {
        throw new ZmtpError(`A frame of ${size} bytes is longer than the limit, ${MAXIMUM_FRAME}`);
      }
      const data = size === 0 ? new Uint8Array(0) : await this.#reader.read(size);
      return data && { flags, data };
    } catch (error) {
      // The own close() ends a read that waits; the other side may go without a word.
      if (this.#closed || isConnectionEnd(error)) return undefined;
      throw error;
    }
  }

  /**
   * Sends one message; frames are not copied if they are long, so leave them as they are.
   *
   * @returns When the system has taken all bytes; at once if the connection is over.
   */
  send(frames: Frames): Promise<void> {
    const parts = frames.flatMap((frame, i) => [
      frameHeader(i < frames.length - 1 ? MORE : 0, frame.length),
      frame,
    ]);
    const bytes = concat(parts);
    this.#tail = this.#tail.then(() => this.#write(bytes));
    return this.#tail;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#closed) return;
    try {
      for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
    } catch (error) {
      if (!this.#closed && !isConnectionEnd(error)) throw error;
      this.close();
    }
  }

  /** Ends the connection; a second call does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#conn.close();
  }
}

function asSubscription(body: Uint8Array): Uint8Array | undefined {
  const name = decoder.decode(body.subarray(1, 1 + (body[0] ?? 0)));
  if (name !== "SUBSCRIBE" && name !== "CANCEL") return undefined;
  const topic = body.subarray(1 + name.length);
  return concat([new Uint8Array([name === "SUBSCRIBE" ? 1 : 0]), topic]);
}

function isConnectionEnd(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.NotConnected ||
    error instanceof Deno.errors.UnexpectedEof ||
    error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted;
}

/** Where and how to connect. */
export interface ConnectOptions {
  /** Address of the other side; 127.0.0.1 unless told. */
  readonly hostname?: string;
  /** Its port. */
  readonly port: number;
  /** Kind of the own socket. */
  readonly type: SocketType;
  /** Name to give oneself; none unless told. */
  readonly identity?: string;
  /** Ends the attempts. */
  readonly signal?: AbortSignal;
}

/**
 * Connects to a socket, and keeps trying until somebody listens there.
 *
 * @throws {ZmtpError} If the other side speaks another protocol.
 * @throws The reason of `signal` once it is aborted.
 */
export async function connectPeer(options: ConnectOptions): Promise<Peer> {
  const { hostname = "127.0.0.1", port, type, identity, signal } = options;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const peer = new Peer(await Deno.connect({ hostname, port }));
      await peer.handshake(type, identity);
      if (type === "SUB") await peer.send([new Uint8Array([1])]);
      return peer;
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
