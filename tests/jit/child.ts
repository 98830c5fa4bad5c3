/** Programs in processes of their own, for figures and endings that other tests would blur. */

/** How a program is run. */
export interface ChildOptions {
  /** Flags for V8. */
  readonly v8Flags?: readonly string[];
}

async function runChild(
  code: string,
  { v8Flags = [] }: ChildOptions = {},
): Promise<Deno.CommandOutput> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, code);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const flags = v8Flags.length > 0 ? [`--v8-flags=${v8Flags}`] : [];
    return await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", ...flags, "--config", config, file],
      env: { NO_COLOR: "1" },
    }).output();
  } finally {
    await Deno.remove(file);
  }
}

/**
 * Runs a module's text and returns the numbers that it printed, one per line.
 *
 * @throws {Error} If it fails; the message is what it wrote.
 */
export async function childFigures(code: string, options?: ChildOptions): Promise<number[]> {
  const { success, stdout, stderr } = await runChild(code, options);
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success) throw new Error(`The program failed: ${err}${out}`);
  return out!.trim().split("\n").map(Number);
}

/** Runs a module's text and returns how the process ended. */
export async function childExit(code: string): Promise<{ code: number; signal: string | null }> {
  const { code: exitCode, signal } = await runChild(code);
  return { code: exitCode, signal };
}
