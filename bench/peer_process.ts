/**
 * A peer: a child process that stays, and answers one line to each line (protocol.ts).
 *
 * @module
 */

import { reason } from "./install/command.ts";
import type { Hello, Refusal, Request, Timed } from "./protocol.ts";

/** How a peer's process is started. */
export interface Launch {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  /** Variables on top of the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Thrown when a peer cannot do what it was asked, with the reason in one line. */
export class PeerError extends Error {
  /** Name of the class. */
  override readonly name = "PeerError";
}

/** How much of what a peer writes to stderr is kept, in characters. */
const KEPT = 4_000;

/** A running peer. */
export class PeerProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #drained: Promise<void>;
  #complaints = "";
  #ended = false;

  /** Starts the process. */
  constructor({ command: [program, ...args], env }: Launch) {
    this.#child = new Deno.Command(program, {
      args,
      // Colours would get into the reasons.
      env: { NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#lines = this.#child.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(lineStream())
      .getReader();
    this.#drained = this.#keepComplaints();
  }

  /** Number of the process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Whether the process has ended or was ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Asks who the peer is. */
  async hello(seconds = 120): Promise<Hello> {
    return await this.#ask({ do: "hello" }, seconds) as Hello;
  }

  /**
   * Asks for something that takes time.
   *
   * @returns Milliseconds per iteration.
   * @throws {PeerError} When the peer refuses, ends, or takes longer than `seconds`; in the last
   *   case it is ended.
   */
  async time(request: Exclude<Request, { do: "hello" }>, seconds = 600): Promise<number> {
    return (await this.timed(request, seconds)).ms;
  }

  /** The same with what the first iteration has computed, for a request that opens a job. */
  async timed(request: Exclude<Request, { do: "hello" }>, seconds = 600): Promise<Timed> {
    return await this.#ask(request, seconds) as Timed;
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) {
      this.#ended = true;
      await this.#writer.close().catch(ignoreBrokenPipe);
      const patience = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
      await this.#child.status;
      clearTimeout(patience);
    }
    await this.#drained;
    await this.#lines.cancel();
  }

  async #ask(request: Request, seconds: number): Promise<Hello | Timed> {
    if (this.#ended) throw new PeerError("the process has ended");
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), seconds * 1e3);
    });
    try {
      // A process that ended already closes its pipe; reading tells that, too, with its reason.
      this.#writer.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`))
        .catch(ignoreBrokenPipe);
      const answer = await Promise.race([this.#lines.read(), tooLate]);
      if (answer === "late") {
        await this.#kill();
        throw new PeerError(`took longer than ${seconds} s`);
      }
      if (answer.done) {
        const { code, signal } = await this.#kill();
        throw new PeerError(
          `the process ended with ${signal ?? code}: ${reason(this.#complaints)}`,
        );
      }
      const reply = JSON.parse(answer.value) as Hello | Timed | Refusal;
      if ("error" in reply) throw new PeerError(reply.error);
      return reply;
    } finally {
      clearTimeout(timer);
    }
  }

  async #kill(): Promise<Deno.CommandStatus> {
    if (!this.#ended) {
      this.#ended = true;
      try {
        this.#child.kill("SIGKILL");
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // it has ended by itself
      }
    }
    const status = await this.#child.status;
    await this.#drained;
    return status;
  }

  async #keepComplaints(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#complaints = (this.#complaints + text).slice(-KEPT);
    }
  }
}

/** Cuts text into lines. */
function lineStream(): TransformStream<string, string> {
  let rest = "";
  return new TransformStream({
    transform(text, controller) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) controller.enqueue(line);
    },
  });
}

function ignoreBrokenPipe(error: unknown): void {
  if (error instanceof Deno.errors.BrokenPipe || error instanceof TypeError) return;
  throw error;
}
