/**
 * One node on the tape for many ops, which are run again on the way back.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { copiesForTape, cutTape, givenTo, isTaped, note, pullBack, withTape } from "./tape.ts";

/** How ops are run, and what they are given, on the way back. */
export interface CheckpointRules {
  /** Runs them, the first time or again. */
  run<T>(fn: () => T): T;
  /** What they are given instead of `tensors` when the gradient `dy` is known. */
  inputs(tensors: readonly tfjs.Tensor[], dy: tfjs.Tensor): readonly tfjs.Tensor[];
}

/**
 * Runs `fn`; a tape keeps only what it was given, and runs it again for its gradients.
 *
 * @param fn What is run; it may use variables, and tensors that outlive the tape.
 * @param xs What it is given.
 */
export function runCheckpointed(
  fn: (...xs: tfjs.Tensor[]) => tfjs.Tensor,
  xs: readonly tfjs.Tensor[],
  rules: CheckpointRules,
): tfjs.Tensor {
  if (!isTaped()) return fn(...xs);
  const { value, noted } = cutTape(() => rules.run(() => fn(...xs)));
  const given = givenTo(noted);
  const kept = copiesForTape(xs);
  const inputs = Object.fromEntries(given.map((tensor, i) => [`${i}`, tensor]));
  note({
    kernelName: "Checkpointed",
    inputs,
    outputs: [value],
    saved: [kept],
    gradient([dy], wanted) {
      const again = rules.inputs(kept, dy!);
      const at = (tensor: tfjs.Tensor) => xs.indexOf(tensor);
      const targets = wanted.map((name) => {
        const tensor = inputs[name]!;
        return at(tensor) < 0 ? tensor : again[at(tensor)]!;
      });
      const found = withTape(
        () => rules.run(() => fn(...again)),
        (y, renoted) => pullBack(renoted, { xs: targets, ys: [y], dys: [dy!] }),
      );
      return Object.fromEntries(
        wanted.map((name, i) => [name, () => found[i] ?? tfjs.zerosLike(inputs[name]!)]),
      );
    },
  });
  return value;
}
