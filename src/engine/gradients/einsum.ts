/** Gradient of `einsum`. @module */

import * as tfjs from "../../deps/tfjs.ts";

/**
 * For each operand, the equation with that operand and the result exchanged.
 *
 * An axis that only this operand has was summed: its gradient is the same all along the axis.
 */
const einsum: tfjs.GradConfig = {
  kernelName: "Einsum",
  saveAllInputs: true,
  gradFunc: (dy, operands, attrs) => {
    const [left, result] = (attrs.equation as string).replaceAll(" ", "").split("->");
    const terms = left!.split(",");
    return operands.map((operand, i) => () => {
      const term = terms[i]!;
      const others = operands.filter((_, j) => j !== i);
      const otherTerms = terms.filter((_, j) => j !== i);
      const known = result + otherTerms.join("");
      const found = [...term].filter((label) => known.includes(label)).join("");
      const equation = `${[result, ...otherTerms].join(",")}->${found}`;
      const gradient = tfjs.einsum(equation, dy as tfjs.Tensor, ...others);
      if (found === term) return gradient;
      const kept = operand.shape.map((length, axis) => found.includes(term[axis]!) ? length : 1);
      return tfjs.broadcastTo(tfjs.reshape(gradient, kept), operand.shape);
    }) as unknown as ReturnType<tfjs.GradFunc>;
  },
};

/** Gradient of `einsum`. */
export const einsumGradients: tfjs.GradConfig[] = [einsum];
