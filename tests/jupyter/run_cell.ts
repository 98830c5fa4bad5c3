/** Runs a cell and keeps what it showed. */
import type {
  ExecuteOptions,
  ExecuteReply,
  OutputMessage,
  Session,
} from "../../src/jupyter/mod.ts";

/** Text of an output without colours. */
export function plain(output: OutputMessage): string {
  const { text, data, ename, evalue } = output.content as {
    text?: string;
    data?: Record<string, unknown>;
    ename?: string;
    evalue?: string;
  };
  const shown = text ?? data?.["text/plain"] ?? `${ename}: ${evalue}`;
  // deno-lint-ignore no-control-regex
  return String(shown).replaceAll(/\x1b\[[\d;]*m/g, "");
}

/** Runs a cell; `outputs` goes on growing while the cell's timers show more. */
export async function runCell(
  session: Session,
  code: string,
  options: ExecuteOptions = {},
): Promise<{ reply: ExecuteReply; outputs: OutputMessage[]; text: string; types: string[] }> {
  const outputs: OutputMessage[] = [];
  const reply = await session.execute(code, {
    ...options,
    onOutput: (output) => outputs.push(output),
  });
  const text = outputs.map(plain).join("");
  return { reply, outputs, text, types: outputs.map((output) => output.type) };
}
