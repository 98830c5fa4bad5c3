import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { afterEach, beforeEach, describe, it } from "@std/testing/bdd";
import { packState, unpackState } from "../../src/widgets/packed_state.ts";
import type { Comm, PageMessage, SendOptions } from "../../src/widgets/page.ts";
import { button, slider, type Widget, widget } from "../../src/widgets/mod.ts";

const world = globalThis as Record<symbol, unknown>;
const key = Symbol.for("tensaur.notebook");

/** Stands for the kernel: keeps what is sent, and speaks for the page. */
class FakePage {
  readonly sent: { data: Record<string, unknown>; options: SendOptions }[] = [];
  target = "";
  closed = false;
  #hear: (message: PageMessage) => void = () => {};
  #close: (message: PageMessage) => void = () => {};

  readonly comms = {
    open: (target: string, options: SendOptions & { data: Record<string, unknown> }): Comm => {
      this.target = target;
      this.sent.push({ data: options.data, options });
      return {
        id: "line 1",
        send: (data, options = {}) => void this.sent.push({ data, options }),
        onMessage: (listener) => this.#hear = listener,
        onClose: (listener) => this.#close = listener,
        close: () => this.closed = true,
      };
    },
  };

  says(data: Record<string, unknown>, buffers: Uint8Array[] = []): void {
    this.#hear({ data, metadata: { from: "page" }, buffers });
  }

  leaves(): void {
    this.#close({ data: {}, metadata: {}, buffers: [] });
  }

  get last() {
    return this.sent.at(-1)!;
  }
}

const shown = (one: Widget<never>) =>
  (one as unknown as Record<symbol, () => Record<string, unknown>>)[
    Symbol.for("Jupyter.display")
  ]!();

describe("widget in the kernel", () => {
  let page: FakePage;

  beforeEach(() => {
    page = new FakePage();
    world[key] = { comms: page.comms };
  });

  afterEach(() => {
    delete world[key];
  });

  it("widget() opens a model that the page builds with anywidget", () => {
    const made = widget({ esm: "export default {}", css: "a {}", state: { value: 3 } });
    assertEquals(page.target, "jupyter.widget");
    const { state, buffer_paths } = page.last.data as Record<string, Record<string, unknown>>;
    assertEquals(state!._model_module, "anywidget");
    assertEquals(state!._esm, "export default {}");
    assertEquals(state!._css, "a {}");
    assertEquals(state!.value, 3);
    assertEquals(buffer_paths, [] as never);
    assertEquals(page.last.options.metadata, { version: "2.1.0" });
    const bundle = shown(made as never);
    assertEquals(bundle["application/vnd.jupyter.widget-view+json"], {
      version_major: 2,
      version_minor: 1,
      model_id: "line 1",
    });
    assertStringIncludes(String(bundle["text/plain"]), "value: 3");
    assert(made.live);
  });

  it("set() tells the page and the listeners of what is new", () => {
    const made = slider({ value: 3 });
    const heard: number[] = [];
    const end = made.on("change:value", (value) => heard.push(value));
    made.set({ value: 4 });
    assertEquals(page.last.data, { method: "update", state: { value: 4 }, buffer_paths: [] });
    made.set({ value: 4, label: "same" });
    end();
    made.set({ value: 5 });
    assertEquals(heard, [4]);
    assertEquals(made.state.label, "same");
  });

  it("on() hears the page, and other pages get the change too", () => {
    const made = slider();
    const heard: number[] = [];
    made.on("change:value", (value) => heard.push(value));
    page.says({ method: "update", state: { value: 7, unknown: 1 }, buffer_paths: [] });
    assertEquals(heard, [7]);
    assertEquals(made.get("value"), 7);
    assert(!("unknown" in made.state), "the page must not invent state");
    assertEquals(page.last.data.method, "echo_update");
    assertEquals(page.last.options.metadata, { from: "page" });
  });

  it("on() hears messages that are no state, with their bytes", () => {
    const made = button({ label: "Go" });
    const heard: unknown[] = [];
    made.on("msg:custom", (content, buffers) => heard.push(content, buffers[0]?.[0]));
    page.says({ method: "custom", content: { a: 1 } }, [new Uint8Array([9])]);
    assertEquals(heard, [{ a: 1 }, 9]);
    made.send({ b: 2 }, [new Uint8Array([8])]);
    assertEquals(page.last.data, { method: "custom", content: { b: 2 } });
    assertEquals(page.last.options.buffers?.length, 1);
  });

  it("gives a page that was loaded anew the state as it is now", () => {
    const made = slider({ value: 1 });
    made.set({ value: 2 });
    page.says({ method: "request_state" });
    const { method, state } = page.last.data as { method: string; state: { value: number } };
    assertEquals([method, state.value], ["update", 2]);
    assertEquals(page.last.options.metadata, { from: "page" });
  });

  it("close() ends it on both sides, and so does the page", () => {
    const first = slider();
    first.close();
    first.close();
    assert(page.closed);
    const count = page.sent.length;
    first.set({ value: 9 });
    assertEquals(page.sent.length, count);
    assertEquals(first.get("value"), 9);

    const second = slider();
    page.leaves();
    assert(!second.live);
  });
});

describe("widget without a kernel that hears the page", () => {
  it("widget() keeps its state and says what is missing", () => {
    const made = slider({ value: 3, label: "rate" });
    const heard: number[] = [];
    made.on("change:value", (value) => heard.push(value));
    made.set({ value: 4 });
    assertEquals(heard, [4]);
    assert(!made.live);
    const bundle = shown(made as never);
    assertEquals(Object.keys(bundle), ["text/plain"]);
    assertStringIncludes(String(bundle["text/plain"]), "value: 4");
    assertStringIncludes(String(bundle["text/plain"]), "tensaur kernel install --user");
  });

  it("slider() rejects values that do not fit together", () => {
    assertThrows(() => slider({ min: 5, max: 5 }), RangeError, "min 5, max 5");
    assertThrows(() => slider({ value: 200 }), RangeError, "value 200");
    assertThrows(() => slider({ step: 0 }), RangeError, "step 0");
    assertThrows(() => slider({ max: NaN }), RangeError, "max NaN");
  });

  it("widget() rejects a module that is no text", () => {
    assertThrows(() => widget({ esm: "", state: {} }), TypeError, "esm");
  });
});

describe("packState()", () => {
  it("takes bytes out and unpackState() puts them back, wherever they are", () => {
    const state = { a: new Float32Array([1, 2]), b: { a: 1, c: [0, new Uint8Array([3])] }, d: "x" };
    const packed = packState(state);
    assertEquals(packed.state, { b: { a: 1, c: [0, null] }, d: "x" });
    assertEquals(packed.paths, [["a"], ["b", "c", 1]]);
    assertEquals(packed.buffers.map((bytes) => bytes.length), [8, 1]);
    const whole = unpackState(packed.state, packed.paths, packed.buffers);
    assertEquals(whole.b, { a: 1, c: [0, new Uint8Array([3])] });
    assertEquals(new Float32Array((whole.a as Uint8Array).buffer), new Float32Array([1, 2]));
  });

  it("unpackState() leaves out what leads nowhere", () => {
    assertEquals(unpackState({ a: 1 }, [["b", "c"], ["a", "d"], []], [new Uint8Array(1)]), {
      a: 1,
    });
  });
});
