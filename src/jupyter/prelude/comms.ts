/**
 * Comms: lines between cells and what they show in the page.
 *
 * @module
 */
import { AsyncResource } from "node:async_hooks";
import type { CommMessage, CommType } from "../side_message.ts";
import type { Output, SendOptions } from "./output.ts";

/** What a comm brings. */
export interface CommEvent {
  /** What was sent. */
  readonly data: Record<string, unknown>;
  /** About the message. */
  readonly metadata: Record<string, unknown>;
  /** Bytes that came with it. */
  readonly buffers: readonly Uint8Array[];
}

/** How a comm is opened. */
export interface CommOptions extends SendOptions {
  /** What the other side learns first. */
  readonly data?: Record<string, unknown>;
  /** Names the comm; a new name unless told. */
  readonly id?: string;
}

type Listener = (event: CommEvent) => void;

/** One line. */
export class Comm {
  /** Its name. */
  readonly id: string;
  /** What it is for. */
  readonly target: string;
  #send: (type: CommType, content: Record<string, unknown>, options?: SendOptions) => void;
  #listeners: Record<"message" | "close", Listener[]> = { message: [], close: [] };
  #closed = false;

  /** Cells get comms from `comms.open()` and `comms.register()`. */
  constructor(
    names: { id: string; target: string },
    send: (type: CommType, content: Record<string, unknown>, options?: SendOptions) => void,
  ) {
    this.id = names.id;
    this.target = names.target;
    this.#send = send;
  }

  /** Whether either side has closed it. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Sends data to the page; once it is closed, nothing. */
  send(data: Record<string, unknown>, options: SendOptions = {}): void {
    if (!this.#closed) this.#send("comm_msg", { comm_id: this.id, data }, options);
  }

  /** Calls the listener for each message from the page; what it shows belongs to this cell. */
  onMessage(listener: Listener): void {
    this.#listeners.message.push(AsyncResource.bind(listener));
  }

  /** Calls the listener when the page closes the comm. */
  onClose(listener: Listener): void {
    this.#listeners.close.push(AsyncResource.bind(listener));
  }

  /** Closes it on both sides; a second call does nothing. */
  close(data: Record<string, unknown> = {}): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#send("comm_close", { comm_id: this.id, data });
  }

  /** Hands on what came from the page. */
  receive(kind: "message" | "close", event: CommEvent): void {
    if (kind === "close") this.#closed = true;
    for (const listener of this.#listeners[kind]) listener(event);
  }
}

/** All comms of the cells. */
export class Comms {
  #output: Output;
  #open = new Map<string, Comm>();
  #targets = new Map<string, (comm: Comm, event: CommEvent) => void>();

  /** @param output Where messages leave. */
  constructor(output: Output) {
    this.#output = output;
  }

  /** Names of the open comms and what they are for. */
  get list(): ReadonlyMap<string, Comm> {
    return this.#open;
  }

  /** Opens a comm to the page. */
  open(target: string, options: CommOptions = {}): Comm {
    const { data = {}, id = crypto.randomUUID(), ...rest } = options;
    const comm = this.#add(id, target);
    this.#output.send("comm_open", { comm_id: id, target_name: target, data }, rest);
    return comm;
  }

  /** Calls the function for each comm that the page opens for the target. */
  register(target: string, opened: (comm: Comm, event: CommEvent) => void): void {
    this.#targets.set(target, AsyncResource.bind(opened));
  }

  #add(id: string, target: string): Comm {
    const comm = new Comm({ id, target }, (type, content, options) => {
      if (type === "comm_close") this.#open.delete(id);
      this.#output.send(type, content, options);
    });
    this.#open.set(id, comm);
    return comm;
  }

  /** Takes a message of the page. */
  receive(message: CommMessage): void {
    const { type, content, metadata = {}, buffers = [] } = message;
    const id = String(content.comm_id);
    const event = { data: (content.data ?? {}) as Record<string, unknown>, metadata, buffers };
    const comm = this.#open.get(id);
    if (type === "comm_open") return this.#opened(id, String(content.target_name), event);
    if (type === "comm_close") this.#open.delete(id);
    comm?.receive(type === "comm_close" ? "close" : "message", event);
  }

  #opened(id: string, target: string, event: CommEvent): void {
    const opened = this.#targets.get(target);
    // The protocol's answer to a target that nobody knows.
    if (!opened) return this.#output.send("comm_close", { comm_id: id, data: {} });
    opened(this.#add(id, target), event);
  }
}
