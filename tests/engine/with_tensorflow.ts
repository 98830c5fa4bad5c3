/** Suites that need libtensorflow: ignored, with the reason in the name, where there is none. */

import { beforeAll, describe } from "@std/testing/bdd";
import { findLibraries } from "../../src/engine/install/find.ts";
import { use } from "../../src/engine/select.ts";

const found = findLibraries().candidates.length > 0;

/** A suite that runs on the tensorflow engine. */
export function describeTensorflow(name: string, body: () => void): void {
  if (!found) {
    describe.ignore(`${name} (ignored: no TensorFlow library; run \`deno task setup\`)`, body);
    return;
  }
  describe(name, () => {
    beforeAll(async () => {
      await use({ engine: "tensorflow" });
    });
    body();
  });
}
