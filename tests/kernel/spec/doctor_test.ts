import { assertEquals, assertStringIncludes } from "@std/assert";
import { afterEach, beforeEach, describe, it } from "@std/testing/bdd";
import { diagnoseKernel, kernelReportText } from "../../../src/kernel/spec/doctor.ts";
import { installKernel } from "../../../src/kernel/spec/install.ts";
import { type JupyterHost, jupyterPaths } from "../../../src/kernel/spec/jupyter_paths.ts";
import { stableDeno } from "../../../src/kernel/spec/stable_deno.ts";
import { tryKernel } from "../../../src/kernel/spec/try_kernel.ts";

describe("diagnoseKernel", () => {
  let home = "";
  let deno = "deno 2.9.6 (stable)";
  let host: JupyterHost;
  beforeEach(async () => {
    home = await Deno.makeTempDir();
    deno = "deno 2.9.6 (stable)";
    const env: Record<string, string> = { HOME: home };
    const data = [`${home}/.local/share/jupyter`];
    host = {
      env: (name) => env[name],
      os: "linux",
      output: (command) =>
        Promise.resolve(command === "jupyter" ? JSON.stringify({ data }) : deno || undefined),
    };
  });
  afterEach(() => Deno.remove(home, { recursive: true }));

  const quick = () => Promise.resolve({ answered: 100, ran: 400, info: {} });

  /** The states of the findings, and the text of those that are not good. */
  async function diagnose(trial: typeof tryKernel = quick) {
    const report = await diagnoseKernel({ host, trial });
    const { usable, checks } = report;
    const troubles = checks.filter((it) => it.state !== "good");
    return { usable, troubles, text: kernelReportText(report) };
  }

  it("finds nothing wrong with a kernel that works", async () => {
    await installKernel({ host });
    const { usable, troubles, text } = await diagnose();
    assertEquals([usable, troubles], [true, []]);
    assertStringIncludes(text, "has run a cell after 0.40 s");
    assertStringIncludes(text, "ready to use");
  });

  it("says how to install what is not there", async () => {
    const { usable, text } = await diagnose();
    assertEquals(usable, false);
    assertStringIncludes(text, 'to do: run "tensaur kernel install --user"');
  });

  it("says whose kernel has the name instead", async () => {
    const folder = `${home}/.local/share/jupyter/kernels/deno`;
    await Deno.mkdir(folder, { recursive: true });
    const argv = ["deno", "jupyter", "--kernel", "--conn", "{connection_file}"];
    await Deno.writeTextFile(`${folder}/kernel.json`, JSON.stringify({ argv }));
    const { usable, text } = await diagnose();
    assertEquals(usable, false);
    assertStringIncludes(text, "is Deno's own");
  });

  it("says that Deno is too old, or gone", async () => {
    await installKernel({ host });
    deno = "deno 2.5.0 (stable)";
    assertStringIncludes((await diagnose()).text, "upgrade to 2.7 or newer");
    deno = "deno 3.0.0 (stable)";
    assertEquals((await diagnose()).usable, true);
    deno = "";
    assertStringIncludes((await diagnose()).text, "does not run");
  });

  it("says that the module was moved", async () => {
    const { folder } = await installKernel({ host });
    const text = await Deno.readTextFile(`${folder}/kernel.json`);
    await Deno.writeTextFile(
      `${folder}/kernel.json`,
      text.replace("kernel/main.ts", "kernel/gone.ts"),
    );
    assertStringIncludes((await diagnose()).text, "gone.ts is not there");
  });

  it("says what a kernel that does not start prints, and warns of a slow one", async () => {
    await installKernel({ host });
    const failing = () => Promise.reject(new Error("The kernel ended with exit code 1: no memory"));
    const { usable, text } = await diagnose(failing);
    assertEquals(usable, false);
    assertStringIncludes(text, "no memory");
    assertStringIncludes(text, "try it by hand");
    const slow = await diagnose(() => Promise.resolve({ answered: 1, ran: 5000, info: {} }));
    assertEquals([slow.usable, slow.troubles.map((it) => it.state)], [true, ["warning"]]);
  });
});

describe("tryKernel", () => {
  it("starts the installed kernel as Jupyter does, and ends it", async () => {
    const home = await Deno.makeTempDir();
    const host = {
      env: () => home,
      os: "linux" as const,
      output: () => Promise.resolve(undefined),
    };
    try {
      const { spec } = await installKernel({ host, prefix: home });
      const { answered, ran, info } = await tryKernel(spec);
      assertEquals(info.implementation, "tensaur");
      assertEquals(answered < ran, true);
    } finally {
      await Deno.remove(home, { recursive: true });
    }
  });

  it("tells what a kernel that does not start prints", async () => {
    const argv = [Deno.execPath(), "eval", "console.error('no such luck'); Deno.exit(4)"];
    const spec = { argv, display_name: "", language: "" };
    const error = await tryKernel(spec).catch((error) => error);
    assertStringIncludes(error.message, "exit code 4: no such luck");
    const nowhere = await tryKernel({ ...spec, argv: ["/nowhere/deno"] }).catch((error) => error);
    assertStringIncludes(nowhere.message, "does not start");
  });

  it("gives up on a kernel that does not answer", async () => {
    const argv = [Deno.execPath(), "eval", "await new Promise((r) => setTimeout(r, 60_000))"];
    const error = await tryKernel({ argv, display_name: "", language: "" }, 500)
      .catch((error) => error);
    assertStringIncludes(error.message, "did not answer within 0.5 s");
  });
});

describe("jupyterPaths and stableDeno", () => {
  const host = (env: Record<string, string>, os: JupyterHost["os"] = "linux"): JupyterHost => ({
    env: (name) => env[name],
    os,
    output: () => Promise.resolve(undefined),
  });

  it("jupyterPaths() knows each system's folders", async () => {
    const user = async (env: Record<string, string>, os?: JupyterHost["os"]) =>
      (await jupyterPaths(host(env, os))).user;
    assertEquals(await user({ HOME: "/h" }), "/h/.local/share/jupyter");
    assertEquals(await user({ HOME: "/h", XDG_DATA_HOME: "/x" }), "/x/jupyter");
    assertEquals(await user({ HOME: "/h", JUPYTER_DATA_DIR: "/j" }), "/j");
    assertEquals(await user({ HOME: "/h" }, "darwin"), "/h/Library/Jupyter");
    assertEquals(await user({ APPDATA: "C:\\A" }, "windows"), "C:\\A\\jupyter");
  });

  it("jupyterPaths() puts first what Jupyter finds first", async () => {
    const env = { HOME: "/h", JUPYTER_PATH: "/p:/q", VIRTUAL_ENV: "/v" };
    const { data, asked } = await jupyterPaths(host(env));
    assertEquals(data.slice(0, 4), [
      "/p",
      "/q",
      "/v/share/jupyter",
      "/h/.local/share/jupyter",
    ]);
    assertEquals(asked, false);
  });

  it("stableDeno() takes the link on the PATH that leads to the running Deno", () => {
    const real: Record<string, string> = {
      "/cellar/2.9.6/deno": "/cellar/2.9.6/deno",
      "/brew/bin/deno": "/cellar/2.9.6/deno",
      "/shims/deno": "/shims/chooser",
    };
    const find = (path: string[]) =>
      stableDeno({
        execPath: "/cellar/2.9.6/deno",
        path,
        realPath: (it) => real[it],
        windows: false,
      });
    assertEquals(find(["/nothing", "/shims", "/brew/bin/"]), "/brew/bin/deno");
    assertEquals(find(["/shims"]), "/cellar/2.9.6/deno");
  });
});
