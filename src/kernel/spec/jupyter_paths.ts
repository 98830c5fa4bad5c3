/**
 * The folders in which Jupyter looks for kernels.
 *
 * @module
 */

/** What the search depends on. */
export interface JupyterHost {
  /** Reads a variable of the environment. */
  readonly env: (name: string) => string | undefined;
  /** The system. */
  readonly os: typeof Deno.build.os;
  /** What a program prints; undefined if it is not there or fails. */
  readonly output: (command: string, args: readonly string[]) => Promise<string | undefined>;
}

/** Where kernels are looked for. */
export interface JupyterPaths {
  /** Data folders, the first counts most; kernels are in `kernels/` of each. */
  readonly data: readonly string[];
  /** The user's own. */
  readonly user: string;
  /** Whether Jupyter itself said so; else they are its documented defaults. */
  readonly asked: boolean;
}

/** The machine this runs on. */
export function thisHost(): JupyterHost {
  return {
    env: (name) => Deno.env.get(name),
    os: Deno.build.os,
    output: async (command, args) => {
      try {
        const { success, stdout } = await new Deno.Command(command, {
          args: [...args],
          stdin: "null",
          stderr: "null",
        }).output();
        return success ? new TextDecoder().decode(stdout) : undefined;
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return undefined;
        if (error instanceof Deno.errors.PermissionDenied) return undefined;
        throw error;
      }
    },
  };
}

/**
 * The user's data folder of Jupyter.
 *
 * @throws {TypeError} If the environment names no home.
 */
export function userDataFolder({ env, os }: JupyterHost): string {
  const chosen = env("JUPYTER_DATA_DIR");
  if (chosen) return chosen;
  if (os === "windows") {
    const roaming = env("APPDATA");
    if (roaming) return `${roaming}\\jupyter`;
  }
  const home = env("HOME") ?? env("USERPROFILE");
  if (!home) throw new TypeError("Cannot find Jupyter's folder: set HOME, or JUPYTER_DATA_DIR");
  if (os === "darwin") return `${home}/Library/Jupyter`;
  if (os === "windows") return `${home}\\.jupyter\\data`;
  return `${env("XDG_DATA_HOME") || `${home}/.local/share`}/jupyter`;
}

/** Where Jupyter looks: it is asked itself, because virtual environments change the order. */
export async function jupyterPaths(host: JupyterHost): Promise<JupyterPaths> {
  const user = userDataFolder(host);
  const listed = parseDataFolders(await host.output("jupyter", ["--paths", "--json"]));
  if (listed) return { data: listed, user, asked: true };
  const { env, os } = host;
  const extra = (env("JUPYTER_PATH") ?? "").split(os === "windows" ? ";" : ":").filter(Boolean);
  const prefix = env("VIRTUAL_ENV") ?? env("CONDA_PREFIX");
  const system = os === "windows" ? [] : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  const data = [...extra, ...(prefix ? [`${prefix}/share/jupyter`] : []), user, ...system];
  return { data: [...new Set(data)], user, asked: false };
}

function parseDataFolders(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  try {
    const { data } = JSON.parse(text);
    return Array.isArray(data) && data.every((it) => typeof it === "string") ? data : undefined;
  } catch {
    // A `jupyter` that prints something else is asked no further.
    return undefined;
  }
}

/**
 * The prefix of the Python environment at hand.
 *
 * @throws {TypeError} If there is none.
 */
export async function pythonPrefix(host: JupyterHost): Promise<string> {
  const named = host.env("VIRTUAL_ENV") ?? host.env("CONDA_PREFIX");
  if (named) return named;
  for (const command of ["python3", "python"]) {
    const prefix = (await host.output(command, ["-c", "import sys; print(sys.prefix)"]))?.trim();
    if (prefix) return prefix;
  }
  throw new TypeError(
    "Cannot find a Python environment for --sys-prefix: activate one, or give --prefix <folder>",
  );
}
