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

/**
 * The same tree with each leaf replaced.
 *
 * @param tree Nested arrays and plain objects.
 * @param replace Makes the new leaf; `path` leads to it, such as `[0].weights.kernel`.
 */
export function mapTree(
  tree: unknown,
  replace: (leaf: unknown, path: string) => unknown,
): unknown {
  const walk = (node: unknown, path: string): unknown => {
    if (!isBranch(node)) return replace(node, path);
    if (Array.isArray(node)) return node.map((child, i) => walk(child, `${path}[${i}]`));
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(node)) {
      copy[key] = walk(node[key], path === "" ? key : `${path}.${key}`);
    }
    return copy;
  };
  return walk(tree, "");
}

/**
 * Visits the leaves of a tree in order.
 *
 * @param tree Nested arrays and plain objects.
 * @param visit Is given each leaf, and the text that tells apart the trees it may stand in.
 */
export function walkTree(
  tree: unknown,
  visit: { leaf: (leaf: unknown) => void; structure: (mark: string) => void },
): void {
  if (!isBranch(tree)) {
    visit.leaf(tree);
    return;
  }
  if (Array.isArray(tree)) {
    visit.structure("[");
    for (const child of tree) walkTree(child, visit);
    visit.structure("]");
    return;
  }
  visit.structure("{");
  for (const key of Object.keys(tree)) {
    visit.structure(`${JSON.stringify(key)}:`);
    walkTree(tree[key], visit);
  }
  visit.structure("}");
}
