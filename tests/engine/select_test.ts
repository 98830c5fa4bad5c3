import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { findLibraries } from "../../src/engine/install/find.ts";

const MODULE = new URL("../../mod.ts", import.meta.url).href;

/** Runs a script with the engine in a process of its own: a process chooses once. */
async function choose(
  script: string,
  env: Record<string, string> = {},
): Promise<{ success: boolean; stdout: string; stderr: string }> {
  const code = `import { engine, tf } from "${MODULE}"; ${script}`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", code],
    env: { NO_COLOR: "1", ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { success, stdout: text(stdout), stderr: text(stderr) };
}

const SHOW = "console.log(JSON.stringify(engine.info()));";
const EMPTY = {
  TENSAUR_LIBTENSORFLOW: "",
  TENSAUR_CACHE_DIR: "/nonexistent",
  HOME: "/nonexistent",
};

// A cold npm cache is filled, with a line for each package, by whoever comes first.
beforeAll(async () => {
  await choose("await tf.ready();");
  await choose("await tf.ready();", { TENSAUR_ENGINE: "wasm" });
});

describe("ready()", () => {
  it("takes the engine that TENSAUR_ENGINE names", async () => {
    for (const name of ["wasm", "cpu"]) {
      const { stdout, stderr } = await choose(`await tf.ready(); ${SHOW}`, {
        TENSAUR_ENGINE: name,
      });
      const { engine, notTaken } = JSON.parse(stdout);
      assertEquals(engine, name);
      assertStringIncludes(notTaken[0].why, "asked for");
      assertEquals(stderr, "");
    }
  });

  it("refuses an engine that does not exist", async () => {
    const { success, stderr } = await choose("await tf.ready();", { TENSAUR_ENGINE: "gpu" });
    assertEquals(success, false);
    assertStringIncludes(stderr, 'TENSAUR_ENGINE="gpu": it must be one of tensorflow, wasm, cpu');
  });

  it("falls back to wasm where there is no library, and says why and what to do", async () => {
    const { stdout, stderr } = await choose(`await tf.ready(); ${SHOW}`, { ...EMPTY, PATH: "" });
    const { engine, notTaken } = JSON.parse(stdout || stderr);
    assertEquals(engine, "wasm");
    assertEquals(notTaken[0].engine, "tensorflow");
    assertStringIncludes(notTaken[0].why, "deno task setup");
  });

  it("does not fall back from a library that the user names", async () => {
    for (const path of ["/nonexistent/libtensorflow_cc.so.2", MODULE.slice("file://".length)]) {
      const { success, stderr } = await choose("await tf.ready();", {
        TENSAUR_LIBTENSORFLOW: path,
      });
      assertEquals(success, false);
      assertStringIncludes(stderr, path);
    }
  });

  it("fails when tensorflow is demanded and absent", async () => {
    const { success, stderr } = await choose("await tf.ready();", {
      ...EMPTY,
      PATH: "",
      TENSAUR_ENGINE: "tensorflow",
    });
    assertEquals(success, false);
    assertStringIncludes(stderr, "engine.install()");
  });

  it("gives the same answer to all who ask", async () => {
    const { stdout } = await choose(
      `const all = await Promise.all([tf.ready(), tf.ready(), tf.ready()]);
       console.log(all.every((info) => info === all[0]) && await tf.ready() === all[0]);`,
      { TENSAUR_ENGINE: "wasm" },
    );
    assertEquals(stdout, "true");
  });
});

describe("info()", () => {
  it("says what to do before an engine was chosen", async () => {
    const { success, stderr } = await choose("engine.info();");
    assertEquals(success, false);
    assertStringIncludes(stderr, "await tf.ready()");
  });
});

describe("info() after tf.setBackend()", () => {
  it("describes the backend that runs now", async () => {
    const { stdout, stderr } = await choose(
      `await tf.ready(); await tf.setBackend("cpu"); ${SHOW}`,
      { TENSAUR_ENGINE: "wasm" },
    );
    const { engine, notTaken } = JSON.parse(stdout || stderr);
    assertEquals(engine, "cpu");
    assertStringIncludes(notTaken[0].why, 'tf.setBackend("cpu")');
  });
});

const found = findLibraries().candidates.length > 0;
const suite = found ? describe : describe.ignore;
suite(found ? "ready() with TensorFlow" : "ready() (ignored: no TensorFlow library)", () => {
  it("has the library's file to be read, and shows none of the machine's folders", async () => {
    const { stdout, stderr } = await choose(`const info = await tf.ready();
      const shown = Deno.inspect(info) + JSON.stringify(info);
      console.log(Deno.statSync(info.library).isFile && !shown.includes(info.library));`);
    assertEquals([stdout, stderr], ["true", ""]);
  });
});

suite(found ? "use()" : "use() (ignored: no TensorFlow library; run `deno task setup`)", () => {
  it("places ops on the devices that it was asked to make", async () => {
    const { stdout, stderr } = await choose(
      `await engine.use({ cpuDevices: 2, intraOpThreads: 1 });
       const y = engine.device("CPU:1", () => tf.matMul(tf.ones([8, 8]), tf.ones([8, 8])));
       console.log(y.dataSync()[0], engine.memory().byDevice.map(({ device }) => device).join());`,
    );
    assertEquals(stdout, "8 CPU:1", stderr);
  });

  it("refuses other options once TensorFlow runs", async () => {
    const { success, stderr } = await choose(
      "await engine.use({ intraOpThreads: 1 }); await engine.use({ intraOpThreads: 2 });",
    );
    assertEquals(success, false);
    assertStringIncludes(stderr, "before the first tensor");
  });

  it("refuses a configuration that makes no sense", async () => {
    const senseless = {
      "memoryFraction: 2": "memoryFraction must be above 0 and at most 1",
      "memoryGrow: true": 'there is no option "memoryGrow"; "memoryGrowth" is the nearest',
      'tensorFloat32: "no"': 'tensorFloat32 must be true or false, current value is "no"',
    };
    for (const [options, sentence] of Object.entries(senseless)) {
      const { success, stderr } = await choose(`await engine.use({ ${options} });`);
      assertEquals(success, false);
      assertStringIncludes(stderr, sentence);
    }
  });

  it("starts TensorFlow without a word on the terminal, which works afterwards", async () => {
    const { success, stdout, stderr } = await choose(
      `await Promise.all([tf.ready(), engine.use(), engine.use({ engine: "tensorflow" })]);
       tf.add(1, 2).dataSync(); console.error("mine");`,
    );
    assert(success, stderr);
    assertEquals({ stdout, stderr }, { stdout: "", stderr: "mine" });
  });

  it("refuses different options of two calls at a time", async () => {
    const { stdout, stderr } = await choose(
      `const [first, second] = await Promise.allSettled([
         engine.use({ intraOpThreads: 1 }), engine.use({ intraOpThreads: 2 })]);
       console.log(first.status, second.status, second.reason.message);`,
    );
    assertStringIncludes(stdout, "fulfilled rejected", stderr);
    assertStringIncludes(stdout, "before the first tensor");
  });

  it("places what is made on a device there, though it is uploaded later", async () => {
    const { stdout, stderr } = await choose(
      `await engine.use({ cpuDevices: 2 });
       const x = engine.device("CPU:1", () => tf.tensor([1, 2, 3]));
       const y = engine.device("CPU:1", () => tf.scalar(5));
       tf.add(x, y).dataSync();
       console.log(engine.memory().byOp.filter(({ op }) => op === "tensor")
         .map(({ device, tensors }) => device + " " + tensors).join());`,
    );
    assertEquals(stdout, "CPU:1 2", stderr);
  });

  it("takes the library that is named, whatever the environment says", async () => {
    const { success, stderr } = await choose('await engine.use({ library: "/nope" });', {
      TENSAUR_ENGINE: "wasm",
    });
    assertEquals(success, false);
    assertStringIncludes(stderr, "/nope");
  });

  it("refuses a library for another engine", async () => {
    const { success, stderr } = await choose(
      'await engine.use({ engine: "wasm", library: "/nope" });',
    );
    assertEquals(success, false);
    assertStringIncludes(stderr, "leave one out");
  });
});
