import type * as tf from "../engine/tf.ts";

/** Dtype and shape of a tensor as errors write them: `float32 [2, 3]`. */
export function described({ dtype, shape }: tf.Tensor): string {
  return `${dtype} [${shape.join(", ")}]`;
}

/**
 * Checks that tensors are float32; absent ones are passed over.
 *
 * @param doing What cannot be done without, such as `"normalise a layer"`.
 * @throws {TypeError} If one is not.
 */
export function requireFloat(
  doing: string,
  tensors: Readonly<Record<string, tf.Tensor | null | undefined>>,
): void {
  for (const [name, tensor] of Object.entries(tensors)) {
    if (!tensor || tensor.dtype === "float32") continue;
    throw new TypeError(
      `Cannot ${doing}: ${name} must be float32, and it is ${described(tensor)}; cast it with ` +
        `tf.cast(${name}, "float32")`,
    );
  }
}
