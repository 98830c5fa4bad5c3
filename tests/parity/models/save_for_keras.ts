/**
 * Writes every model of keras.zip anew, as `.keras` and `.h5`, into a folder for check_keras.py:
 *
 *     deno run -A tests/parity/models/save_for_keras.ts <folder>
 *
 * @module
 */

import * as tf from "../../../src/engine/tf.ts";
import { loadKeras } from "../../../src/models/keras/load_keras.ts";
import { saveKeras } from "../../../src/models/keras/save_keras.ts";
import { goldens } from "./goldens.ts";

const [folder] = Deno.args;
if (folder === undefined) throw new TypeError("Give the folder to write to");
await tf.ready();
await Deno.mkdir(folder, { recursive: true });
for (const { name, inputs, outputs, files } of await goldens()) {
  const model = await loadKeras(files[".keras"]!, { onNotice: () => {} });
  for (const ending of [".keras", ".h5"]) await saveKeras(model, `${folder}/${name}${ending}`);
  await Deno.writeTextFile(`${folder}/${name}.json`, JSON.stringify({ inputs, outputs }));
  model.dispose();
}
