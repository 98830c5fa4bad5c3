/**
 * A path of Deno that stays when Deno is upgraded.
 *
 * @module
 */

/** What the search depends on. */
export interface DenoHost {
  /** Path of the running Deno. */
  readonly execPath: string;
  /** Folders in which programs are looked for. */
  readonly path: readonly string[];
  /** The file behind links; undefined if there is none. */
  readonly realPath: (path: string) => string | undefined;
  /** Whether programs are called `deno.exe`. */
  readonly windows: boolean;
}

/** The machine this runs on. */
export function thisDenoHost(): DenoHost {
  const windows = Deno.build.os === "windows";
  return {
    execPath: Deno.execPath(),
    path: (Deno.env.get("PATH") ?? "").split(windows ? ";" : ":").filter(Boolean),
    windows,
    realPath: (path) => {
      try {
        return Deno.realPathSync(path);
      } catch {
        // Whatever is there cannot be this Deno.
        return undefined;
      }
    },
  };
}

/**
 * The path to pin in a kernelspec.
 *
 * Package managers put each version in a folder of its own and a link to it on the PATH: the link
 * outlives the version. A `deno` on the PATH that is another program, such as one that chooses a version
 * by folder, is not taken.
 */
export function stableDeno(host: DenoHost = thisDenoHost()): string {
  const { execPath, path, realPath, windows } = host;
  const real = realPath(execPath);
  const name = windows ? "\\deno.exe" : "/deno";
  const found = path.map((folder) => folder.replace(/[\\/]$/, "") + name)
    .find((candidate) => real !== undefined && realPath(candidate) === real);
  return found ?? execPath;
}
