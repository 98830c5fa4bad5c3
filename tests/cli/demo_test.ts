import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).href;

/** Runs the command line in a process of its own, with a folder of its own for the cache. */
async function runDemo(args: string[], env: Record<string, string>) {
  const cache = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", MAIN, "demo", ...args],
      env: { TENSAUR_CACHE_DIR: cache, NO_COLOR: "1", ...env },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr), cache };
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

describe("demo", () => {
  it("demo() trains, tests, saves, loads and draws on wasm, and says what would be faster", async () => {
    const args = ["--epochs", "1", "--digits", "640"];
    const { code, stdout, stderr, cache } = await runDemo(args, {
      TENSAUR_ENGINE: "wasm",
      TENSAUR_LIBTENSORFLOW: "",
    });
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "Engine: tfjs wasm");
    assertStringIncludes(stdout, "Not TensorFlow: TENSAUR_ENGINE=wasm asks for another engine");
    assertStringIncludes(stdout, "unset TENSAUR_ENGINE");
    assertStringIncludes(stdout, "Training on 640 digits");
    assertStringIncludes(stdout, "Total params: 93322");
    assertStringIncludes(stdout, "Epoch 1/1 9/9 steps");
    assertStringIncludes(stdout, "val accuracy");
    assertStringIncludes(stdout, `Saved to ${cache}`);
    assertStringIncludes(stdout, "predictions differ by at most 0");
    assertStringIncludes(stdout, "% sure");
    assertStringIncludes(stdout, "Done in");
    assert(!stdout.includes("\x1b["), "colours where there is no terminal");
  });

  it("demo() says in one message what is wrong with a library path that was asked for", async () => {
    const { code, stdout, stderr } = await runDemo([], {
      TENSAUR_ENGINE: "",
      TENSAUR_LIBTENSORFLOW: "/nowhere/libtensorflow_cc.so.2",
    });
    assertEquals(code, 1);
    assertStringIncludes(stderr, "/nowhere/libtensorflow_cc.so.2");
    assertStringIncludes(stderr, "deno task setup");
    assert(!stderr.includes("    at "), `a stack trace is no help:\n${stderr}`);
    assertEquals(stdout, "");
  });

  it("demo() goes on with wasm when TensorFlow cannot be installed", {
    ignore: Deno.build.os !== "linux",
  }, async () => {
    const { code, stdout, stderr } = await runDemo(["--epochs", "1", "--digits", "64"], {
      TENSAUR_ENGINE: "",
      TENSAUR_LIBTENSORFLOW: "",
      // Neither Python nor uv on the path, and a network on which nobody answers.
      PATH: "/nonexistent",
      HTTPS_PROXY: "http://127.0.0.1:9",
      HTTP_PROXY: "http://127.0.0.1:9",
    });
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "installing it, this once");
    assertStringIncludes(stdout, "Engine: tfjs wasm");
    assertStringIncludes(stdout, "Not TensorFlow: Cannot");
    assertStringIncludes(stdout, "deno task setup");
    assertStringIncludes(stdout, "Done in");
  });

  it("demo() rejects numbers that are none", async () => {
    const { code, stderr } = await runDemo(["--epochs", "0"], {});
    assertEquals(code, 2);
    assertStringIncludes(stderr, "positive integer");
  });
});
