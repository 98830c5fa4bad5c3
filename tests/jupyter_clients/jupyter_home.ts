/**
 * A folder that is all that Jupyter's programs see of this machine's Jupyter.
 *
 * @module
 */

/** What a kernelspec says. */
export interface KernelSpec {
  /** The command; `{connection_file}` stands for the file's path. */
  readonly argv: readonly string[];
  readonly interrupt_mode?: "signal" | "message";
  readonly env?: Readonly<Record<string, string>>;
}

const MAIN = new URL("../../src/cli/main.ts", import.meta.url).href;
const PEERS = new URL("./peers/", import.meta.url);

/** A Jupyter of its own, with the kernels under test. */
export class JupyterHome implements AsyncDisposable {
  private constructor(
    /** The folder. */
    readonly path: string,
    /** Environment of programs that shall see it. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  /** Makes the folder. */
  static async create(): Promise<JupyterHome> {
    const path = await Deno.makeTempDir({ prefix: "tensaur-jupyter-" });
    return new JupyterHome(path, {
      JUPYTER_PATH: `${path}/share/jupyter`,
      JUPYTER_DATA_DIR: `${path}/data`,
      JUPYTER_CONFIG_DIR: `${path}/config`,
      JUPYTER_RUNTIME_DIR: `${path}/runtime`,
      IPYTHONDIR: `${path}/ipython`,
      TENSAUR_KERNEL_HISTORY: `${path}/history.jsonl`,
      TENSAUR_ENGINE: "wasm",
      TENSAUR_MODULE: new URL("../../mod.ts", import.meta.url).href,
      NO_COLOR: "1",
    });
  }

  /** Installs our kernel as a user does, with the `deno` given, under the name given. */
  async installKernel(name: string, deno: string = Deno.execPath()): Promise<KernelSpec> {
    const install = ["kernel", "install", "--prefix", this.path, "--name", name];
    const { success, stdout, stderr } = await new Deno.Command(deno, {
      args: ["run", "-A", MAIN, ...install, "--env", "NO_COLOR=1"],
      env: this.env,
      stdin: "null",
    }).output();
    if (!success) {
      const text = new TextDecoder();
      throw new Error(`Cannot install the kernel: ${text.decode(stdout)}${text.decode(stderr)}`);
    }
    return JSON.parse(await Deno.readTextFile(this.#specFile(name)));
  }

  /** Writes a kernelspec by hand. */
  async addKernel(name: string, spec: KernelSpec): Promise<void> {
    await Deno.mkdir(`${this.path}/share/jupyter/kernels/${name}`, { recursive: true });
    const full = { display_name: name, language: "typescript", ...spec };
    await Deno.writeTextFile(this.#specFile(name), JSON.stringify(full));
  }

  #specFile(name: string): string {
    return `${this.path}/share/jupyter/kernels/${name}/kernel.json`;
  }

  /** Runs a script of `peers/` and gives what it reports. */
  async report<T>(python: string, args: readonly string[]): Promise<T> {
    const [script, ...rest] = args;
    const { stdout, stderr } = await new Deno.Command(python, {
      args: [new URL(script!, PEERS).pathname, ...rest],
      env: { ...this.env, PYTHONDONTWRITEBYTECODE: "1" },
      cwd: this.path,
      stdin: "null",
    }).output();
    const text = new TextDecoder().decode(stdout).trim();
    if (!text) throw new Error(`${script} ended early: ${new TextDecoder().decode(stderr)}`);
    return JSON.parse(text.slice(text.lastIndexOf("\n") + 1));
  }

  /** Removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
