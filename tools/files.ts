/** Files of the repository, for the checkers. */

/** Paths of the TypeScript files below the given files and folders (those that exist), sorted. */
export async function typescriptFiles(root: string, entries: string[]): Promise<string[]> {
  const found: string[] = [];
  const walk = async (path: string): Promise<void> => {
    for await (const entry of Deno.readDir(`${root}/${path}`)) {
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory && entry.name !== "node_modules") await walk(child);
      else if (entry.isFile && entry.name.endsWith(".ts")) found.push(child);
    }
  };
  for (const entry of entries) {
    const info = await statOrNothing(`${root}/${entry}`);
    if (info?.isFile) found.push(entry);
    else if (info?.isDirectory) await walk(entry);
  }
  return found.sort();
}

async function statOrNothing(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The repository root, from the place of this file. */
export function repositoryRoot(): string {
  return decodeURIComponent(new URL("..", import.meta.url).pathname).replace(/\/$/, "");
}
