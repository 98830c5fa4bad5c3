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

/**
 * Messages in one turn of the event loop, in versions of Deno that answer with a promise. Each takes a
 * share of what one turn may do; one beyond that is never sent, and nothing after it.
 */
const PER_TURN = 50;

/** Publishes messages. */
export class Outbox {
  #api = jupyterApi();
  #broadcast = this.#api.broadcast;
  #taken = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #queue: Outgoing[] = [];

  /** Publishes a message after all before it. */
  send(message: Outgoing): void {
    if (this.#queue.length > 0 || this.#taken >= PER_TURN) this.#queue.push(message);
    else this.#publish(message);
  }

  /** Goes on after V8 has cut code off, and with it perhaps what was to happen here. */
  recover(): void {
    clearTimeout(this.#timer);
    this.#turn();
  }

  #turn(): void {
    this.#timer = undefined;
    this.#taken = 0;
    while (this.#queue.length > 0 && this.#taken < PER_TURN) this.#publish(this.#queue.shift()!);
  }

  #publish({ type, content, metadata, buffers }: Outgoing): void {
    const options = { metadata, buffers: [...buffers] };
    if (this.#broadcast.call(this.#api, type, content, options) === undefined) return;
    this.#taken++;
    this.#timer ??= setTimeout(() => this.#turn(), 0);
  }
}
