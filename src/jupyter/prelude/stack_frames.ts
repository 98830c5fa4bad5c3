/**
 * Stacks of errors: scripts of cells by their name, and nothing of the machinery.
 *
 * @module
 */

/** What V8 tells of a frame; Deno's types leave some of it out. */
interface Frame {
  toString(): string;
  getFileName(): string | null | undefined;
  getScriptNameOrSourceURL?(): string | null | undefined;
}

type Formatter = (error: unknown, frames: readonly Frame[]) => unknown;

/** Files whose frames say nothing to people: this folder, and the inspector that runs cells. */
const own = [new URL(".", import.meta.url).href, "ext:deno_node/inspector", "node:inspector"];
/** Further down, where timers and storages call back. */
const below = /^(?:ext:|node:(?:async_hooks|internal))/;

/**
 * From now on the stack of an error names the script of a cell where Deno would write `<anonymous>`.
 * Who sets `Error.prepareStackTrace` too replaces this.
 */
export function installStackFrames(): void {
  const target = Error as unknown as { prepareStackTrace?: Formatter };
  target.prepareStackTrace = (error, frames) =>
    [headline(error), ...visible(frames).map((frame) => `    at ${describe(frame)}`)].join("\n");
}

function headline(error: unknown): string {
  try {
    return String(error);
  } catch {
    // An error may have a name or a message that throws.
    return "Error";
  }
}

function visible(frames: readonly Frame[]): readonly Frame[] {
  const first = frames.findIndex((frame) => own.some((file) => nameOf(frame).startsWith(file)));
  const shown = first < 0 ? [...frames] : frames.slice(0, first);
  while (shown.length > 0 && isBelow(shown.at(-1)!)) shown.pop();
  return shown;
}

function isBelow(frame: Frame): boolean {
  const name = nameOf(frame);
  // The stock kernel's own script has no name.
  return below.test(name) || (name === "" && /^(?:async )?<anonymous>:\d+:\d+$/.test(`${frame}`));
}

function nameOf(frame: Frame): string {
  return frame.getScriptNameOrSourceURL?.() ?? frame.getFileName() ?? "";
}

function describe(frame: Frame): string {
  const text = frame.toString();
  const file = frame.getFileName();
  const name = nameOf(frame);
  return file && name !== file ? text.replace(file, name) : text;
}
