/** Programs in processes of their own, for figures that other tests would blur. */

/**
 * Runs a module's text and returns the numbers that it printed, one per line.
 *
 * @throws {Error} If it fails; the message is what it wrote.
 */
export async function childFigures(code: string): Promise<number[]> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, code);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--config", config, file],
      env: { NO_COLOR: "1" },
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    if (!success) throw new Error(`The program failed: ${err}${out}`);
    return out!.trim().split("\n").map(Number);
  } finally {
    await Deno.remove(file);
  }
}
