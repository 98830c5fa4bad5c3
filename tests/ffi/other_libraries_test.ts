/** The tests of this folder on each library in `TENSAUR_TEST_LIBRARIES`, a list like `PATH`. */

import { assert } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { libraryPath } from "./with_library.ts";

/** Two TensorFlows do not get on in one process, so each has its own; it must not start others. */
const INNER = "TENSAUR_TEST_LIBRARIES_INNER";

const separator = Deno.build.os === "windows" ? ";" : ":";
const others = (Deno.env.get("TENSAUR_TEST_LIBRARIES") ?? "")
  .split(separator)
  .filter((path) => path !== "" && path !== libraryPath);

if (Deno.env.get(INNER) === undefined) {
  describe("other TensorFlow libraries", () => {
    if (others.length === 0) {
      it.ignore("pass the same tests (ignored: TENSAUR_TEST_LIBRARIES names none)", () => {});
    }
    for (const path of others) {
      it(`${path} passes the same tests`, async () => {
        const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
          args: ["test", "-A", "--no-check", "--quiet", import.meta.dirname!],
          env: { TENSAUR_LIBTENSORFLOW: path, [INNER]: "1", NO_COLOR: "1" },
        }).output();
        const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
        assert(code === 0, text(stdout) + text(stderr));
      });
    }
  });
}
