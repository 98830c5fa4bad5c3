/**
 * The line to the session that works while a cell awaits.
 *
 * @module
 */
import type { ToChild, ToSession } from "../side_message.ts";
import { connectPeer, type Peer } from "../zmtp.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Connection to the session. */
export class Channel {
  #peer: Peer;

  private constructor(peer: Peer) {
    this.#peer = peer;
  }

  /** Connects and says who this is. */
  static async open(port: number, hello: { token: string; marks: boolean }): Promise<Channel> {
    const channel = new Channel(await connectPeer({ port, type: "DEALER" }));
    channel.send({ kind: "hello", ...hello });
    return channel;
  }

  /** Tells the session something. */
  send(message: ToSession): void {
    void this.#peer.send([encoder.encode(JSON.stringify(message))]);
  }

  /** Hands on each message; returns when the session is gone. */
  async listen(handle: (message: ToChild, buffers: Uint8Array[]) => void): Promise<void> {
    for (;;) {
      const frames = await this.#peer.receive();
      if (frames === undefined) return;
      const [first, ...buffers] = frames;
      handle(JSON.parse(decoder.decode(first)) as ToChild, buffers);
    }
  }
}
