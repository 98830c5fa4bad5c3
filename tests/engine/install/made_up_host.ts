/**
 * A machine made up of a few files in a temporary folder.
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { Host } from "../../../src/engine/install/host.ts";

/** What the machine has. */
export interface MadeUpMachine {
  /** Files by path below the folder. */
  files?: Record<string, string | Uint8Array>;
  /** Environment; `$ROOT` stands for the folder. */
  env?: Record<string, string>;
  /** Working directory below the folder. */
  cwd?: string;
}

/** Runs `body` on a made-up Linux machine whose home is `<folder>/home`. */
export async function onMachine(
  machine: MadeUpMachine,
  body: (host: Host, root: string) => void | Promise<void>,
): Promise<void> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [path, content] of Object.entries(machine.files ?? {})) {
      const target = join(root, path);
      await Deno.mkdir(dirname(target), { recursive: true });
      if (typeof content === "string") await Deno.writeTextFile(target, content);
      else await Deno.writeFile(target, content);
    }
    const cwd = join(root, machine.cwd ?? "work");
    await Deno.mkdir(cwd, { recursive: true });
    const env = (name: string) => machine.env?.[name]?.replaceAll("$ROOT", root);
    await body(
      { os: "linux", arch: Deno.build.arch, home: join(root, "home"), cwd, env },
      root,
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
