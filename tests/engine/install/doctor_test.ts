import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { findCudaLibraries } from "../../../src/engine/install/cuda_libraries.ts";
import { diagnose } from "../../../src/engine/install/doctor.ts";
import { renderReport } from "../../../src/engine/install/doctor_text.ts";
import { onMachine } from "./made_up_host.ts";
import { madeUpLibrary } from "./made_up_wheel.ts";

const files = { "a.so": madeUpLibrary() };

describe("diagnose()", () => {
  it("says that a library can be used, with its version", async () => {
    await onMachine({ files }, async (host, root) => {
      const library = `${root}/a.so`;
      const openLibrary = () => ({ version: "2.21.0" });
      const report = await diagnose({ library, openLibrary }, host);
      assertEquals(report.usable, true);
      assertEquals(report.library, { path: library, source: "option", version: "2.21.0" });
      const text = renderReport(report);
      assert(text.startsWith(`TensorFlow 2.21.0 can be used: ${library}`));
      assert(JSON.parse(JSON.stringify(report)).platform.os === "linux");
    });
  });

  it("says why a library cannot be used and what to do", async () => {
    await onMachine({ files }, async (host, root) => {
      const openLibrary = () => {
        throw new Error("it is TensorFlow 1.15");
      };
      const report = await diagnose({ library: `${root}/a.so`, openLibrary }, host);
      assertEquals(report.usable, false);
      assertEquals(report.libraries[0]!.problem, "it is TensorFlow 1.15");
      assert(report.advice.some((line) => line.includes("deno task setup")));
      assert(renderReport(report).includes(`- ${root}/a.so (option): it is TensorFlow 1.15`));
    });
  });

  it("opens no second library after one that works", async () => {
    const env = { VIRTUAL_ENV: "$ROOT/a", CONDA_PREFIX: "$ROOT/b" };
    const at = "lib/python3.11/site-packages/tensorflow/libtensorflow_cc.so.2";
    const both = { [`a/${at}`]: madeUpLibrary(), [`b/${at}`]: madeUpLibrary() };
    await onMachine({ files: both, env }, async (host) => {
      let opened = 0;
      const openLibrary = () => ({ version: `${++opened}` });
      const report = await diagnose({ openLibrary }, host);
      assertEquals(opened, 1);
      assert(report.libraries.length >= 2);
    });
  });

  it("names a wrong variable, an engine that is forced, and hides passwords", async () => {
    const env = {
      TENSAUR_LIBTENSORFLOW: "$ROOT/missing",
      TENSAUR_ENGINE: "wasm",
      PIP_INDEX_URL: "https://me:secret@mirror.example/simple",
    };
    await onMachine({ env }, async (host) => {
      const report = await diagnose({}, host);
      assert(report.advice[0]!.includes("TENSAUR_ENGINE=wasm"));
      assert(report.advice[1]!.includes("does not exist"));
      assertEquals(report.environment["PIP_INDEX_URL"], "https://***@mirror.example/simple");
      assert(!renderReport(report).includes("secret"));
    });
  });

  it("tells of a download that can be gone on with", async () => {
    const path = "home/.cache/tensaur/libtensorflow/.staging-1-cpu/downloads/x.whl.part";
    await onMachine({ files: { [path]: "12345" } }, async (host) => {
      const report = await diagnose({}, host);
      assertEquals(report.cache.unfinished, 5);
      assert(report.advice.some((line) => line.includes("goes on with it")));
    });
  });
});

describe("findCudaLibraries()", () => {
  it("looks beside the library, then where the loader does, and names the package", async () => {
    const found = {
      "i/nvidia/cudnn/lib/libcudnn.so.9": madeUpLibrary(),
      "ld/libcufft.so.11": madeUpLibrary(),
    };
    await onMachine({ files: found, env: { LD_LIBRARY_PATH: "$ROOT/ld" } }, (host, root) => {
      const libraries = findCudaLibraries(`${root}/i/tensorflow/libtensorflow_cc.so.2`, host);
      const of = (soname: string) => libraries.find((library) => library.soname === soname)!;
      assertEquals(of("libcudnn.so.9").path, `${root}/i/nvidia/cudnn/lib/libcudnn.so.9`);
      assertEquals(of("libcufft.so.11").path, `${root}/ld/libcufft.so.11`);
      assertEquals(of("libnccl.so.2").package, "nvidia-nccl-cu12");
    });
  });
});
