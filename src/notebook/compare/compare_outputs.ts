/**
 * Outputs of a cell in two runs.
 *
 * @module
 */

import { sanitizeHtml } from "../../deps/sanitize_html.ts";
import type { Json, JsonObject } from "../format/json.ts";
import type { DisplayOutput, ErrorOutput, Output } from "../format/notebook.ts";
import { compareImage } from "./compare_image.ts";
import { compareJson } from "./compare_json.ts";
import type { CompareSettings } from "./compare_settings.ts";
import { compareText } from "./compare_text.ts";

/** One difference. */
export interface OutputDifference {
  /** What differs, such as "stdout" or "output 2, image/png". */
  readonly what: string;
  /** How, in one or more lines. */
  readonly how: string;
}

/** Compares the stored outputs of a cell with new ones; nothing is listed where they are the same. */
export async function compareOutputs(
  stored: readonly Output[],
  current: readonly Output[],
  settings: CompareSettings,
): Promise<OutputDifference[]> {
  const { ignore } = settings;
  const found: OutputDifference[] = [];
  const note = (what: string, how: string | undefined) => {
    if (how !== undefined) found.push({ what, how });
  };
  // By stream: what two streams wrote at the same time may come in either order.
  for (const name of ["stdout", "stderr"]) {
    if (ignore.includes(name)) continue;
    note(name, compareText(streamOf(stored, name), streamOf(current, name), settings));
  }
  const before = displaysOf(stored);
  const after = displaysOf(current);
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    const [a, b] = [before[i], after[i]];
    const what = before.length + after.length > 2 ? `output ${i + 1}, ` : "";
    if (!a) note(`${what}${kind(b!)}`, `is new:\n${preview(b!, "+")}`);
    else if (!b) note(`${what}${kind(a)}`, `is gone:\n${preview(a, "-")}`);
    else found.push(...await comparePair(a, b, { what, settings }));
  }
  return found;
}

type Shown = DisplayOutput | ErrorOutput;

function streamOf(outputs: readonly Output[], name: string): string {
  return outputs.map((each) => each.output_type === "stream" && each.name === name ? each.text : "")
    .join("");
}

function displaysOf(outputs: readonly Output[]): Shown[] {
  return outputs.filter((each) => each.output_type !== "stream");
}

function kind(output: Shown): string {
  return output.output_type === "error" ? "error" : Object.keys(output.data).join(", ") || "output";
}

function preview(output: Shown, sign: string): string {
  const text = output.output_type === "error"
    ? `${output.ename}: ${output.evalue}`
    : String(output.data["text/plain"] ?? `(${kind(output)})`);
  return text.split("\n").slice(0, 8).map((line) => `${sign} ${line.slice(0, 200)}`).join("\n");
}

async function comparePair(
  stored: Shown,
  current: Shown,
  { what, settings }: { what: string; settings: CompareSettings },
): Promise<OutputDifference[]> {
  if (stored.output_type === "error" || current.output_type === "error") {
    const text = (output: Shown) =>
      output.output_type === "error" ? `${output.ename}: ${output.evalue}` : preview(output, "");
    const how = compareText(text(stored), text(current), settings);
    return how === undefined ? [] : [{ what: `${what}error`, how }];
  }
  const found: OutputDifference[] = [];
  const before = stored.data;
  const after = current.data;
  for (const mime of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (settings.ignore.includes(mime)) continue;
    const how = await compareContent(mime, { before, after, settings });
    if (how !== undefined) found.push({ what: `${what}${mime}`, how });
  }
  return found;
}

async function compareContent(
  mime: string,
  { before, after, settings }: {
    before: JsonObject;
    after: JsonObject;
    settings: CompareSettings;
  },
): Promise<string | undefined> {
  const stored = Object.hasOwn(before, mime) ? before[mime] : undefined;
  const current = Object.hasOwn(after, mime) ? after[mime] : undefined;
  if (stored === undefined) return "is new";
  if (current === undefined) return "is gone";
  if (typeof stored !== "string" || typeof current !== "string") {
    return compareJson(stored, current, settings);
  }
  if (mime === "text/html") {
    if (settings.html === "ignore") return undefined;
    return settings.html === "exact"
      ? compareText(stored, current, settings)
      : compareText(visibleText(stored), visibleText(current), settings);
  }
  if (mime.startsWith("image/") && mime !== "image/svg+xml") {
    return await compareImage(stored, current, { mime, settings });
  }
  if (mime === "image/svg+xml" && settings.images === "ignore") return undefined;
  return compareText(stored, current, settings);
}

/** What a reader of HTML sees, one line for each block. */
function visibleText(html: Json): string {
  const blocks = String(html).replaceAll(
    /<\/?(?:p|div|tr|li|h[1-6]|table|br|pre)\b[^>]*>/gi,
    "\n$&",
  )
    .replaceAll(/<\/t[dh]>/gi, "\t");
  return sanitizeHtml(blocks, { allowedTags: [], allowedAttributes: {} })
    .split("\n").map((line) => line.trim()).filter((line) => line !== "").join("\n");
}
