import * as tfjs from "../../deps/tfjs.ts";
import { BACKEND } from "../info.ts";

/**
 * Checks row or class numbers on engines that read values beyond the end of a tensor. TensorFlow checks
 * them itself, and its values are better not read.
 *
 * @throws {RangeError} If one is not from 0 to below `length`.
 */
export function checkIndices(
  doing: string,
  { indices, length }: { indices: tfjs.Tensor; length: number },
): void {
  if (tfjs.getBackend() === BACKEND) return;
  const wrong = indices.dataSync().find((index) => index < 0 || index >= length);
  if (wrong === undefined) return;
  throw new RangeError(`Cannot ${doing}: numbers go from 0 to ${length - 1}, and one is ${wrong}`);
}
