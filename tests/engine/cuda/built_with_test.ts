import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { builtWith } from "../../../src/engine/cuda/built_with.ts";
import { onMachine } from "../install/made_up_host.ts";

const LIBRARY = "tensorflow/libtensorflow_cc.so.2";

describe("builtWith()", () => {
  it("reads Tensaur's manifest", async () => {
    const manifest = {
      format: 1,
      version: "2.20.0",
      kind: "cuda",
      os: "linux",
      arch: "x86_64",
      library: LIBRARY,
      chosenAt: "",
      files: [],
      sources: [],
    };
    const files = { "i/manifest.json": JSON.stringify(manifest) };
    await onMachine({ files }, (_, root) => {
      assertEquals(builtWith(`${root}/i/${LIBRARY}`), { version: "2.20.0", kind: "cuda" });
    });
  });

  it("tells the packages tensorflow and tensorflow-cpu apart, and names their environment", async () => {
    const files = {
      "a/lib/python3.12/site-packages/tensorflow-2.19.0.dist-info/METADATA": "",
      "b/lib/python3.11/site-packages/tensorflow_cpu-2.21.0rc1.dist-info/METADATA": "",
      "c/packages/tensorflow-2.18.0.dist-info/METADATA": "",
    };
    await onMachine({ files }, (_, root) => {
      const of = (packages: string) => builtWith(`${root}/${packages}/${LIBRARY}`);
      assertEquals(of("a/lib/python3.12/site-packages"), {
        version: "2.19.0",
        kind: "cuda",
        environment: `${root}/a`,
      });
      assertEquals(of("b/lib/python3.11/site-packages"), {
        version: "2.21.0",
        kind: "cpu",
        environment: `${root}/b`,
      });
      assertEquals(of("c/packages"), { version: "2.18.0", kind: "cuda" });
      assertEquals(of("d"), {});
    });
  });
});
