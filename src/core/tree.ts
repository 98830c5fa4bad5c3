/**
 * Nested arrays and objects with leaves of any kind.
 *
 * @module
 */

/** Whether a value holds others: an array, or an object made by `{}`. Everything else is a leaf. */
function isBranch(value: unknown): value is unknown[] | Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Deeper than any tree that somebody has meant. */
const MAX_DEPTH = 500;

function requireDepth(depth: number): void {
  if (depth <= MAX_DEPTH) return;
  throw new TypeError(
    `Cannot walk a tree of more than ${MAX_DEPTH} levels: an array or object in it holds itself`,
  );
}

/**
 * The same tree with each leaf replaced.
 *
 * @param tree Nested arrays and plain objects.
 * @param replace Makes the new leaf; `path` leads to it, such as `[0].weights.kernel`.
 * @throws {TypeError} If the tree holds itself.
 */
export function mapTree(
  tree: unknown,
  replace: (leaf: unknown, path: string) => unknown,
): unknown {
  const walk = (node: unknown, path: string, depth: number): unknown => {
    if (!isBranch(node)) return replace(node, path);
    requireDepth(depth);
    if (Array.isArray(node)) return node.map((child, i) => walk(child, `${path}[${i}]`, depth + 1));
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(node)) {
      copy[key] = walk(node[key], path === "" ? key : `${path}.${key}`, depth + 1);
    }
    return copy;
  };
  return walk(tree, "", 0);
}

/**
 * Visits the leaves of a tree in order.
 *
 * @param tree Nested arrays and plain objects.
 * @param visit Is given each leaf, and the text that tells apart the trees it may stand in.
 * @throws {TypeError} If the tree holds itself.
 */
export function walkTree(
  tree: unknown,
  visit: { leaf: (leaf: unknown) => void; structure: (mark: string) => void },
): void {
  const walk = (node: unknown, depth: number): void => {
    if (!isBranch(node)) {
      visit.leaf(node);
      return;
    }
    requireDepth(depth);
    if (Array.isArray(node)) {
      visit.structure("[");
      for (const child of node) walk(child, depth + 1);
      visit.structure("]");
      return;
    }
    visit.structure("{");
    for (const key of Object.keys(node)) {
      visit.structure(`${JSON.stringify(key)}:`);
      walk(node[key], depth + 1);
    }
    visit.structure("}");
  };
  walk(tree, 0);
}
