import { PACKAGES } from "./packages.ts";

/** The folder that everything made here goes to; git ignores it. */
export const BUILD = new URL("./build/", import.meta.url);

/** The folder with `node_modules`. */
export const INSTALLED = new URL("./packages/", BUILD);

/** What {@linkcode installPackages} installs. */
export interface PackageOptions {
  /** Exact versions by name; those of the suites unless told. */
  readonly packages?: Readonly<Record<string, string>>;
  /** The folder that gets `node_modules`, with a slash at its end. */
  readonly folder?: URL;
}

/**
 * Installs the pinned packages with Deno's own npm client: no build script runs, no lock file is
 * written, and packages that the project has used already come out of Deno's cache. Does nothing
 * if the same versions are there.
 */
export async function installPackages(
  { packages = PACKAGES, folder = INSTALLED }: PackageOptions = {},
): Promise<void> {
  const manifest = JSON.stringify({ private: true, type: "module", dependencies: packages });
  const stamp = new URL("installed.json", folder);
  if (await readIfThere(stamp) === manifest) return;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(new URL("package.json", folder), manifest);
  // The nearest configuration wins, so the project's own does not reach this folder.
  await Deno.writeTextFile(
    new URL("deno.json", folder),
    JSON.stringify({ nodeModulesDir: "auto", lock: false }),
  );
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet"],
    cwd: folder,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    throw new Error(
      "Cannot install tfjs's packages: `deno install` failed; check that the " +
        `npm registry can be reached\n${new TextDecoder().decode(stderr)}`,
    );
  }
  await Deno.writeTextFile(stamp, manifest);
}

/** The text of a file, or undefined if there is no such file. */
export async function readIfThere(file: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
