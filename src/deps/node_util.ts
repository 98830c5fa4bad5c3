/**
 * Gives `node:util` back the function that tfjs-node 4.22 still calls and Node 23 took away.
 *
 * Must be imported before any file of tfjs-node.
 *
 * @module
 */

import util from "node:util";

/** `node:util` as tfjs-node knows it. */
interface OldUtil {
  isNullOrUndefined?: (value: unknown) => boolean;
  isArray?: (value: unknown) => boolean;
}

const old = util as OldUtil;
old.isNullOrUndefined ??= (value) => value === null || value === undefined;
old.isArray ??= Array.isArray;
