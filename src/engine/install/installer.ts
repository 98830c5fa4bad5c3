/**
 * Finds the user's own package installer: pip, else uv.
 *
 * @module
 */

import type { Host } from "./host.ts";

/** A program that resolves and downloads Python wheels. */
export interface Installer {
  /** Which one. */
  name: "pip" | "uv";
  /** Program and first arguments, e.g. `["python3", "-m", "pip"]`. */
  command: string[];
  /** What it says about itself. */
  version: string;
}

/** What {@linkcode findInstaller} found. */
export interface InstallerSearch {
  /** The first that works. */
  installer?: Installer;
  /** Those that do not, and why. */
  tried: { where: string; why: string }[];
}

/** The first pip that takes several platform tags at once. */
const OLDEST_PIP = 21;

/** Options of {@linkcode findInstaller}. */
export interface FindInstallerOptions {
  /** Only the pip of this interpreter. */
  python?: string;
  /** Only this one. */
  only?: Installer["name"];
}

/** Tries pip in the ways in which it can be called, then uv. */
export async function findInstaller(
  host: Host,
  options: FindInstallerOptions = {},
): Promise<InstallerSearch> {
  const { python, only } = options;
  const search: InstallerSearch = { tried: [] };
  const all = python ? [["pip", python, "-m", "pip"]] : calls(host);
  for (const [name, ...command] of all.filter(([name]) => !only || name === only)) {
    const answer = await ask([...command, "--version"]);
    if (answer.version !== undefined) {
      const major = Number(answer.version.match(/^pip (\d+)/)?.[1] ?? OLDEST_PIP);
      if (major < OLDEST_PIP) {
        const version = answer.version.split(" ")[1];
        const why = `is version ${version}, ${OLDEST_PIP} or newer is needed`;
        search.tried.push({ where: command.join(" "), why });
        continue;
      }
      const installer = { name: name as Installer["name"], command, version: answer.version };
      return { ...search, installer };
    }
    search.tried.push({ where: command.join(" "), why: answer.why });
  }
  return search;
}

function calls(host: Host): string[][] {
  const pythons = host.os === "windows"
    ? [["py", "-3"], ["python"], ["python3"]]
    : [["python3"], ["python"]];
  return [
    ...pythons.map((python) => ["pip", ...python, "-m", "pip"]),
    ["pip", "pip3"],
    ["pip", "pip"],
    ["uv", "uv"],
  ];
}

async function ask(
  [program = "", ...args]: string[],
): Promise<{ version: string } | { version?: never; why: string }> {
  try {
    const output = await new Deno.Command(program, { args, stdout: "piped", stderr: "piped" })
      .output();
    const text = new TextDecoder();
    if (output.success) return { version: text.decode(output.stdout).trim() };
    const lines = text.decode(output.stderr).trim().split("\n");
    return { why: lines.at(-1) || `ends with exit code ${output.code}` };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { why: "is not on PATH" };
    if (error instanceof Deno.errors.NotCapable) {
      return { why: "may not be started: allow it with --allow-run" };
    }
    return { why: error instanceof Error ? error.message : String(error) };
  }
}
