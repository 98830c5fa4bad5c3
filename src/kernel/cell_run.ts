/**
 * One execution of a cell: the request, and what came of it.
 *
 * @module
 */
import type { Content } from "../jupyter/message.ts";
import type { Request } from "./front_end.ts";

/** What an `execute_request` asks for. */
export interface CellRequest {
  /** Who asks. */
  readonly request: Request;
  /** The cell. */
  readonly code: string;
  /** Whether its value is not shown. */
  readonly silent: boolean;
  /** Whether it is counted and remembered. */
  readonly storeHistory: boolean;
  /** Whether somebody can answer questions. */
  readonly allowStdin: boolean;
  /** Whether its error aborts the cells that wait. */
  readonly stopOnError: boolean;
  /** Name to expression. */
  readonly userExpressions: Readonly<Record<string, string>>;
  /** The front end's name of the cell. */
  readonly cellId: string | undefined;
}

/**
 * Reads a request.
 *
 * @throws {TypeError} If the code is no text.
 */
export function parseCellRequest(request: Request): CellRequest {
  const { content, metadata } = request.message;
  const { code, silent = false, store_history = true, user_expressions } = content;
  if (typeof code !== "string") {
    throw new TypeError(`The code of an execute_request must be text, got ${typeof code}`);
  }
  return {
    request,
    code,
    silent: silent === true,
    storeHistory: store_history === true && silent !== true,
    allowStdin: content.allow_stdin === true,
    stopOnError: content.stop_on_error !== false,
    userExpressions: textsOf(user_expressions),
    cellId: typeof metadata.cellId === "string" ? metadata.cellId : undefined,
  };
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((it): it is [string, string] => typeof it[1] === "string"),
  );
}

/** Content of the reply for an error that is ours and not the cell's. */
export function errorContent(ename: string, evalue: string): Content {
  return { status: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] };
}
