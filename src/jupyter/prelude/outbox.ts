/**
 * Hands messages to the kernel in order, and as fast as it can take them.
 *
 * @module
 */
import { jupyterApi } from "./internals.ts";

/** A message on its way out. */
export interface Outgoing {
  /** Jupyter message type. */
  readonly type: string;
  /** What it says. */
  readonly content: Record<string, unknown>;
  /** About the message. */
  readonly metadata: Record<string, unknown>;
  /** Bytes that go with it. */
  readonly buffers: readonly Uint8Array[];
}

/** Messages that versions of Deno which answer with a promise take in one turn; more lock them up. */
const AT_ONCE = 100;

/** Publishes messages. */
export class Outbox {
  #api = jupyterApi();
  #broadcast = this.#api.broadcast;
  #underway = 0;
  #queue: Outgoing[] = [];

  /** Publishes a message after all before it. */
  send(message: Outgoing): void {
    if (this.#queue.length > 0 || this.#underway >= AT_ONCE) {
      this.#queue.push(message);
      return;
    }
    const answer = this.#publish(message);
    if (answer === undefined) return;
    this.#underway++;
    void answer.then(() => {
      this.#underway--;
      if (this.#underway === 0) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      await this.#publish(next);
      this.#queue.shift();
    }
  }

  #publish({ type, content, metadata, buffers }: Outgoing): void | Promise<void> {
    return this.#broadcast.call(this.#api, type, content, { metadata, buffers: [...buffers] });
  }
}
