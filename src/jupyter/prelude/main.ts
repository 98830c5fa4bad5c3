/**
 * Begins the child's side: the first cell of each session imports this and calls `install()`.
 *
 * @module
 */
import type { ChildSettings, ToChild } from "../side_message.ts";
import { Channel } from "./channel.ts";
import { Comms } from "./comms.ts";
import { installInput } from "./input.ts";
import { Output } from "./output.ts";
import { Reloader } from "./reload.ts";
import { Runner } from "./runner.ts";
import { installStackFrames } from "./stack_frames.ts";
import { watchLibraries } from "./standard_pipes.ts";
import { iterate, wait } from "./waiting.ts";

/** What cells and libraries find under `globalThis[Symbol.for("tensaur.notebook")]`. */
export interface NotebookWorld {
  /** Path of the notebook, if it is known. */
  readonly path: string | undefined;
  /** Number of the run that this is asked in; no two runs of a session have the same. */
  readonly cell: number | undefined;
  /** Aborted by Stop while a cell runs. */
  readonly signal: AbortSignal | undefined;
  /** Lines to what cells show in the page. */
  readonly comms: Comms;
  /** Imports a local module as it is now, with the edited ones that it imports. */
  reload(specifier: string): Promise<Record<string, unknown>>;
}

/** Puts everything in place. */
export async function install(settings: ChildSettings): Promise<void> {
  const { port, token, notebook, scratch } = settings;
  const output = new Output(token);
  let channel: Channel | undefined;
  output.install();
  installStackFrames();
  const runner = new Runner(output, token);
  const comms = new Comms(output);
  const reloader = new Reloader(scratch);
  const world: NotebookWorld = {
    path: notebook,
    get cell() {
      return runner.cell;
    },
    get signal() {
      return runner.signal;
    },
    comms,
    reload: (specifier) => reloader.reload(specifier),
  };
  hide({
    [Symbol.for("tensaur.notebook")]: world,
    [Symbol.for("tensaur.connect")]: connect,
    __tensaur_wait: wait,
    __tensaur_iterate: iterate,
    _: undefined,
  });
  installInput(output);
  watchTests(() => runner.noteTest());
  watchLibraries((path) => channel?.send({ kind: "library", path }));
  // Ctrl+C reaches every process of a terminal; the session says what it means.
  Deno.addSignalListener("SIGINT", () => {});
  await connect();

  /** V8, when it cuts code off, may take along what waits for the session's messages. */
  async function connect(): Promise<void> {
    const opened = await Channel.open(port, { token, marks: output.marks });
    channel = opened;
    void opened.listen(handle).then(() => {
      if (channel === opened) Deno.exit(0);
    });
  }

  function handle(message: ToChild, buffers: Uint8Array[]): void {
    if (message.kind === "run") return void runner.run(message.request);
    if (message.kind === "abandon") return runner.abandon(message.serial);
    if (message.kind === "stop") {
      channel?.send({ kind: "stopping", serial: message.serial });
      return runner.stop(message.serial);
    }
    // What a listener of the user throws is shown, and must not end this loop.
    setTimeout(() => comms.receive({ ...message.message, buffers }), 0);
  }
}

/** Tells of each test that a cell makes. */
function watchTests(made: () => void): void {
  const test = Deno.test;
  const watched = new Proxy(test, {
    apply(target, self, values) {
      made();
      return Reflect.apply(target, self, values);
    },
  });
  Object.defineProperty(Deno, "test", { value: watched, writable: true, configurable: true });
}

/** Sets globals that do not show up in lists of what is there. */
function hide(values: Record<string | symbol, unknown>): void {
  for (const key of Reflect.ownKeys(values)) {
    Object.defineProperty(globalThis, key, {
      value: values[key],
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }
}
