/**
 * How errors of cells are shown.
 *
 * @module
 */
import type { CellPositions } from "./cell_positions.ts";
import { codeFrame, type Place } from "./code_frame.ts";
import type { SyntaxProblem } from "./cell_script.ts";
import type { OutputMessage } from "./output.ts";
import type { RunError } from "./side_message.ts";

/** The output for an error. */
function errorOutput(
  content: { ename: string; evalue: string; traceback: string[] },
): OutputMessage {
  return { type: "error", content, metadata: {}, buffers: [] };
}

/** The output for a cell that Stop ended without an error of its own. */
export function stoppedOutput(): OutputMessage {
  const [ename, evalue] = ["AbortError", "The cell was stopped"];
  return errorOutput({ ename, evalue, traceback: [`${ename}: ${evalue}`] });
}

/** The output for a source that is no TypeScript. */
export function syntaxErrorOutput(
  problems: readonly SyntaxProblem[],
  options: { source: string; label: string; place: (offset: number) => Place },
): OutputMessage {
  const { source, label, place } = options;
  const traceback = problems.slice(0, 5).flatMap(({ message, offset }) => {
    const at = place(offset);
    return [
      `SyntaxError: ${message}`,
      ...codeFrame(source, at),
      `    at ${label}:${at.line}:${at.column}`,
    ];
  });
  const evalue = problems[0]?.message ?? "The cell is not valid TypeScript";
  return errorOutput({ ename: "SyntaxError", evalue, traceback });
}

/** The output for an error that running a cell brought. */
export function runErrorOutput(
  error: RunError,
  options: { serial: number; positions: CellPositions },
): OutputMessage {
  const { positions } = options;
  const { name, message: text } = error;
  // Deno puts errors without a stack in brackets.
  const lines = error.inspected.replace(`[${name}: ${text}]`, `${name}: ${text}`).split("\n");
  const found = locate(error, options);
  const frames = error.passages
    .map(([serial, offset]) => {
      const { line, column } = positions.placeAt(serial, offset);
      return `    at async ${positions.label(serial)}:${line}:${column}`;
    });
  const translated = lines.map((line) => positions.translate(line));
  const firstFrame = translated.findIndex((line) => /^\s+at /.test(line));
  const afterFrames = firstFrame < 0
    ? translated.length
    : firstFrame + translated.slice(firstFrame).findIndex((line) => !/^\s+at /.test(line));
  const end = afterFrames < firstFrame ? translated.length : afterFrames;
  const message = translated.slice(0, firstFrame < 0 ? translated.length : firstFrame);
  const stack = firstFrame < 0 ? [] : translated.slice(firstFrame, end);
  const source = found && positions.source(found.serial);
  const traceback = [
    ...message,
    ...(source !== undefined ? codeFrame(source, found!.place) : []),
    ...stack,
    // Where the stack does not lead to a line of a cell, the awaits do.
    ...(stack.some((line) => /In\[.*\]:\d+/.test(line)) ? [] : frames),
    ...(error.at && found ? [`    at ${positions.label(found.serial)}:${found.place.line}`] : []),
    ...translated.slice(firstFrame < 0 ? translated.length : end),
  ];
  return errorOutput({ ename: error.name, evalue: error.message, traceback });
}

function locate(
  error: RunError,
  options: { serial: number; positions: CellPositions },
): { serial: number; place: Place } | undefined {
  const { serial, positions } = options;
  if (error.at) {
    const place = positions.original(serial, {
      line: error.at.line + 1,
      column: error.at.column + 1,
    });
    return place && { serial, place };
  }
  const inStack = positions.find(error.inspected);
  if (inStack) return inStack;
  const passage = error.passages[0];
  return passage && { serial: passage[0], place: positions.placeAt(...passage) };
}
