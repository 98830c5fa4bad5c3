import * as tfjs from "../../../deps/tfjs.ts";
import { geluOf } from "../gelu.ts";
import type { Method } from "./method.ts";

/** The activations `gelu` and, approximated by way of tanh, `gelu_new`. */
export function geluApply(approximate: boolean): Method {
  return function (x) {
    const given = x as tfjs.Tensor;
    return tfjs.tidy(() =>
      geluOf(given.dtype === "float32" ? given : tfjs.cast(given, "float32"), { approximate })
    );
  };
}
