/** What TensorFlow and Keras make of small pictures (make_images.py). */
import type { NdArrayOf } from "../../../src/core/nd_array.ts";
import type { FitOptions } from "../../../src/data/images/fit_image.ts";
import type { FillMode } from "../../../src/data/augment/warp_image.ts";

export interface Plain {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface ImageGoldens {
  readonly picture: Plain;
  readonly resized: readonly (Required<FitOptions> & { readonly result: Plain })[];
  readonly square: Plain;
  readonly warped: readonly {
    readonly name: string;
    readonly transform: readonly number[];
    readonly fillMode: FillMode;
    readonly interpolation: "nearest" | "bilinear";
    readonly result: Plain;
  }[];
  readonly colours: Plain;
  readonly coloured: Readonly<Record<string, Plain>>;
  readonly preprocessed: Readonly<Record<"caffe" | "tf" | "torch", Plain>>;
  readonly files: readonly {
    readonly name: string;
    readonly bytes: string;
    readonly shape: readonly number[];
    readonly pixels: string;
  }[];
}

export const goldens = JSON.parse(
  Deno.readTextFileSync(new URL("./images.json", import.meta.url)),
) as ImageGoldens;

export function floats({ shape, data }: Plain): NdArrayOf<"float32"> {
  return { dtype: "float32", shape, data: Float32Array.from(data) };
}

/** The greatest difference between two lists of values, of the same length. */
export function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values, not ${b.length}`);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

/** The bytes of a golden file by its name. */
export function goldenFile(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(goldens.files.find((file) => file.name === name)!.bytes);
}
