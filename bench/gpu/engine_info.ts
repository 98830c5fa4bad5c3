/**
 * Prints what `engine.info()` says, for `look.ts`: whoever starts TensorFlow holds some of the GPU's
 * memory until it ends.
 *
 * @module
 */

import { engine } from "../../mod.ts";
import { standardStream } from "../../src/io/standard_stream.ts";

await engine.use({ engine: "tensorflow" });
standardStream("stdout").write(`${JSON.stringify(engine.info())}\n`);
