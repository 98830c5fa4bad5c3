/**
 * The models that Keras has saved, with its predictions (make_keras.py).
 *
 * @module
 */

import { readZip } from "../../../src/io/zip/read_zip.ts";
import * as tf from "../../../src/engine/tf.ts";

interface Entry {
  readonly shape: number[];
  readonly data: number[];
}

/** One model. */
export interface Golden {
  readonly name: string;
  readonly inputs: readonly Entry[];
  readonly outputs: readonly Entry[];
  /** Its files by ending: `.keras`, `.h5`. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** All files of an archive: keras.zip, or keras2.zip by Keras 2. */
export async function goldenFiles(archive = "keras.zip"): Promise<Record<string, Uint8Array>> {
  return await readZip(await Deno.readFile(new URL(archive, import.meta.url)));
}

/** All models of an archive. */
export async function goldens(archive = "keras.zip"): Promise<Golden[]> {
  const files = await goldenFiles(archive);
  return Object.keys(files).filter((file) => file.endsWith(".json")).map((file) => {
    const name = file.replace(".json", "");
    const { inputs, outputs } = JSON.parse(new TextDecoder().decode(files[file]));
    return {
      name,
      inputs,
      outputs,
      files: { ".keras": files[`${name}.keras`]!, ".h5": files[`${name}.h5`]! },
    };
  });
}

/** The greatest difference between a model's predictions and Keras', relative to values beyond 1. */
export function difference(model: tf.LayersModel, { inputs, outputs }: Golden): number {
  return tf.tidy(() => {
    const given = model.inputs.map((input, i) =>
      tf.tensor(inputs[i]!.data, inputs[i]!.shape, input.dtype)
    );
    const results = [model.predict(given.length === 1 ? given[0]! : given)].flat();
    if (results.length !== outputs.length) return Infinity;
    let greatest = 0;
    results.forEach((result, i) => {
      const wanted = outputs[i]!;
      if (String(result.shape) !== String(wanted.shape)) greatest = Infinity;
      result.dataSync().forEach((value, j) => {
        const off = Math.abs(value - wanted.data[j]!) / Math.max(1, Math.abs(wanted.data[j]!));
        // NaN is no small difference.
        if (!(off <= greatest)) greatest = off;
      });
    });
    return greatest;
  });
}
