/**
 * Weights of models in safetensors files.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";
import type * as tf from "../../engine/tf.ts";
import { replaceFile } from "../../io/replace_file.ts";
import { writeSafetensors } from "../../io/safetensors/safetensors.ts";
import { pathOf } from "../files/read_source.ts";
import { weightValue } from "../keras/assign_weight.ts";
import { namedWeights } from "./named_weights.ts";
import { folderOf, inShards, isIndex } from "./shards.ts";
import { inverse, torchAxes, torchName, transposed } from "./torch_layout.ts";

/** How weights are saved. */
export interface SaveWeightsOptions {
  /** Texts beside the arrays; `{ format: "tensaur" }` unless told. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Names and layout of the file; see `loadWeights`. `"keras"` unless told. */
  readonly layout?: "keras" | "torch";
  /** Bytes of one file's arrays where the path is that of an index; 5 GB unless told. */
  readonly maxShardBytes?: number;
}

/**
 * Saves a model's weights by name as safetensors. Each file is replaced in one step; the index is
 * written last.
 *
 * @param model The model, built.
 * @param path `x.safetensors`, or `x.safetensors.index.json` for several files with an index.
 * @param options Texts, layout, size of files.
 * @throws {RangeError} When two weights have one name, or the path ends otherwise.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io, models, tf } from "tensaur";
 *
 * await tf.ready();
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ units: 1, inputShape: [2], name: "score" })],
 * });
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * await models.saveWeights(model, path, { layout: "torch" });
 * const { arrays } = io.readSafetensors(await Deno.readFile(path));
 * assertEquals(arrays["score.weight"]?.shape, [1, 2]);
 * model.dispose();
 * ```
 */
export async function saveWeights(
  model: tf.LayersModel,
  path: string | URL,
  options: SaveWeightsOptions = {},
): Promise<void> {
  const { metadata = { format: "tensaur" }, layout = "keras", maxShardBytes = 5e9 } = options;
  const place = pathOf(path);
  if (!place.endsWith(".safetensors") && !isIndex(place)) {
    throw new RangeError(
      `Cannot save weights to ${place}: the path must end on .safetensors or .safetensors.index.json`,
    );
  }
  if (!(maxShardBytes > 0)) {
    throw new RangeError(
      `Cannot save weights to ${place}: maxShardBytes must be positive, current value is ${maxShardBytes}`,
    );
  }
  const arrays: Record<string, NdArray> = {};
  for (const weight of namedWeights(model).values()) {
    const value = await weightValue(weight.variable);
    if (layout === "torch") {
      const axes = torchAxes(weight);
      arrays[torchName(weight)] = axes === undefined ? value : transposed(value, inverse(axes));
    } else arrays[weight.path] = value;
  }
  if (!isIndex(place)) return await replaceFile(place, writeSafetensors(arrays, { metadata }));
  await writeShards(place, inShards(arrays, maxShardBytes), metadata);
}

async function writeShards(
  place: string,
  shards: readonly Record<string, NdArray>[],
  metadata: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = folderOf(place);
  const stem = place.slice(folder.length).replace(/\.safetensors\.index\.json$/, "");
  const five = (count: number) => String(count).padStart(5, "0");
  const weightMap: Record<string, string> = {};
  let total = 0;
  for (const [i, shard] of shards.entries()) {
    const file = `${stem}-${five(i + 1)}-of-${five(shards.length)}.safetensors`;
    await replaceFile(folder + file, writeSafetensors(shard, { metadata }));
    for (const [name, { data }] of Object.entries(shard)) {
      weightMap[name] = file;
      total += data.byteLength;
    }
  }
  const index = { metadata: { total_size: total }, weight_map: weightMap };
  await replaceFile(place, `${JSON.stringify(index, null, 2)}\n`);
}
