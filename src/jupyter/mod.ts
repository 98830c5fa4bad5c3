/**
 * Jupyter's protocol, and sessions of cells that run in `deno jupyter`.
 *
 * @module
 */
export * from "./connection_file.ts";
export { ChildError } from "./deno_child.ts";
export * from "./in_cells.ts";
export * from "./message.ts";
export * from "./output.ts";
export * from "./session.ts";
export type { CommMessage, CommType } from "./side_message.ts";
export * from "./zmtp.ts";
export * from "./zmtp_server.ts";
