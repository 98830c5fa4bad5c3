/**
 * The process that runs the cells: started at once, and anew whenever it has ended.
 *
 * @module
 */
import { Session, type SessionOptions } from "../jupyter/session.ts";
import type { CommMessage } from "../jupyter/side_message.ts";

/** What is told of the process. */
export interface ChildHandlers {
  /** It ended although nobody closed it; a new one is being started. */
  readonly onEnd: (reason: string) => void;
  /** Cells sent a message of a comm. */
  readonly onComm: (message: CommMessage) => void;
}

/** A session that is always there, or about to be. */
export class Child {
  #options: SessionOptions;
  #handlers: ChildHandlers;
  #session: Promise<Session> | undefined;
  #closed = false;

  /** Starts the process. */
  constructor(options: SessionOptions, handlers: ChildHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#launch();
  }

  /**
   * The session, once it has started.
   *
   * @throws {ChildError} If it cannot be started; the next call tries again.
   */
  ready(): Promise<Session> {
    return this.#session ?? this.#launch();
  }

  /** Ends the process. */
  async close(): Promise<void> {
    this.#closed = true;
    const session = await this.#session?.catch(() => undefined);
    await session?.close();
  }

  #launch(): Promise<Session> {
    const started = Session.start(this.#options);
    this.#session = started;
    started.then((session) => this.#watch(session), () => {
      this.#session = undefined;
    });
    return started;
  }

  async #watch(session: Session): Promise<void> {
    session.onComm = this.#handlers.onComm;
    const status = await session.exited;
    if (this.#closed) return;
    this.#handlers.onEnd(describeEnd(status));
    this.#launch();
    await session.close();
  }
}

/** How a process ended, as a sentence that goes on. */
export function describeEnd({ code, signal }: Deno.CommandStatus): string {
  if (signal === "SIGKILL") {
    return "was killed (SIGKILL), often because the memory was full";
  }
  return signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
}
