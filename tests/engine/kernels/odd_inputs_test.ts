import { assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import "../../../src/engine/tf.ts";
import { describeTensorflow } from "../with_tensorflow.ts";

/** Runs all odd calls in a process of their own and returns what it printed. */
async function runChild(): Promise<{ code: number; lines: string[] }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      "--config",
      new URL("../../../deno.json", import.meta.url).pathname,
      new URL("odd_inputs_child.ts", import.meta.url).pathname,
    ],
    stdout: "piped",
    stderr: "null",
  });
  const { code, stdout } = await child.output();
  return { code, lines: new TextDecoder().decode(stdout).trimEnd().split("\n") };
}

/** Messages of JavaScript's own, which tell a user nothing. */
const UNCLEAR = /undefined|not a function|not iterable|Invalid array length|BigInt|^Internal/;

describeTensorflow("kernels", () => {
  it("every op family survives odd shapes, dtypes and sizes, is right or says what is wrong", async () => {
    const { code, lines } = await runChild();
    const last = lines.at(-1)!;
    // A line `start …` in the end names the call that ended the process.
    assertEquals({ code, last }, { code: 0, last: "end" });
    const wrong: string[] = [];
    const unclear: string[] = [];
    lines.forEach((line, i) => {
      if (line.startsWith("differs ")) wrong.push(`${lines[i - 1]}: ${line}`);
      if (line.startsWith("error ") && UNCLEAR.test(line.slice(6))) {
        unclear.push(`${lines[i - 1]}: ${line}`);
      }
    });
    assertEquals({ wrong, unclear }, { wrong: [], unclear: [] });
    assertEquals(lines.filter((line) => line === "right").length > 3_000, true);
  });
});
