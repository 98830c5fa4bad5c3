/** Half an installation of CUDA: each library missing, cut short or of another version in turn. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { join } from "node:path";
import type { CudaState } from "../../../src/engine/cuda/cuda_state.ts";
import { findCudaLibraries } from "../../../src/engine/install/cuda_libraries.ts";
import { currentHost } from "../../../src/engine/install/host.ts";
import {
  H200,
  makeStandIns,
  own,
  runScript,
  type StandIns,
  tensorflow,
  whyNoStandIns,
} from "./stand_ins.ts";

const suite = whyNoStandIns === undefined ? describe : describe.ignore;
const ignored = whyNoStandIns === undefined ? "" : ` (ignored: ${whyNoStandIns})`;
const all = findCudaLibraries(undefined, { ...currentHost(), env: () => undefined });

suite(`prepareCuda()${ignored}`, () => {
  let folder = "";
  let made: StandIns;

  beforeAll(() => {
    folder = Deno.realPathSync(Deno.makeTempDirSync());
    // TensorFlow itself is not opened here, and need not be there.
    made = makeStandIns(folder, tensorflow ?? "/nonexistent/libtensorflow_cc.so.2");
  });
  afterAll(() => Deno.removeSync(folder, { recursive: true }));

  async function prepare(env: Record<string, string> = {}): Promise<CudaState> {
    const { stdout, stderr } = await runScript(
      `import { prepareCuda } from "ROOT/src/engine/cuda/prepare.ts";
       import { currentHost } from "ROOT/src/engine/install/host.ts";
       const { driver, ...state } = prepareCuda(${JSON.stringify(made.library)}, currentHost());
       console.log(JSON.stringify(state));`,
      { LD_LIBRARY_PATH: made.driver, STAND_IN_GPUS: H200, PATH: "", HOME: folder, ...env },
    );
    assert(stdout.startsWith("{"), stderr);
    return JSON.parse(stdout);
  }

  /** Runs `body` with the file of a library replaced by `content`, or gone. */
  async function without(
    soname: string,
    content: Uint8Array | undefined,
    body: () => Promise<void>,
  ): Promise<void> {
    const path = made.cuda.get(soname)!;
    Deno.renameSync(path, `${path}.away`);
    try {
      if (content !== undefined) Deno.writeFileSync(path, content);
      await body();
    } finally {
      Deno.renameSync(`${path}.away`, path);
    }
  }

  it("finds all libraries where all are there", async () => {
    const { usable, libraries, why } = await prepare();
    assertEquals({ usable, why }, { usable: true, why: undefined });
    const libdevice = join(made.packages, "nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc");
    assertEquals(libraries.map(({ soname, path }) => [soname, path]), [
      ...made.cuda,
      ["libdevice.10.bc", libdevice],
    ]);
  });

  for (const { soname, package: wheel, required } of all) {
    // Where the machine has CUDA 12 itself, nothing is missing.
    const missing = own.has(soname) ? it.ignore : it;
    missing(
      `says which command brings ${soname}${required ? "" : ", and goes on without it"}`,
      async () => {
        await without(soname, undefined, async () => {
          const { usable, why, aloud, libraries } = await prepare();
          assertEquals(
            libraries.filter(({ path }) => path === undefined).map((one) => one.soname),
            [
              soname,
            ],
          );
          assertEquals({ usable, aloud }, { usable: !required, aloud: required });
          if (!required) return;
          assertStringIncludes(why!, "There is an NVIDIA H200 (compute capability 9.0), but");
          assertStringIncludes(why!, `${soname} is missing`);
          assert(why!.endsWith(`: \`deno task setup --cuda\` brings ${wheel}`), why);
        });
      },
    );

    missing(`says that ${soname} is cut short`, async () => {
      const whole = Deno.readFileSync(made.cuda.get(soname)!);
      await without(soname, whole.subarray(0, 4000), async () => {
        const { usable, libraries, why } = await prepare();
        const { problem, path } = libraries.find((one) => one.soname === soname)!;
        assertStringIncludes(problem!, "is cut short: it has 4000 bytes");
        assertEquals(usable, !required);
        if (required) assertStringIncludes(why!, `${soname} (${path}): is cut short`);
      });
    });
  }

  const withoutOwn = own.size === 0 ? it : it.ignore;
  withoutOwn("says that a file cannot be read or needs a library that is not there", async () => {
    const path = made.cuda.get("libcufft.so.11")!;
    Deno.renameSync(path, `${path}.away`);
    try {
      // A link to itself cannot be read by anybody, root included.
      Deno.symlinkSync(path, path);
      assertMatch((await prepare()).why!, /libcufft\.so\.11: cannot be read: .*libcufft\.so\.11/);
      Deno.removeSync(path);
      const args = ["-shared", "-o", path, "-Wl,--no-as-needed", join(folder, "needed.so")];
      Deno.writeTextFileSync(join(folder, "n.c"), "");
      for (
        const more of [["-shared", "-o", join(folder, "needed.so"), join(folder, "n.c")], args]
      ) {
        assert(new Deno.Command("cc", { args: more }).outputSync().success);
      }
      Deno.removeSync(join(folder, "needed.so"));
      assertStringIncludes((await prepare()).why!, "needed.so: cannot open shared object file");
    } finally {
      Deno.removeSync(path);
      Deno.renameSync(`${path}.away`, path);
    }
  });

  withoutOwn("does not take a library of CUDA 13, and says that it is there", async () => {
    const packages = join(folder, "venv", "lib", "python3.12", "site-packages");
    const lib = join(packages, "nvidia", "cu13", "lib");
    Deno.mkdirSync(lib, { recursive: true });
    const other = join(lib, "libcublas.so.13");
    Deno.copyFileSync(made.cuda.get("libcublas.so.12")!, other);
    await without("libcublas.so.12", undefined, async () => {
      const { usable, why } = await prepare({ VIRTUAL_ENV: join(folder, "venv") });
      assertEquals(usable, false);
      assertStringIncludes(why!, `libcublas.so.12 is missing (${other} is of another version`);
      assertStringIncludes(why!, "`deno task setup --cuda` brings nvidia-cublas-cu12");
    });
  });

  withoutOwn("finds libraries in the packages of the Python at hand", async () => {
    const path = join(folder, "conda/lib/python3.12/site-packages/nvidia/cudnn/lib/libcudnn.so.9");
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    Deno.copyFileSync(made.cuda.get("libcudnn.so.9")!, path);
    await without("libcudnn.so.9", undefined, async () => {
      const { usable, libraries } = await prepare({ CONDA_PREFIX: join(folder, "conda") });
      assertEquals(usable, true);
      assertEquals(libraries.find(({ soname }) => soname === "libcudnn.so.9")!.path, path);
    });
  });

  withoutOwn("takes the library that the loader knows where the search finds none", async () => {
    const path = made.cuda.get("libnccl.so.2")!;
    const lib = join(folder, "preloaded.so");
    Deno.copyFileSync(path, lib);
    await without("libnccl.so.2", undefined, async () => {
      const { libraries } = await prepare({ LD_PRELOAD: lib });
      const found = libraries.find(({ soname }) => soname === "libnccl.so.2")!;
      assertEquals(found.path, "libnccl.so.2");
    });
  });

  it("asks for cuDNN 8 for TensorFlow 2.17, and for 9 since", () => {
    const host = currentHost();
    for (const [version, soname] of [["2.17.1", "libcudnn.so.8"], ["2.18.0", "libcudnn.so.9"]]) {
      const libraries = findCudaLibraries(undefined, host, { version });
      assertEquals(libraries.find((one) => one.package === "nvidia-cudnn-cu12")!.soname, soname);
    }
  });
});
