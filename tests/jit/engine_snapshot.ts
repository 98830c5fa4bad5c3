/** What a trace must leave as it was. */

import { assertEquals, assertStrictEquals } from "@std/assert";
import type { TensorflowBackend } from "../../src/engine/backend.ts";
import * as tf from "../../src/engine/tf.ts";
import { coreEngine } from "../../src/jit/engine_state.ts";

/** The backend under test. */
export function tensorflow(): TensorflowBackend {
  return tf.backend() as TensorflowBackend;
}

/**
 * Runs `body` and asserts that tfjs's engine is afterwards as it was before: counts, scopes, tape,
 * variables with their values, references to data, and where ops go.
 */
export function assertLeavesNothing(body: () => void): void {
  const before = snapshot();
  body();
  const after = snapshot();
  assertEquals(after.counts, before.counts);
  assertEquals(after.names, before.names);
  assertEquals(after.scopes, before.scopes);
  assertStrictEquals(after.activeScope, before.activeScope);
  assertStrictEquals(after.activeTape, before.activeTape);
  assertStrictEquals(tensorflow().context, tensorflow().eager);
  before.variables.forEach(({ variable, values, refCount }, i) => {
    const now = after.variables[i]!;
    assertStrictEquals(now.variable, variable);
    assertEquals(now.values, values, variable.name);
    assertEquals(now.refCount, refCount, `references to ${variable.name}`);
    assertEquals(variable.isDisposed, false);
  });
}

function snapshot() {
  const { state } = coreEngine();
  const variables = Object.values(state.registeredVariables).map((variable) => ({
    variable,
    values: Array.from(variable.dataSync()),
    refCount: tensorflow().refCount(variable.dataId),
  }));
  const { numTensors, numBytes, numStringTensors, numDataBuffers, gradientDepth, kernelDepth } =
    state;
  const { activeScope, activeTape } = state;
  return {
    counts: {
      numTensors,
      numBytes,
      numStringTensors,
      numDataBuffers,
      gradientDepth,
      kernelDepth,
    },
    names: Object.keys(state.registeredVariables),
    scopes: (state.scopeStack as { name: string; track: unknown[] }[]).map(({ name, track }) => ({
      name,
      tracked: track.length,
    })),
    activeScope,
    activeTape,
    variables,
  };
}

/** Numbers in a tensor. */
export function numbers(tensor: tf.Tensor): number[] {
  return Array.from(tensor.dataSync());
}

/** A variable whose data are its own from the start. */
export function variable(values: number | number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor(values)));
}
