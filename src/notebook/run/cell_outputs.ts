/**
 * The outputs of a run, gathered from what the kernel publishes.
 *
 * @module
 */

import type { OutputMessage } from "../../jupyter/output.ts";
import { withoutNotices } from "../deno_notices.ts";
import type { Json, JsonObject } from "../format/json.ts";
import type { ErrorOutput, Output } from "../format/notebook.ts";

/** An output while it can still change. */
interface Piece {
  output: Output;
  /** Name under which it can be updated. */
  displayId?: string;
}

/** Characters of text that one cell may show; what goes beyond is counted and left out. */
export const MAX_TEXT = 20_000_000;

/** What all cells of one run show. A display can be updated from any later cell. */
export class RunOutputs {
  readonly #displays = new Map<string, Piece[]>();

  /** A place for the outputs of one more cell. */
  cell(): CellOutputs {
    return new CellOutputs(this.#displays);
  }
}

/** What one cell shows. */
export class CellOutputs {
  readonly #displays: Map<string, Piece[]>;
  #pieces: Piece[] = [];
  #clearNext = false;
  #characters = 0;
  #left = 0;

  constructor(displays: Map<string, Piece[]>) {
    this.#displays = displays;
  }

  /** Takes a message of the kernel. */
  add({ type, content }: OutputMessage): void {
    if (type === "clear_output") {
      if (content.wait === true) this.#clearNext = true;
      else this.#clear();
      return;
    }
    if (type === "update_display_data") return this.#update(content);
    if (this.#clearNext) this.#clear();
    switch (type) {
      case "stream":
        return this.#stream(String(content.name), String(content.text));
      case "error":
        return this.addError(
          String(content.ename),
          String(content.evalue),
          Array.isArray(content.traceback) ? content.traceback.map(String) : [],
        );
      default:
        return this.#display(type, content);
    }
  }

  /** Adds an error, for example one that the runner itself found. */
  addError(ename: string, evalue: string, traceback: readonly string[] = []): void {
    this.#pieces.push({ output: { output_type: "error", ename, evalue, traceback } });
  }

  /** Whether the cell has shown an error. */
  get error(): ErrorOutput | undefined {
    return this.#pieces.map(({ output }) => output).findLast((output) =>
      output.output_type === "error"
    );
  }

  /** All outputs as they are now. */
  finish(): Output[] {
    const outputs = this.#pieces.flatMap(({ output }): Output[] => {
      if (output.output_type !== "stream") return [output];
      const shown = overwritten(output.text);
      const text = output.name === "stderr" ? withoutNotices(shown) : shown;
      return text === "" ? [] : [{ ...output, text }];
    });
    if (this.#left > 0) {
      const text = `[${this.#left} more characters are left out]\n`;
      outputs.push({ output_type: "stream", name: "stderr", text });
    }
    return outputs;
  }

  #clear(): void {
    this.#pieces = [];
    this.#clearNext = false;
  }

  #stream(name: string, text: string): void {
    const room = MAX_TEXT - this.#characters;
    if (text.length > room) {
      this.#left += text.length - room;
      text = text.slice(0, room);
    }
    this.#characters += text.length;
    if (text === "") return;
    const last = this.#pieces.at(-1);
    if (last?.output.output_type === "stream" && last.output.name === name) {
      last.output = { ...last.output, text: last.output.text + text };
    } else this.#pieces.push({ output: { output_type: "stream", name, text } });
  }

  #display(type: "display_data" | "execute_result", content: OutputMessage["content"]): void {
    const data = asObject(content.data);
    const metadata = asObject(content.metadata);
    const output: Output = type === "display_data"
      ? { output_type: type, data, metadata }
      : { output_type: type, data, metadata, execution_count: Number(content.execution_count) };
    const displayId = displayIdOf(content);
    if (displayId === undefined) {
      this.#pieces.push({ output });
      return;
    }
    const piece: Piece = { output, displayId };
    this.#pieces.push(piece);
    this.#displays.set(displayId, [...this.#displays.get(displayId) ?? [], piece]);
  }

  #update(content: OutputMessage["content"]): void {
    const displayId = displayIdOf(content);
    for (const piece of this.#displays.get(displayId ?? "") ?? []) {
      const data = asObject(content.data);
      const metadata = asObject(content.metadata);
      piece.output = { ...piece.output, data, metadata } as Output;
    }
  }
}

function displayIdOf({ transient }: OutputMessage["content"]): string | undefined {
  const id = (transient as { display_id?: unknown } | null | undefined)?.display_id;
  return typeof id === "string" ? id : undefined;
}

function asObject(value: unknown): JsonObject {
  return typeof value === "object" && value !== null ? value as Record<string, Json> : {};
}

/** What a terminal shows in the end where a line was written over itself, as progress bars do. */
function overwritten(text: string): string {
  return text.includes("\r") ? text.replace(/[^\n]*\r(?=[^\r\n])/g, "") : text;
}
