/**
 * Keeps numbers that JavaScript draws out of compiled code, where they would be constants.
 *
 * Ours stand in for tfjs's random functions wherever tfjs calls them through its exports. Where it
 * does not, in a converted model or in a bundle of ES modules, tfjs's own would draw while the
 * code is traced. Each of them opens a scope with its name on the engine that all copies of tfjs
 * share, and that is where they are stopped.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { tracingBackend } from "./tracing.ts";

/** Names of the scopes, and what to call instead. */
const DRAWING: ReadonlyMap<string | undefined, string> = new Map([
  ["multinomial__op", "tf.multinomial()"],
  ["rand__op", "tf.randomUniform() or tf.randomNormal()"],
  ["randomGamma__op", "tf.randomGamma()"],
  ["randomNormal__op", "tf.randomNormal()"],
  ["randomUniform__op", "tf.randomUniform()"],
  ["truncatedNormal__op", "tf.truncatedNormal()"],
]);

/** tfjs-core's engine as it is used here. */
interface CoreEngine {
  startScope: StartScope;
}

/** Opens a scope; a guarded one knows whether a draw is meant. */
interface StartScope {
  (this: CoreEngine, name?: string): void;
  meant?: boolean;
}

/** Guards the engine; a second call does nothing. */
export function guardDraws(): void {
  const engine = tfjs.engine() as unknown as CoreEngine;
  const { startScope } = engine;
  if (startScope.meant !== undefined) return;
  const guarded: StartScope = function (name) {
    const instead = DRAWING.get(name);
    if (instead !== undefined && !guarded.meant && tracingBackend() !== null) {
      throw new TypeError(
        `Cannot call tfjs's own ${name!.replace("__op", "()")} in a function that jit compiles: ` +
          `what it draws would be the same at each call; call ${instead} of Tensaur, or draw ` +
          "outside and pass the tensor as an argument",
      );
    }
    startScope.call(this, name);
  };
  guarded.meant = false;
  engine.startScope = guarded;
}

/** Lets tfjs draw in JavaScript: outside of a trace, or from a seed that the user has given. */
export function drawNow<T>(draw: () => T): T {
  const { startScope } = tfjs.engine() as unknown as CoreEngine;
  const before = startScope.meant ?? false;
  startScope.meant = true;
  try {
    return draw();
  } finally {
    startScope.meant = before;
  }
}
