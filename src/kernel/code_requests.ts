/**
 * Completion and inspection of the text that is being written.
 *
 * @module
 */
import type { Content } from "../jupyter/message.ts";
import type { Child } from "./child.ts";
import type { Request } from "./front_end.ts";
import type { Language } from "./language.ts";

/** Milliseconds that the child is given to complete: it does not answer while a cell runs. */
const CHILD_TIME = 500;

/** Content of a `complete_reply`: what the types say, else what the child finds at run time. */
export async function complete(
  { message }: Request,
  language: Language,
  child: Child,
): Promise<Content> {
  const { code, cursor } = readCursor(message.content);
  const found = await language.complete(code, cursor);
  if (found && found.matches.length > 0) {
    return {
      status: "ok",
      matches: found.matches.map((it) => it.text),
      cursor_start: found.start,
      cursor_end: found.end,
      metadata: { _jupyter_types_experimental: found.matches },
    };
  }
  // A value of type `any` has members that only the process knows.
  const nothing = {
    status: "ok",
    matches: [],
    cursor_start: cursor,
    cursor_end: cursor,
    metadata: {},
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Content>((resolve) => {
    timer = setTimeout(resolve, CHILD_TIME, nothing);
  });
  const asked = child.ready()
    .then((session) => session.request("complete_request", { code, cursor_pos: cursor }))
    .catch(() => nothing);
  const answer = await Promise.race([asked, late]);
  clearTimeout(timer);
  return answer;
}

/** Content of an `inspect_reply`. */
export async function inspect({ message }: Request, language: Language): Promise<Content> {
  const { code, cursor } = readCursor(message.content);
  const data = await language.hover(code, cursor);
  return { status: "ok", found: data !== undefined, data: data ?? {}, metadata: {} };
}

function readCursor(content: Content): { code: string; cursor: number } {
  const { code, cursor_pos } = content;
  if (typeof code !== "string") {
    throw new TypeError(`The code of a request must be text, got ${typeof code}`);
  }
  const cursor = typeof cursor_pos === "number" ? cursor_pos : Array.from(code).length;
  return { code, cursor };
}
