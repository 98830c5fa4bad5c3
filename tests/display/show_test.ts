import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { bundle, DISPLAY, show } from "../../src/display/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { Session } from "../../src/jupyter/mod.ts";

const root = new URL("../../", import.meta.url);

function shown(value: unknown): string {
  let text = "";
  show(value, { write: (part) => text += part });
  return text;
}

describe("show", () => {
  it("show() writes plain values as they are inspected", () => {
    assertEquals(shown("two\nlines"), "two\nlines");
    assertEquals(shown({ a: { b: [1, NaN] } }), "{ a: { b: [ 1, NaN ] } }");
    assertEquals(shown(undefined), "undefined");
    assertEquals(shown([]), "[]");
  });

  it("the console prints tensors and models in one line, wherever they are", async () => {
    await tf.ready();
    using x = tf.tensor([3, 1, 2]);
    assertEquals(Deno.inspect({ x: [x] }), "{ x: [ Tensor float32 [3] [3, 1, 2] ] }");
    using many = tf.zeros([100, 2], "int32");
    assertEquals(Deno.inspect(many), "Tensor int32 [100,2] [0, 0, 0, 0, 0, 0, 0, 0, …]");
    many.dispose();
    assertEquals(Deno.inspect(many), "Tensor int32 [100,2] disposed");
    const layers = [tf.layers.dense({ units: 3, inputShape: [2] })];
    const model = tf.sequential({ name: "small", layers });
    assertEquals(Deno.inspect(model), "Sequential small · 1 layer · 9 parameters");
    model.dispose();
  });

  it("show() leaves nothing in that moves the cursor or turns text round", () => {
    assertEquals(shown("\x1b[2Jx\u202ey"), "\\x1b[2Jx\\u202ey");
    const hostile = { toString: null, "\x1b[31m": "\x9b2J\u2066" };
    // deno-lint-ignore no-control-regex
    assert(!/[\x1b\x9b\u2066]/.test(shown(hostile)));
  });

  it("show() cuts long text and says how much is left", () => {
    const text = shown("x".repeat(1_000_000));
    assert(text.length < 21_000);
    assertStringIncludes(text, "980,000 more characters");
  });

  it("show() takes a value's own bundle", () => {
    const own = { [DISPLAY]: () => ({ "text/plain": "own", "text/html": "<b>own</b>" }) };
    assertEquals(shown(own), "own");
    assertEquals(bundle(own)["text/html"], "<b>own</b>");
    const bare = { [DISPLAY]: () => ({ "text/html": "<b>bare</b>" }) };
    assertStringIncludes(bundle(bare)["text/plain"], "Symbol(Jupyter.display)");
    const late = { [DISPLAY]: () => Promise.resolve({}) };
    assertThrows(() => bundle(late), TypeError, "asynchronous");
  });

  it("show() writes plain text to a stdout that is no terminal", async () => {
    const code = `import { show } from "${new URL("mod.ts", root)}";
      show({ a: 1 });
      show([{ b: "\\x1b[31m" }]);`;
    const { stdout, success } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", code],
      cwd: root,
    }).output();
    assert(success);
    assertEquals(
      new TextDecoder().decode(stdout),
      "{ a: 1 }\n   b\n0  \\x1b[31m\n1 row × 1 column\n",
    );
  });

  it("show() displays from anywhere in a cell, in order", async () => {
    const session = await Session.start();
    const seen: unknown[] = [];
    const code = `import { show } from "${new URL("mod.ts", root)}";
      function inner() { show([{ a: 1 }]); }
      console.log("before"); inner(); console.log("after"); show("last")`;
    const reply = await session.execute(code, {
      onOutput: ({ type, content }) => {
        const data = content.data as Record<string, string> | undefined;
        seen.push([type, data?.["text/plain"] ?? content.text]);
        if (data) assertEquals("text/html" in data, data["text/plain"] !== "last");
      },
    });
    await session.close();
    assertEquals(reply.status, "ok");
    assertEquals(seen, [
      ["stream", "before\n"],
      ["display_data", "   a\n0  1\n1 row × 1 column"],
      ["stream", "after\n"],
      ["display_data", "last"],
    ]);
  });

  it("tensors and models show themselves as the last value of a cell", async () => {
    const session = await Session.start({ env: { TENSAUR_ENGINE: "cpu" } });
    const seen: string[][] = [];
    const cells = [
      `import { tf } from "${new URL("mod.ts", root)}"; await tf.ready(); undefined`,
      "tf.tensor2d([[1, 2], [3, 4]])",
      "tf.variable(tf.scalar(1))",
      "tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })",
    ];
    for (const cell of cells) {
      await session.execute(cell, {
        onOutput: ({ type, content }) => {
          if (type === "execute_result") seen.push(Object.keys(content.data as object));
        },
      });
    }
    await session.close();
    assertEquals(seen, [
      ["text/html", "image/png", "text/plain"],
      ["text/html", "text/plain"],
      ["text/html", "text/plain"],
    ]);
  });
});
