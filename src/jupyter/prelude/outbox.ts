/**
 * The way out for messages: in order, at once, also while a cell computes.
 *
 * @module
 */
import { type Outgoing, printMessage } from "../printed_message.ts";
import { jupyterApi } from "./internals.ts";

/** Publishes messages. */
export class Outbox {
  #publish: (message: Outgoing) => void;

  /**
   * @param token Marks messages inside of printed text.
   */
  constructor(token: string) {
    const api = jupyterApi();
    const { broadcast } = api;
    const { log } = globalThis.console;
    // Before Deno 2.9 publishing is asynchronous: it comes to a halt after 128 messages in one turn, and
    // now and then two threads of it wait for each other for ever. What is printed never does.
    const asynchronous = broadcast.constructor.name === "AsyncFunction";
    this.#publish = asynchronous
      ? (message) => log(printMessage(token, message))
      : ({ type, content, metadata, buffers }) => {
        void broadcast.call(api, type, content, { metadata, buffers: [...buffers] });
      };
  }

  /** Publishes a message after all before it. */
  send(message: Outgoing): void {
    this.#publish(message);
  }
}
