/**
 * One output of a cell, checked.
 *
 * @module
 */

import type { Json, JsonObject } from "./json.ts";
import { isTextMime } from "./multiline.ts";
import type { Output } from "./notebook.ts";
import type { Problems } from "./problems.ts";

/** Reads an output; what is wrong is noted with the place given. */
export function parseOutput(value: Json, place: string, problems: Problems): Output {
  const output = problems.object(value, place);
  const type = output.output_type;
  if (type === "stream") {
    problems.noOthers(output, place, ["output_type", "name", "text"]);
    if (typeof output.name !== "string") problems.add(`${place}: name must be stdout or stderr`);
    return {
      output_type: "stream",
      name: String(output.name),
      text: problems.text(output.text, `${place}: text`),
    };
  }
  if (type === "error") {
    problems.noOthers(output, place, ["output_type", "ename", "evalue", "traceback"]);
    const traceback = problems.list(output.traceback ?? [], `${place}: traceback`);
    if (!traceback.every((line) => typeof line === "string")) {
      problems.add(`${place}: traceback must be a list of lines`);
    }
    return {
      output_type: "error",
      ename: problems.text(output.ename, `${place}: ename`),
      evalue: problems.text(output.evalue, `${place}: evalue`),
      traceback: traceback.map(String),
    };
  }
  if (type !== "display_data" && type !== "execute_result") {
    problems.add(
      `${place}: output_type must be stream, display_data, execute_result or error, ` +
        `it is ${JSON.stringify(type ?? null).slice(0, 40)}`,
    );
  }
  const result = type === "execute_result";
  problems.noOthers(
    output,
    place,
    ["output_type", "data", "metadata", ...result ? ["execution_count"] : []],
  );
  const data = joinBundle(problems.object(output.data, `${place}: data`), place, problems);
  const metadata = problems.object(output.metadata ?? {}, `${place}: metadata`);
  if (!result) return { output_type: "display_data", data, metadata };
  const execution_count = problems.count(output.execution_count, `${place}: execution_count`);
  return { output_type: "execute_result", data, metadata, execution_count };
}

/** A MIME bundle with lists of lines joined; JSON content stays as it is. */
export function joinBundle(bundle: JsonObject, place: string, problems: Problems): JsonObject {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, content]): [string, Json] => {
      if (/^application\/(.*\+)?json$/.test(mime) || typeof content === "string") {
        return [mime, content];
      }
      if (Array.isArray(content) && content.every((line: Json) => typeof line === "string")) {
        return [mime, content.join("")];
      }
      if (isTextMime(mime) || mime.startsWith("image/")) {
        problems.add(`${place}: ${mime} must be text or a list of lines`);
      }
      return [mime, content];
    }),
  );
}
