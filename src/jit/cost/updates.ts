/**
 * Optimizers' steps on variables.
 *
 * A variable's handle does not say how large it is; the gradient, of the same shape, does.
 *
 * @module
 */

import { bytesOf, type CostRule, elements } from "./cost_node.ts";

/** One kind of step. */
interface Update {
  /** Which input is the gradient. */
  gradient: number;
  /** Variables that are read and written: the weights, and the optimizer's own. */
  variables: number;
  /** Operations per weight. */
  each: number;
}

const UPDATES: Record<string, Update> = {
  AssignAddVariableOp: { gradient: 1, variables: 1, each: 1 },
  AssignSubVariableOp: { gradient: 1, variables: 1, each: 1 },
  // w -= rate g
  ResourceApplyGradientDescent: { gradient: 2, variables: 1, each: 2 },
  // a = momentum a + g; w -= rate a
  ResourceApplyMomentum: { gradient: 3, variables: 2, each: 4 },
  // a = momentum a - rate g; w += a
  ResourceApplyKerasMomentum: { gradient: 3, variables: 2, each: 4 },
  // m += (1 - b1) (g - m): 3; v += (1 - b2) (g² - v): 4; w -= rate m / (sqrt(v) + e): 5
  ResourceApplyAdam: { gradient: 9, variables: 3, each: 12 },
  // m: 3; v = max(b2 v, |g|): 3; w -= rate m / (v + e): 4
  ResourceApplyAdaMax: { gradient: 8, variables: 3, each: 10 },
  // a += g²: 2; w -= rate g / sqrt(a): 4
  ResourceApplyAdagrad: { gradient: 3, variables: 2, each: 6 },
  // the same with an e beside the root
  ResourceApplyAdagradV2: { gradient: 4, variables: 2, each: 7 },
  // two running means: 8; a step by the quotient of two roots: 6; w -= rate step: 2
  ResourceApplyAdadelta: { gradient: 6, variables: 3, each: 16 },
  // running mean of g²: 4; momentum and step: 6; w -= step: 1
  ResourceApplyRMSProp: { gradient: 7, variables: 3, each: 11 },
  // another running mean, 3, whose square is taken off: 2
  ResourceApplyCenteredRMSProp: { gradient: 8, variables: 4, each: 16 },
};

/** Rules by op. */
export const UPDATE_RULES: ReadonlyMap<string, CostRule> = new Map(
  Object.entries(UPDATES).map(([op, { gradient, variables, each }]) => [
    op,
    ({ inputs }) => ({
      flops: each * elements(inputs[gradient]),
      bytes: (1 + 2 * variables) * bytesOf(inputs[gradient]),
    }),
  ]),
);
