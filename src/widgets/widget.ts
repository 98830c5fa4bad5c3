/**
 * Controls and pictures of one's own in a notebook, which talk with the cells.
 *
 * @module
 */
import { AsyncResource } from "node:async_hooks";
import { packState, unpackState } from "./packed_state.ts";
import { type Comm, kernelComms, type PageMessage } from "./page.ts";

/** What a widget is made of. */
export interface WidgetOptions<S extends object> {
  /**
   * Source or address of a JavaScript module for the page, as anywidget describes it: its default
   * export has `render({ model, el })`, and `model.get()`, `model.set()`, `model.save_changes()`,
   * `model.on()` and `model.send()` talk with this side.
   */
  readonly esm: string;
  /** Style sheet for what is rendered. */
  readonly css?: string;
  /** What both sides share: JSON, and typed arrays, which travel as bytes. */
  readonly state: S;
}

/** Names of the events of a widget, and what their listeners get. */
export type WidgetEvents<S extends object> =
  & { [K in keyof S & string as `change:${K}`]: [value: S[K]] }
  & { "msg:custom": [content: unknown, buffers: readonly Uint8Array[]] };

/** Version of the protocol of ipywidgets that is spoken. */
const PROTOCOL = { version: "2.1.0" };

/** Fields that let the page find anywidget, whichever version it has. */
const MODEL = {
  _model_module: "anywidget",
  _model_module_version: "*",
  _model_name: "AnyModel",
  _view_module: "anywidget",
  _view_module_version: "*",
  _view_name: "AnyView",
  _view_count: null,
};

/** In the page a style sheet needs a name, and those that are the same need one only once. */
const styleNames = new Map<string, string>();

function nameOfStyle(css: string): string {
  const name = styleNames.get(css) ?? `tensaur-${crypto.randomUUID()}`;
  styleNames.set(css, name);
  return name;
}

/**
 * State that lives here and in the page, and the picture of it there. As the last value of a cell it
 * is shown. Without a kernel that hears the page (the stock one, a script) it only keeps its state,
 * and shows as text that says so.
 */
export class Widget<S extends object> {
  #state: S;
  #source: Record<string, string>;
  #listeners = new Map<string, Set<(...values: unknown[]) => void>>();
  #comm: Comm | undefined;

  /** Opens the line to the page, where there is one. */
  constructor(options: WidgetOptions<S>) {
    const { esm, css, state } = options;
    if (typeof esm !== "string" || esm === "") {
      throw new TypeError(
        `Cannot make a widget: esm must be the source or the address of a module, got ${typeof esm}`,
      );
    }
    this.#state = { ...state };
    this.#source = {
      _esm: esm,
      ...(css !== undefined && { _css: css, _anywidget_id: nameOfStyle(css) }),
    };
    this.#comm = this.#open();
  }

  /** Whether the page hears it and it the page. */
  get live(): boolean {
    return this.#comm !== undefined;
  }

  /** The state as it is now. */
  get state(): Readonly<S> {
    return { ...this.#state };
  }

  /** One value of the state. */
  get<K extends keyof S>(name: K): S[K] {
    return this.#state[name];
  }

  /** Changes values here and in the page, and tells the listeners of those that are new. */
  set(changes: Partial<S>): void {
    const { state, paths, buffers } = packState(changes);
    this.#comm?.send({ method: "update", state, buffer_paths: paths }, { buffers });
    this.#change(changes);
  }

  /**
   * Listens to changes of a value (`"change:value"`), from either side, or to what the page sends
   * with `model.send()` (`"msg:custom"`). What a listener prints is shown below the cell that called
   * this.
   *
   * @returns Ends the listening.
   */
  on<E extends keyof WidgetEvents<S> & string>(
    event: E,
    listener: (...values: WidgetEvents<S>[E] extends infer V extends unknown[] ? V : never) => void,
  ): () => void {
    const bound = AsyncResource.bind(listener) as (...values: unknown[]) => void;
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(bound));
    return () => listeners.delete(bound);
  }

  /** Sends something that is no state; the page gets it in `model.on("msg:custom")`. */
  send(content: unknown, buffers: readonly Uint8Array[] = []): void {
    this.#comm?.send({ method: "custom", content }, { buffers });
  }

  /** Ends the connection; the page takes the widget away. A second call does nothing. */
  close(): void {
    this.#comm?.close();
    this.#comm = undefined;
  }

  /** Representations by MIME type, as Deno's kernels ask for them. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    const text = `Widget ${Deno.inspect(this.#state, { colors: false })}`;
    if (!this.#comm) return { "text/plain": `${text}\n${whyDeaf()}` };
    return {
      "application/vnd.jupyter.widget-view+json": {
        version_major: 2,
        version_minor: 1,
        model_id: this.#comm.id,
      },
      "text/plain": text,
    };
  }

  #open(): Comm | undefined {
    const { state, paths, buffers } = this.#packed();
    const comm = kernelComms()?.open("jupyter.widget", {
      data: { state, buffer_paths: paths },
      metadata: PROTOCOL,
      buffers,
    });
    comm?.onMessage((message) => this.#hear(message));
    comm?.onClose(() => this.#comm = undefined);
    return comm;
  }

  #packed() {
    return packState({ ...MODEL, ...this.#source, ...this.#state });
  }

  #hear({ data, metadata, buffers }: PageMessage): void {
    if (data.method === "request_state") {
      const { state, paths, buffers } = this.#packed();
      // The page takes only an answer to its own question.
      this.#comm?.send({ method: "update", state, buffer_paths: paths }, { metadata, buffers });
    } else if (data.method === "custom") {
      this.#tell("msg:custom", data.content, buffers);
    } else if (data.method === "update") {
      const paths = (data.buffer_paths ?? []) as (string | number)[][];
      const sent = unpackState(data.state as Record<string, unknown>, paths, buffers);
      // Other pages that show the same notebook follow; the one that moved knows its own change.
      const echo = { method: "echo_update", state: data.state, buffer_paths: paths };
      this.#comm?.send(echo, { metadata, buffers });
      const own = Object.entries(sent).filter(([name]) => Object.hasOwn(this.#state, name));
      this.#change(Object.fromEntries(own) as Partial<S>);
    }
  }

  #change(changes: Partial<S>): void {
    const old = this.#state;
    this.#state = { ...old, ...changes };
    for (const name of Object.keys(changes) as (keyof S & string)[]) {
      if (!Object.is(old[name], this.#state[name])) this.#tell(`change:${name}`, this.#state[name]);
    }
  }

  #tell(event: string, ...values: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...values);
  }
}

function whyDeaf(): string {
  return 'It cannot be moved here: only the kernel that "tensaur kernel install --user" installs ' +
    "passes on what happens in the page";
}

/**
 * Makes a widget.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { widget } from "./mod.ts";
 *
 * const name = widget({
 *   esm: `export default {
 *     render({ model, el }) {
 *       const input = document.createElement("input");
 *       input.oninput = () => { model.set("text", input.value); model.save_changes(); };
 *       el.append(input);
 *     },
 *   };`,
 *   state: { text: "" },
 * });
 * name.on("change:text", (text) => assertEquals(text, "Ada"));
 * name.set({ text: "Ada" });
 * ```
 */
export function widget<S extends object>(options: WidgetOptions<S>): Widget<S> {
  return new Widget(options);
}
