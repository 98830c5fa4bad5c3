/**
 * Prints what `engine.info()` says, for `look.ts`: whoever starts TensorFlow holds some of the GPU's
 * memory until it ends.
 *
 * @module
 */

import { engine } from "../../mod.ts";
import { standardStream } from "../../src/io/standard_stream.ts";

await engine.use({ engine: "tensorflow" });
const info = engine.info();
// The library is there to be read, and not listed.
const text = JSON.stringify({ ...info, library: info.library });
standardStream("stdout").write(`${text}\n`);
