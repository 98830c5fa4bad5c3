/**
 * The way to the page that shows the notebook, where the kernel has one.
 *
 * @module
 */

/** A message from the page. */
export interface PageMessage {
  /** What it says. */
  readonly data: Record<string, unknown>;
  /** About the message; an answer that has the same metadata is sent as an answer. */
  readonly metadata: Record<string, unknown>;
  /** Bytes that came with it. */
  readonly buffers: readonly Uint8Array[];
}

/** What goes with a message to the page. */
export interface SendOptions {
  /** About the message. */
  readonly metadata?: Record<string, unknown>;
  /** Bytes that go with it. */
  readonly buffers?: readonly Uint8Array[];
}

/** A comm: Jupyter's name for a line between an object here and one in the page. */
export interface Comm {
  /** Names the line on both sides. */
  readonly id: string;
  /** Sends data to the page. */
  send(data: Record<string, unknown>, options?: SendOptions): void;
  /** Calls the listener for each message from the page. */
  onMessage(listener: (message: PageMessage) => void): void;
  /** Calls the listener when the page closes the line. */
  onClose(listener: (message: PageMessage) => void): void;
  /** Closes the line on both sides. */
  close(): void;
}

/** Opens comms. */
export interface Comms {
  /** Opens a comm of the kind that `target` names. */
  open(target: string, options: SendOptions & { data: Record<string, unknown> }): Comm;
}

/** The comms of the kernel that runs this; `undefined` without one, and in kernels that have none. */
export function kernelComms(): Comms | undefined {
  const world = (globalThis as Record<symbol, unknown>)[Symbol.for("tensaur.notebook")];
  return (world as { comms?: Comms } | undefined)?.comms;
}
