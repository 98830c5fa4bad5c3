/** Suites that run on every engine. */

import { beforeAll, describe } from "@std/testing/bdd";
import { use } from "../../src/engine/select.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";

/** Runs `body` on libtensorflow, where there is one, on wasm and on tfjs's cpu engine. */
export function describeOnEngines(
  name: string,
  body: (engine: "tensorflow" | "wasm" | "cpu") => void,
): void {
  describeTensorflow(`${name} on tensorflow`, () => body("tensorflow"));
  for (const engine of ["wasm", "cpu"] as const) {
    describe(`${name} on ${engine}`, () => {
      beforeAll(async () => {
        await use({ engine });
      });
      body(engine);
    });
  }
}
