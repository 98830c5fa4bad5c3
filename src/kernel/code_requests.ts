/**
 * Completion and inspection of the text that is being written.
 *
 * @module
 */
import type { Content } from "../jupyter/message.ts";
import type { Child } from "./child.ts";
import type { Request } from "./front_end.ts";
import type { Language } from "./language.ts";

/** Milliseconds for completion: front ends wait for a second, and the first check takes two. */
const COMPLETION_TIME = 900;

/** Content of a `complete_reply`: what the types say, else what the child finds at run time. */
export async function complete(
  { message }: Request,
  language: Language,
  child: Child,
): Promise<Content> {
  const { code, cursor } = readCursor(message.content);
  // Both at once: a value of type `any` has members that only the process knows, and the process does
  // not answer while a cell runs.
  const running = completeInChild(child, code, cursor);
  const found = await language.complete(code, cursor, { timeout: COMPLETION_TIME });
  if (!found || found.matches.length === 0) return await running;
  return {
    status: "ok",
    matches: found.matches.map((it) => it.text),
    cursor_start: found.start,
    cursor_end: found.end,
    metadata: { _jupyter_types_experimental: found.matches },
  };
}

async function completeInChild(child: Child, code: string, cursor: number): Promise<Content> {
  const nothing = {
    status: "ok",
    matches: [],
    cursor_start: cursor,
    cursor_end: cursor,
    metadata: {},
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Content>((resolve) => {
    timer = setTimeout(resolve, COMPLETION_TIME, nothing);
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
