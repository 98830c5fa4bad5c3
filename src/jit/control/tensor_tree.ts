/**
 * Trees of tensors that go into branches and loops and come out again.
 *
 * @module
 */

import { mapTree, walkTree } from "../../core/tree.ts";
import * as tf from "../../engine/tf.ts";

/** A tree whose leaves are tensors, or null or undefined where there is nothing. */
export interface TensorTree {
  /** The tensors in order. */
  readonly tensors: readonly tf.Tensor[];
  /** What errors call them: `carry.hidden[0]`. */
  readonly names: readonly string[];
  /** The tree as text, the same for trees of the same structure. */
  readonly structure: string;
  /** The same tree with other tensors. */
  with(tensors: readonly tf.Tensor[]): unknown;
}

/** What a tree is called in errors. */
export interface TreeNames {
  /** Who is given it: `jit.while()`. */
  readonly construct: string;
  /** What it is: `state`. */
  readonly root: string;
}

/**
 * Takes the tensors out of a tree.
 *
 * @throws {TypeError} If there is anything else in it.
 */
export function tensorTree(tree: unknown, { construct, root }: TreeNames): TensorTree {
  const tensors: tf.Tensor[] = [];
  const names: string[] = [];
  mapTree(tree, (leaf, path) => {
    const name = path === "" || path.startsWith("[") ? `${root}${path}` : `${root}.${path}`;
    if (leaf instanceof tf.Tensor) {
      tensors.push(leaf);
      names.push(name);
    } else if ((leaf ?? null) !== null) {
      throw new TypeError(
        `Cannot run ${construct}: ${name} must be a tensor, and is ${what(leaf)}`,
      );
    }
  });
  return {
    tensors,
    names,
    structure: structureOf(tree),
    with: (others) => {
      let next = 0;
      return mapTree(tree, (leaf) => leaf instanceof tf.Tensor ? others[next++] : leaf);
    },
  };
}

function what(leaf: unknown): string {
  if (leaf instanceof Promise) return "a promise: the function must not be async";
  if (typeof leaf === "number") return `${leaf}: make it one with tf.scalar(${leaf})`;
  if (typeof leaf === "string") return JSON.stringify(leaf);
  return typeof leaf === "object" ? `a ${leaf!.constructor.name}` : String(leaf);
}

function structureOf(tree: unknown): string {
  let text = "";
  const part = (next: string) => {
    text += /[\w\]}]$/.test(text) && !/^[\]}]/.test(next) ? `, ${next}` : next;
  };
  walkTree(tree, {
    structure: part,
    leaf: (leaf) => part(leaf instanceof tf.Tensor ? "tensor" : "null"),
  });
  return text;
}

/** Dtype and shape of a tensor as text. */
export function describe({ dtype, shape }: tf.Tensor): string {
  return `${dtype}[${shape}]`;
}

/** How two trees are compared. */
export interface SameTrees extends TreeNames {
  /** Begins the error: what must be as what. */
  readonly rule: string;
}

/**
 * Makes sure that two trees have the same structure, and their tensors the same dtypes and shapes.
 *
 * @throws {TypeError} If not: it names the tensor, what was wanted and what came.
 */
export function requireSame(
  wanted: TensorTree,
  came: TensorTree,
  { construct, rule }: Omit<SameTrees, "root">,
): void {
  if (wanted.structure !== came.structure) {
    throw new TypeError(
      `Cannot run ${construct}: ${rule}; wanted ${wanted.structure}, came ${came.structure}`,
    );
  }
  wanted.tensors.forEach((tensor, i) => {
    const other = came.tensors[i]!;
    if (describe(tensor) === describe(other)) return;
    throw new TypeError(
      `Cannot run ${construct}: ${rule}; ${came.names[i]} must be ${
        describe(tensor)
      }, and came as ` +
        describe(other),
    );
  });
}
