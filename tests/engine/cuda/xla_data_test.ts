import { assertEquals } from "@std/assert";
import { afterEach, describe, it } from "@std/testing/bdd";
import { findXlaData, tellXla } from "../../../src/engine/cuda/xla_data.ts";
import { onMachine } from "../install/made_up_host.ts";

const LIBDEVICE = "nvvm/libdevice/libdevice.10.bc";
const LIBRARY = "i/tensorflow/libtensorflow_cc.so.2";
/** In place of the toolkit that this machine may have. */
const toolkit = "/nonexistent/cuda";

describe("findXlaData()", () => {
  it("needs no flag for the toolkit that XLA knows", async () => {
    await onMachine({ files: { [`cuda/${LIBDEVICE}`]: "" } }, (host, root) => {
      const { libdevice, flag } = findXlaData(undefined, host, { toolkit: `${root}/cuda` });
      assertEquals([libdevice.path, flag], [`${root}/cuda/${LIBDEVICE}`, undefined]);
    });
  });

  it("needs no flag where XLA looks beside TensorFlow", async () => {
    await onMachine({ files: { [`i/nvidia/cuda_nvcc/${LIBDEVICE}`]: "" } }, (host, root) => {
      const { libdevice, flag } = findXlaData(`${root}/${LIBRARY}`, host, { toolkit });
      assertEquals(libdevice.path, `${root}/i/nvidia/cuda_nvcc/${LIBDEVICE}`);
      assertEquals(flag, undefined);
    });
  });

  it("tells the folder of CUDA_HOME or of a Python package", async () => {
    const packages = "venv/lib/python3.12/site-packages/nvidia/cuda_nvcc";
    for (
      const [env, folder] of [
        [{ CUDA_HOME: "$ROOT/cuda" }, "cuda"],
        [{ VIRTUAL_ENV: "$ROOT/venv" }, packages],
      ] as const
    ) {
      await onMachine({ files: { [`${folder}/${LIBDEVICE}`]: "" }, env }, (host, root) => {
        const { libdevice, flag } = findXlaData(`${root}/${LIBRARY}`, host, { toolkit });
        assertEquals(libdevice.path, `${root}/${folder}/${LIBDEVICE}`);
        assertEquals(flag, `--xla_gpu_cuda_data_dir=${root}/${folder}`);
      });
    }
  });

  it("says that there is none, which the package would bring", async () => {
    await onMachine({}, (host, root) => {
      const { libdevice, flag } = findXlaData(`${root}/${LIBRARY}`, host, { toolkit });
      // A machine may have toolkits of CUDA 12, which are found.
      if (libdevice.path === undefined) assertEquals(flag, undefined);
      else assertEquals(`${flag}/${LIBDEVICE}`.split("=")[1], libdevice.path);
      assertEquals([libdevice.package, libdevice.required], ["nvidia-cuda-nvcc-cu12", false]);
    });
  });
});

describe("tellXla()", () => {
  const before = Deno.env.get("XLA_FLAGS");
  afterEach(() => {
    if (before === undefined) Deno.env.delete("XLA_FLAGS");
    else Deno.env.set("XLA_FLAGS", before);
  });

  it("puts the flag before the user's own, whose folder it leaves alone", () => {
    Deno.env.delete("XLA_FLAGS");
    tellXla("--xla_gpu_cuda_data_dir=/a");
    assertEquals(Deno.env.get("XLA_FLAGS"), "--xla_gpu_cuda_data_dir=/a");
    tellXla("--xla_gpu_cuda_data_dir=/b");
    assertEquals(Deno.env.get("XLA_FLAGS"), "--xla_gpu_cuda_data_dir=/a");
    Deno.env.set("XLA_FLAGS", "--xla_dump_to=/tmp");
    tellXla("--xla_gpu_cuda_data_dir=/a");
    assertEquals(Deno.env.get("XLA_FLAGS"), "--xla_gpu_cuda_data_dir=/a --xla_dump_to=/tmp");
  });
});
