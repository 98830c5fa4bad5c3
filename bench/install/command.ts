/**
 * Programs that prepare the peers: what they say matters only when they fail.
 *
 * @module
 */

/** Thrown when a peer cannot be prepared, with the reason in one line. */
export class MissingError extends Error {
  /** Name of the class. */
  override readonly name = "MissingError";
}

/** What a program is run with. */
export interface CommandOptions {
  /** Arguments. */
  readonly args: readonly string[];
  /** Folder it runs in. */
  readonly cwd?: string;
}

/**
 * Runs a program to its end and returns what it wrote to stdout.
 *
 * @throws {MissingError} When there is no such program, or it fails.
 */
export async function output(program: string, { args, cwd }: CommandOptions): Promise<string> {
  let result: Deno.CommandOutput;
  try {
    result = await new Deno.Command(program, {
      args: [...args],
      ...(cwd === undefined ? {} : { cwd }),
      stdin: "null",
    }).output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new MissingError(`there is no ${program}`);
  }
  const { success, stdout, stderr } = result;
  if (success) return new TextDecoder().decode(stdout).trim();
  throw new MissingError(
    `${program} ${args[0] ?? ""} failed: ${reason(new TextDecoder().decode(stderr))}`,
  );
}

/** The line that says what is wrong: the last with "error" in it, or the last of all. */
export function reason(complaints: string): string {
  const lines = complaints.trim().split("\n").map((line) => line.trim());
  return lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
}
