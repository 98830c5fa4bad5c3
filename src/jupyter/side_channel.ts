/**
 * The session's end of the line to its child that works while a cell awaits.
 *
 * @module
 */
import type { ToChild, ToSession } from "./side_message.ts";
import type { Peer } from "./zmtp.ts";
import { SocketServer } from "./zmtp_server.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Waits for the child and talks to it. */
export class SideChannel {
  /** What the child has to show. */
  readonly token = crypto.randomUUID();
  #server: SocketServer;
  #ready = Promise.withResolvers<{ marks: boolean }>();
  #child: Peer | undefined;

  /** @param onMessage Told of what the child says. */
  constructor(onMessage: (message: ToSession) => void) {
    this.#server = new SocketServer({
      type: "ROUTER",
      onMessage: (peer, frames) => {
        const message = parse(frames[0]!);
        if (peer === this.#child) onMessage(message);
        else if (message.kind === "hello" && message.token === this.token) {
          // After Stop the child comes anew; the line that it had may be dead.
          const before = this.#child;
          this.#child = peer;
          before?.close();
          this.#ready.resolve({ marks: message.marks });
        } // Anybody on this machine can come to a port.
        else peer.close();
      },
    });
  }

  /** Port that the child connects to. */
  get port(): number {
    return this.#server.port;
  }

  /** Resolves once the child is there; says whether it marks the ends of runs. */
  get ready(): Promise<{ marks: boolean }> {
    return this.#ready.promise;
  }

  /** Tells the child something; nothing if it is not there. */
  send(message: ToChild, buffers: readonly Uint8Array[] = []): void {
    void this.#child?.send([encoder.encode(JSON.stringify(message)), ...buffers]);
  }

  /** Ends the line. */
  async close(): Promise<void> {
    await this.#server.close();
  }
}

function parse(frame: Uint8Array): ToSession {
  try {
    return JSON.parse(decoder.decode(frame));
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: "hello", token: "", marks: false };
    throw error;
  }
}
