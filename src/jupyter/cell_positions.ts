/**
 * The way from positions in scripts back to the sources of cells.
 *
 * @module
 */
import {
  GREATEST_LOWER_BOUND,
  LEAST_UPPER_BOUND,
  originalPositionFor,
  TraceMap,
} from "../deps/trace_mapping.ts";
import { type Place, placeAt } from "./code_frame.ts";
import { scriptName } from "./side_message.ts";

interface Known {
  readonly source: string;
  readonly label: string;
  readonly map: string;
  readonly shift: number;
  trace?: TraceMap;
}

/** A run whose positions can be asked for. */
export interface RunSource {
  /** Number of the run. */
  readonly serial: number;
  /** What people call the cell, such as `In[3]`. */
  readonly label: string;
  /** Of the cell. */
  readonly source: string;
  /** Source map of its script. */
  readonly map: string;
  /** Characters that were put in front of the source. */
  readonly shift: number;
}

const inScript = new RegExp(`${scriptName(0).replace("0", "(\\d+)")}(?::(\\d+):(\\d+))?`, "g");

/** Sources of all runs of a session. */
export class CellPositions {
  #runs = new Map<number, Known>();

  /** Remembers a run. */
  add(run: RunSource): void {
    const { serial, ...known } = run;
    this.#runs.set(serial, known);
  }

  /** The source of a run, `undefined` if there was no such run. */
  source(serial: number): string | undefined {
    return this.#runs.get(serial)?.source;
  }

  /** What people call the cell of a run. */
  label(serial: number): string {
    return this.#runs.get(serial)?.label ?? `In[?]`;
  }

  /** Where an offset in the source of a run is. */
  placeAt(serial: number, offset: number): Place {
    return placeAt(this.source(serial) ?? "", offset);
  }

  /** The place in the source for one in the script, both counted from 1. */
  original(serial: number, script: Place): Place | undefined {
    const known = this.#runs.get(serial);
    if (!known) return undefined;
    known.trace ??= new TraceMap(known.map);
    // The first line of a script is not of the source.
    const needle = { line: script.line - 1, column: script.column - 1 };
    if (needle.line < 1) return undefined;
    let found = originalPositionFor(known.trace, { ...needle, bias: GREATEST_LOWER_BOUND });
    if (found.line === null) {
      found = originalPositionFor(known.trace, { ...needle, bias: LEAST_UPPER_BOUND });
    }
    if (found.line === null) return undefined;
    const { line, column } = found;
    return { line, column: column + 1 - (line === 1 ? known.shift : 0) };
  }

  /** Replaces positions in scripts by positions in cells, as in stacks. */
  translate(text: string): string {
    return text.replaceAll(inScript, (whole, serial: string, line?: string, column?: string) => {
      if (!this.#runs.has(Number(serial))) return whole;
      const label = this.label(Number(serial));
      if (line === undefined) return label;
      const place = this.original(Number(serial), { line: Number(line), column: Number(column) });
      return place ? `${label}:${place.line}:${place.column}` : label;
    });
  }

  /** The first position in a script that a text names. */
  find(text: string): { serial: number; place: Place } | undefined {
    for (const [, serial, line, column] of text.matchAll(inScript)) {
      if (line === undefined) continue;
      const place = this.original(Number(serial), { line: Number(line), column: Number(column) });
      if (place) return { serial: Number(serial), place };
    }
  }

  /** The last run whose script a text names. */
  outermost(text: string): number | undefined {
    const named = [...text.matchAll(inScript)].at(-1)?.[1];
    return named === undefined ? undefined : Number(named);
  }
}
