import { assert, assertEquals, assertLess } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";

const ROOT = new URL("../", import.meta.url);

interface Outcome {
  success: boolean;
  stdout: string;
  stderr: string;
}

/** Runs this Deno on a script of its own outside the project. */
async function deno(args: string[], script: string): Promise<Outcome> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/script.ts`, script);
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args, `${folder}/script.ts`],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { success, stdout: text(stdout), stderr: text(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

describe("mod.ts", () => {
  // A cold npm cache is filled, with a line for each package, by whoever comes first.
  beforeAll(async () => {
    await deno(["cache", "--no-config", "--no-lock"], `import "${new URL("mod.ts", ROOT).href}";`);
  });

  it("opens, reads, asks and prints nothing when it is imported", async () => {
    const url = new URL("mod.ts", ROOT).href;
    const { success, stdout, stderr } = await deno(
      ["run", "--no-prompt", "--no-config", "--no-lock"],
      `import "${url}";`,
    );
    assertEquals({ success, stdout, stderr }, { success: true, stdout: "", stderr: "" });
  });

  it("is imported in less than 400 ms when Deno's cache is warm", async () => {
    const url = new URL("mod.ts", ROOT).href;
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const { stdout, stderr } = await deno(
        ["run", "--no-prompt", "--no-config", "--no-lock"],
        `const start = performance.now(); await import("${url}");
         console.log(performance.now() - start);`,
      );
      assert(Number(stdout) > 0, stderr);
      times.push(Number(stdout));
    }
    assertLess(Math.min(...times), 400);
  });
});

describe("mod.ts over http", () => {
  let server: Deno.HttpServer<Deno.NetAddr>;
  let origin: string;

  beforeAll(() => {
    server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
      const { pathname } = new URL(request.url);
      if (!/^\/(mod\.ts|src\/[\w/]+\.ts)$/.test(pathname)) {
        return new Response("not found", { status: 404 });
      }
      return new Response(await Deno.readTextFile(new URL(`.${pathname}`, ROOT)), {
        headers: { "content-type": "application/typescript; charset=utf-8" },
      });
    });
    origin = `http://127.0.0.1:${server.addr.port}`;
  });

  afterAll(() => server.shutdown());

  it("computes and trains", async () => {
    const { success, stdout, stderr } = await deno(
      ["run", "-A", "--no-config", "--no-lock"],
      `import { engine, tf } from "${origin}/mod.ts";
       await tf.ready();
       const w = tf.variable(tf.scalar(0));
       const optimizer = tf.train.sgd(0.5);
       for (let i = 0; i < 20; i++) optimizer.minimize(() => w.sub(3).square().asScalar());
       console.log(engine.info().engine, Math.round(w.dataSync()[0]));`,
    );
    assert(success, stderr);
    assertEquals(stdout.trim().split(" ").at(-1), "3");
  });

  it("brings its types", async () => {
    const check = ["check", "--no-config", "--no-lock", `--allow-import=${origin.slice(7)}`];
    const good = `import { tf } from "${origin}/mod.ts";
      const x: tf.Tensor2D = tf.ones([2, 2]);
      export const y: tf.Tensor = tf.matMul(x, x).add(x);
      using z = tf.ones([1]);
      export const values: Float32Array = z.dataSync<"float32">();`;
    const { success, stderr } = await deno(check, good);
    assert(success, stderr);
    const bad = good.replace("tf.matMul(x, x)", 'tf.matMul("no", x, 7)');
    const refused = await deno(check, bad);
    assertEquals(refused.success, false);
    assert(refused.stderr.includes("TS2"), refused.stderr);
  });

  it("is without fault under the compiler options of others, imported by its path", async () => {
    const path = new URL("../mod.ts", import.meta.url).href;
    const { success, stderr } = await deno(
      ["check", "--no-config", "--no-lock"],
      `export { tf } from "${path}";`,
    );
    assert(success, stderr);
  });
});
