/**
 * What cells show, in one line from here to the session.
 *
 * @module
 */
import process from "node:process";
import { cellStorage } from "./cell_context.ts";
import { type DisplayOptions, jupyterApi, newConsole } from "./internals.ts";
import { Outbox } from "./outbox.ts";
import { StandardPipes } from "./standard_pipes.ts";
import { StreamText } from "./stream_text.ts";

/** Key of the metadata that says which run of a cell a message belongs to. */
export const RUN_KEY = "tensaur_run";

/** Extras of a message. */
export interface SendOptions {
  /** About the message. */
  readonly metadata?: Record<string, unknown>;
  /** Bytes that go with it. */
  readonly buffers?: readonly Uint8Array[];
}

/** Publishes messages, each with the run that it belongs to. */
export class Output {
  #jupyter = jupyterApi();
  #outbox: Outbox;
  #text = new StreamText(({ name, text, run }) => this.#publish("stream", { name, text }, { run }));
  #last = 0;
  #pipes = StandardPipes.open();

  /** @param token Marks messages inside of printed text. */
  constructor(token: string) {
    this.#outbox = new Outbox(token);
  }

  /** Publishes a message of the cell whose code this is called from. */
  send(type: string, content: Record<string, unknown>, options: SendOptions = {}): void {
    this.#text.flush();
    this.#publish(type, content, { ...options, run: this.#run });
  }

  #publish(
    type: string,
    content: Record<string, unknown>,
    options: SendOptions & { run: number },
  ): void {
    const { metadata = {}, buffers = [], run } = options;
    this.#outbox.send({ type, content, metadata: { ...metadata, [RUN_KEY]: run }, buffers });
  }

  get #run(): number {
    return cellStorage.getStore()?.serial ?? this.#last;
  }

  /** Shows text. */
  write(name: "stdout" | "stderr", text: string): void {
    if (text !== "") this.#text.push({ name, text, run: this.#run });
  }

  /** Publishes text that waits for more. */
  flush(): void {
    this.#text.flush();
  }

  /** From now on, what no cell can be found for belongs to this run. */
  begin(serial: number): void {
    this.#last = serial;
  }

  /** Whether the process's own streams can be marked. */
  get marks(): boolean {
    return this.#pipes !== undefined;
  }

  /** Writes to the process's own streams, past everything here. */
  mark(text: string): void {
    this.#pipes?.write(text);
  }

  /** Lets the console, the standard streams and `Deno.jupyter` publish here. */
  install(): void {
    const console = newConsole((text, level) => this.write(level > 1 ? "stderr" : "stdout", text));
    if (console) Object.assign(globalThis.console, methodsOf(console));
    for (const name of ["stdout", "stderr"] as const) this.#takeStream(name);
    this.#pipes?.join();
    this.#jupyter.broadcast = (type, content, options) => this.send(type, content, options);
    this.#jupyter.display = (value, options) => this.#display(value, options);
  }

  #takeStream(name: "stdout" | "stderr"): void {
    const decoder = new TextDecoder();
    const writeSync = (bytes: Uint8Array) => {
      this.write(name, decoder.decode(bytes, { stream: true }));
      return bytes.length;
    };
    Object.assign(Deno[name], {
      writeSync,
      write: (bytes: Uint8Array) => Promise.resolve(writeSync(bytes)),
    });
    // The signature of Node: text or bytes, then an encoding or the callback.
    const write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      writeSync(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
      const callback = rest.find((value) => typeof value === "function");
      if (callback) queueMicrotask(callback as () => void);
      return true;
    };
    process[name].write = write as typeof process.stdout.write;
  }

  async #display(value: unknown, options: DisplayOptions = {}): Promise<void> {
    const { raw = false, update = false, display_id } = options;
    const bundle = raw && typeof value === "object" && value !== null && !Array.isArray(value);
    const data = bundle ? value : await this.#jupyter.format(value);
    this.send(update ? "update_display_data" : "display_data", {
      data,
      metadata: {},
      transient: display_id === undefined ? {} : { display_id },
    });
  }
}

function methodsOf(console: Console): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(console).filter(([, value]) => typeof value === "function"),
  );
}
