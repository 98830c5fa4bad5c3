import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { afterEach, beforeEach, describe, it } from "@std/testing/bdd";
import {
  installKernel,
  KernelSpecError,
  uninstallKernel,
} from "../../../src/kernel/spec/install.ts";
import type { JupyterHost } from "../../../src/kernel/spec/jupyter_paths.ts";
import { kernelSpec } from "../../../src/kernel/spec/kernel_spec.ts";
import { listKernels } from "../../../src/kernel/spec/list.ts";

/** What "deno jupyter --install" writes. */
const STOCK = {
  argv: ["/usr/bin/deno", "jupyter", "--kernel", "--conn", "{connection_file}"],
  display_name: "Deno",
  language: "typescript",
};

/** A machine with these variables, without programs. */
function hostWith(env: Record<string, string>): JupyterHost {
  return { env: (name) => env[name], os: "linux", output: () => Promise.resolve(undefined) };
}

async function readJson(path: string): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(path));
}

describe("installKernel and uninstallKernel", () => {
  let home = "";
  let host: JupyterHost;
  beforeEach(async () => {
    home = await Deno.makeTempDir();
    host = hostWith({ HOME: home });
  });
  afterEach(() => Deno.remove(home, { recursive: true }));

  const kernels = () => `${home}/.local/share/jupyter/kernels`;

  async function installStock(): Promise<void> {
    await Deno.mkdir(`${kernels()}/deno`, { recursive: true });
    await Deno.writeTextFile(`${kernels()}/deno/kernel.json`, JSON.stringify(STOCK));
    await Deno.writeTextFile(`${kernels()}/deno/logo-svg.svg`, "<svg/>");
  }

  it("installKernel() writes a spec that starts the module with Deno", async () => {
    const { folder, replaced } = await installKernel({ host, env: { NO_COLOR: "1" } });
    assertEquals(folder, `${kernels()}/deno`);
    assertEquals(replaced, undefined);
    const spec = await readJson(`${folder}/kernel.json`);
    const argv = spec.argv as string[];
    assertEquals(await Deno.realPath(argv[0]!), await Deno.realPath(Deno.execPath()));
    assertEquals(argv.at(-1), "{connection_file}");
    assert(argv.at(-2)!.endsWith("/src/kernel/main.ts"), argv.join(" "));
    await Deno.stat(argv.at(-2)!);
    assertEquals(spec.interrupt_mode, "message");
    assertEquals([spec.language, spec.display_name], ["typescript", "Deno"]);
    assertEquals(spec.env, { NO_COLOR: "1" });
    const names = Array.from(Deno.readDirSync(folder), (it) => it.name).sort();
    assertEquals(names, ["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]);
    const png = await Deno.readFile(`${folder}/logo-64x64.png`);
    assertEquals([...png.subarray(1, 4)], [...new TextEncoder().encode("PNG")]);
    assertEquals(new DataView(png.buffer).getUint32(16), 64);
  });

  it("kernelSpec() starts a module that came over a URL from there", () => {
    const module = "https://example.org/tensaur@1.0.0/src/kernel/main.ts";
    const { argv } = kernelSpec({ deno: "/bin/deno", displayName: "Deno", module });
    assertEquals(argv.at(-2), module);
  });

  it("uninstallKernel() puts back the kernel that was there before, whatever happened since", async () => {
    await installStock();
    const { replaced } = await installKernel({ host });
    assertEquals(replaced?.argv, STOCK.argv);
    const again = await installKernel({ host, displayName: "Mine" });
    assertEquals(again.replaced?.argv, STOCK.argv);
    assertEquals((await readJson(`${kernels()}/deno/kernel.json`)).display_name, "Mine");
    const { restored } = await uninstallKernel({ host });
    assertEquals(restored?.argv, STOCK.argv);
    assertEquals(await readJson(`${kernels()}/deno/kernel.json`), STOCK);
    assertEquals(await Deno.readTextFile(`${kernels()}/deno/logo-svg.svg`), "<svg/>");
    assertEquals(Array.from(Deno.readDirSync(kernels()), (it) => it.name), ["deno"]);
  });

  it("uninstallKernel() takes away what was not there before", async () => {
    await installKernel({ host, name: "other" });
    assertEquals((await uninstallKernel({ host, name: "other" })).restored, undefined);
    assertEquals([...Deno.readDirSync(kernels())], []);
  });

  it("uninstallKernel() leaves kernels of others", async () => {
    await installStock();
    const error = await assertRejects(() => uninstallKernel({ host }), KernelSpecError);
    assertStringIncludes(error.message, "not Tensaur's");
    assertEquals(await readJson(`${kernels()}/deno/kernel.json`), STOCK);
    await assertRejects(
      () => uninstallKernel({ host, name: "gone" }),
      KernelSpecError,
      "not there",
    );
  });

  it("installKernel() installs into a prefix and into the Python environment at hand", async () => {
    const prefix = `${home}/prefix`;
    const { folder } = await installKernel({ host, prefix });
    assertEquals(folder, `${prefix}/share/jupyter/kernels/deno`);
    const active = hostWith({ HOME: home, VIRTUAL_ENV: `${home}/venv` });
    const { folder: inside } = await installKernel({ host: active, sysPrefix: true });
    assertEquals(inside, `${home}/venv/share/jupyter/kernels/deno`);
    await assertRejects(() => installKernel({ host, sysPrefix: true }), TypeError, "--prefix");
  });

  it("installKernel() refuses names that Jupyter does not take", async () => {
    for (const name of ["", "..", "a/b", "a b", "ä"]) {
      await assertRejects(() => installKernel({ host, name }), KernelSpecError, "Cannot name");
    }
  });

  it("installKernel() says what to do where it cannot write, and leaves what is there", async () => {
    await Deno.mkdir(`${home}/.local/share`, { recursive: true });
    await Deno.writeTextFile(`${home}/.local/share/jupyter`, "a file");
    const error = await assertRejects(() => installKernel({ host }), Error);
    assertStringIncludes(error.message, "jupyter");
    assertEquals(await Deno.readTextFile(`${home}/.local/share/jupyter`), "a file");
  });

  it("installKernel() replaces a spec that is damaged", async () => {
    await Deno.mkdir(`${kernels()}/deno`, { recursive: true });
    await Deno.writeTextFile(`${kernels()}/deno/kernel.json`, "{");
    await installKernel({ host });
    await uninstallKernel({ host });
    assertEquals(await Deno.readTextFile(`${kernels()}/deno/kernel.json`), "{");
  });

  it("listKernels() tells whose kernels are found, and which are hidden", async () => {
    await installStock();
    const first = `${home}/first`;
    await installKernel({ host, prefix: first });
    await installKernel({ host, name: "named", env: { A: "b" } });
    const both = hostWith({ HOME: home, VIRTUAL_ENV: first });
    const mine = (await listKernels(both)).filter((it) => it.folder.startsWith(home));
    assertEquals(mine.map((it) => [it.name, it.kind, it.shadowedBy !== undefined]), [
      ["deno", "tensaur", false],
      ["deno", "deno", true],
      ["named", "tensaur", false],
    ]);
  });
});
