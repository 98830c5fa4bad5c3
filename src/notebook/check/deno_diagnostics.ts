/**
 * What `deno check` prints, read.
 *
 * @module
 */

/** One finding. */
export interface DenoDiagnostic {
  /** TypeScript's number, as in TS2322; undefined for what is not TypeScript's. */
  readonly code?: number;
  readonly message: string;
  /** The module it is in, as a URL. */
  readonly url: string;
  /** Lines and columns count from 0. */
  readonly line: number;
  readonly column: number;
  /** Characters that are marked, at least one. */
  readonly length: number;
}

const PLACE = /^ {4}at (\S+):(\d+):(\d+)$/;
const MARK = /^\s*([~^]+)$/;

/** Reads the findings of a text without colours. */
export function parseDiagnostics(text: string): DenoDiagnostic[] {
  const blocks = text.replaceAll("\r\n", "\n").split(/^(?=TS\d+ \[ERROR\]: |error: )/m);
  return blocks.flatMap((block) => {
    const [, code, rest] = block.match(/^(?:TS(\d+) \[ERROR\]|error): (.*)$/s) ?? [];
    if (rest === undefined) return [];
    const lines = rest.split("\n");
    const at = lines.findIndex((line) => PLACE.test(line));
    if (at < 0) return [];
    const [, url, line, column] = lines[at]!.match(PLACE)!;
    const mark = lines.slice(0, at).map((each) => each.match(MARK)?.[1]).find((each) => each);
    return [{
      ...(code === undefined ? {} : { code: Number(code) }),
      message: messageOf(lines.slice(0, at)),
      url: url!,
      line: Number(line) - 1,
      column: Number(column) - 1,
      length: mark?.length ?? 1,
    }];
  });
}

/** The lines in front of the piece of source that is shown. */
function messageOf(lines: readonly string[]): string {
  const mark = lines.findIndex((line) => MARK.test(line));
  const end = mark < 0 ? lines.length : Math.max(1, mark - 1);
  return lines.slice(0, end).filter((line) => !/^\s*\|?\s*$/.test(line)).join("\n").trim();
}
