/**
 * What the engine finds, loads and says on machines with a GPU, half an installation or a driver
 * that does not do: NVIDIA's driver and CUDA's libraries are stand-ins, TensorFlow is the real one,
 * in a process of its own each time.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { dirname, join } from "node:path";
import { builtWith } from "../../../src/engine/cuda/built_with.ts";
import type { EngineInfo } from "../../../src/engine/info.ts";
import { cacheDirectory, listCache } from "../../../src/engine/install/cache.ts";
import type { DoctorReport } from "../../../src/engine/install/doctor.ts";
import { driverFiles } from "../../../src/engine/install/gpu.ts";
import {
  H200,
  makeStandIns,
  own,
  runCommand,
  runScript,
  type StandIns,
  tensorflow,
  whyNoStandIns,
} from "./stand_ins.ts";

const why = whyNoStandIns ??
  (tensorflow === undefined ? "no TensorFlow library; run `deno task setup`" : undefined);
const suite = why === undefined ? describe : describe.ignore;
const ignored = why === undefined ? "" : ` (ignored: ${why})`;

/** Whether the library of this machine has CUDA's kernels. */
const hasCuda = tensorflow !== undefined && builtWith(tensorflow).kind === "cuda";

let folder = "";
let made: StandIns;

/** What the engine says of itself, and on the error stream. */
interface Answer {
  info: EngineInfo;
  stderr: string;
  maps: string;
  sum: number;
}

/** Starts the engine with `env` and computes something. */
async function start(env: Record<string, string>, options = "{}"): Promise<Answer> {
  const { stdout, stderr, code } = await runScript(
    `import * as tf from "ROOT/src/engine/tf.ts";
     import { info, use } from "ROOT/src/engine/select.ts";
     await use(${options});
     const sum = tf.add(1, 2).dataSync()[0];
     const maps = Deno.readTextFileSync("/proc/self/maps");
     console.log(JSON.stringify({ info: info(), maps, sum }));`,
    { TENSAUR_ENGINE: "", ...env },
  );
  assertEquals(code, 0, stderr);
  return { ...JSON.parse(stdout), stderr };
}

/** The driver, one GPU, and the library that says it is built with CUDA. */
function machine(more: Record<string, string> = {}): Record<string, string> {
  return {
    LD_LIBRARY_PATH: `${made.driver}:${made.management}`,
    STAND_IN_GPUS: H200,
    TENSAUR_LIBTENSORFLOW: made.library,
    ...more,
  };
}

/** The engine runs on the CPU, and says `text` as its reason, aloud as well if `aloud`. */
function assertOnCpu({ info, stderr, sum }: Answer, text: string, aloud = true): void {
  assertEquals(sum, 3);
  assertEquals(info.engine, "tensorflow");
  assertEquals(info.devices.map(({ type }) => type), ["CPU"]);
  assertEquals(info.notTaken.map(({ engine }) => engine), ["tensorflow on CUDA"]);
  assertStringIncludes(info.notTaken[0]!.why, text);
  if (!aloud) assertEquals(stderr, "");
  else assertEquals(stderr, `tensaur: runs on the CPU: ${info.notTaken[0]!.why}`);
}

async function doctor(env: Record<string, string>): Promise<DoctorReport> {
  const { stdout, stderr } = await runCommand(["engine", "doctor", "--json"], env);
  assert(stdout.startsWith("{"), stderr || stdout);
  return JSON.parse(stdout);
}

suite(`the engine on a machine with stand-ins for CUDA${ignored}`, () => {
  beforeAll(() => {
    folder = Deno.realPathSync(Deno.makeTempDirSync());
    made = makeStandIns(folder, tensorflow!);
  });
  afterAll(() => Deno.removeSync(folder, { recursive: true }));

  it("is silent on a machine without a driver, and says so when asked", async () => {
    if (driverFiles() !== undefined) return;
    const answer = await start({ TENSAUR_LIBTENSORFLOW: made.library });
    assertOnCpu(answer, "There is no NVIDIA driver here", false);
    assertEquals(answer.info.cuda, undefined);
    assert(!answer.maps.includes(join(made.packages, "nvidia")), "CUDA was loaded for nothing");
  });

  it("names the GPU, its compute capability and memory, and the CUDA of the driver", async () => {
    const answer = await start(machine());
    const { gpus, cuda, missing } = answer.info.cuda!;
    const [name, , , memory] = H200.split(",");
    assertEquals(gpus, [{ name: name!, computeCapability: "9.0", memoryBytes: Number(memory) }]);
    assertEquals(cuda, "13.0");
    assertEquals(missing, []);
    // TensorFlow without CUDA's kernels takes no GPU, with them it finds that this one does nothing.
    assertOnCpu(answer, "");
    assertMatch(answer.stderr, /TensorFlow (does not take it|cannot start with the GPU): /);
  });

  it("says that the driver lacks the library that TensorFlow asks about GPUs", async () => {
    const answer = await start(machine({ LD_LIBRARY_PATH: made.driver }));
    if (answer.maps.includes("libnvidia-ml")) return;
    assertOnCpu(answer, "a second library of the driver about it (libnvidia-ml.so.1 is missing)");
    assertStringIncludes(answer.stderr, "NVIDIA_DRIVER_CAPABILITIES=compute,utility");
  });

  it("loads each library of CUDA by full path, from the folder beside TensorFlow's", async () => {
    const { maps } = await start(machine());
    for (const [soname, path] of made.cuda) assert(maps.includes(path), `${soname} is not loaded`);
    assert(maps.includes(join(made.driver, "libcuda.so.1")));
    assert(maps.includes(join(made.management, "libnvidia-ml.so.1")));
  });

  it("loads them before TensorFlow asks for them by name, from nowhere on a search path", async () => {
    // The loader gives what is loaded to whoever asks for the name.
    const { stdout, stderr } = await runScript(
      `import { openWithCuda } from "ROOT/src/engine/cuda/open.ts";
       import { currentHost } from "ROOT/src/engine/install/host.ts";
       const opens = (name) => {
         try { Deno.dlopen(name, {}); return true; } catch { return false; }
       };
       const names = ${JSON.stringify([...made.cuda.keys()])};
       const before = names.filter(opens);
       openWithCuda(${JSON.stringify(made.library)}, currentHost());
       console.log(JSON.stringify([before, names.filter(opens)]));`,
      machine(),
    );
    assertEquals(JSON.parse(stdout || stderr), [[], [...made.cuda.keys()]]);
  });

  const cpuBuild = hasCuda ? it.ignore : it;
  cpuBuild("says that the library is built without CUDA where there is a GPU for it", async () => {
    const answer = await start(machine({ TENSAUR_LIBTENSORFLOW: tensorflow! }));
    assertOnCpu(answer, "this TensorFlow is built without CUDA: `deno task setup --cuda`");
  });

  it("says that the driver is too old", async () => {
    const answer = await start(machine({ STAND_IN_CUDA: "11080" }));
    assertOnCpu(
      answer,
      "is too old: it runs CUDA up to 11.8, TensorFlow needs CUDA 12.0: install driver 525 or newer",
    );
    assert(!answer.maps.includes("libcublas"), "CUDA was loaded for a driver that cannot run it");
  });

  it("says what it means that the driver does not start", async () => {
    const means: [string, string, string][] = [
      ["100", "CUDA_ERROR_NO_DEVICE, 100", "--gpus all"],
      ["803", "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH, 803", "restart the machine"],
      ["999", "CUDA_ERROR_UNKNOWN, 999", "nvidia_uvm"],
      ["12345", "error 12345", "nvidia-smi"],
    ];
    for (const [code, name, advice] of means) {
      const answer = await start(machine({ STAND_IN_INIT: code }));
      assertOnCpu(answer, `(cuInit: ${name})`);
      assertStringIncludes(answer.info.cuda!.why!, advice);
    }
  });

  it("says that the driver sees no GPU", async () => {
    assertOnCpu(await start(machine({ STAND_IN_GPUS: "" })), "sees no GPU");
  });

  it("obeys CUDA_VISIBLE_DEVICES and gpus: [] without a word", async () => {
    for (const value of ["", "-1"]) {
      const answer = await start(machine({ CUDA_VISIBLE_DEVICES: value }));
      assertOnCpu(answer, `CUDA_VISIBLE_DEVICES=${JSON.stringify(value)} hides all GPUs`, false);
    }
    assertOnCpu(await start(machine(), "{ gpus: [] }"), "The option gpus: [] hides", false);
  });

  it("says aloud that a GPU which was asked for is not there", async () => {
    if (driverFiles() !== undefined) return;
    const answer = await start({ TENSAUR_LIBTENSORFLOW: made.library }, "{ gpus: [0] }");
    assertOnCpu(answer, "There is no NVIDIA driver here");
  });

  it("says that the driver's library is cut short, empty or something else", async () => {
    const whole = Deno.readFileSync(join(made.driver, "libcuda.so.1"));
    const wrong = join(folder, "wrong");
    Deno.mkdirSync(wrong);
    const contents: [Uint8Array, string][] = [
      [whole.subarray(0, 5000), "is cut short"],
      [new Uint8Array(), "is empty"],
      [new TextEncoder().encode("not a library"), "is no shared library"],
      [Deno.readFileSync(made.cuda.get("libnccl.so.2")!), "undefined symbol: cu"],
    ];
    for (const [content, text] of contents) {
      Deno.writeFileSync(join(wrong, "libcuda.so.1"), content);
      const answer = await start(machine({ LD_LIBRARY_PATH: wrong }));
      assertOnCpu(answer, `NVIDIA's driver library ${join(wrong, "libcuda.so.1")} cannot be used`);
      assertStringIncludes(answer.stderr, text);
    }
  });

  const withoutOwn = own.size === 0 ? it : it.ignore;
  withoutOwn("says the same in the doctor, with the command that mends it", async () => {
    const path = made.cuda.get("libcudnn.so.9")!;
    Deno.renameSync(path, `${path}.away`);
    try {
      const answer = await start(machine());
      assertOnCpu(answer, "libcudnn.so.9 is missing: `deno task setup --cuda` brings nvidia-cudnn");
      const { advice, gpu, usable, cuda } = await doctor(machine());
      assertEquals(usable, true);
      assertEquals(advice[0], answer.info.cuda!.why);
      assertEquals(gpu.why, answer.info.cuda!.why);
      assertEquals(gpu.cards?.map(({ name }) => name), ["NVIDIA H200"]);
      assertEquals(cuda.find(({ soname }) => soname === "libcudnn.so.9")?.path, undefined);
    } finally {
      Deno.renameSync(`${path}.away`, path);
    }
    const { gpu, advice } = await doctor(machine({ STAND_IN_INIT: "803" }));
    assertMatch(gpu.why!, /803.*restart the machine/);
    assertEquals(advice[0], gpu.why);
  });

  withoutOwn("calls a GPU's package by its Python where TensorFlow came from there", async () => {
    // <environment>/lib/python3.11/site-packages/tensorflow
    const packages = join(folder, "venv", "lib", "python3.11", "site-packages");
    Deno.mkdirSync(join(packages, "tensorflow-2.21.0.dist-info"), { recursive: true });
    Deno.mkdirSync(join(packages, "tensorflow"));
    const library = join(packages, "tensorflow", "libtensorflow_cc.so.2");
    Deno.copyFileSync(made.library, library);
    Deno.symlinkSync(join(dirname(made.library), "..", "nvidia"), join(packages, "nvidia"));
    const path = made.cuda.get("libcufft.so.11")!;
    Deno.renameSync(path, `${path}.away`);
    try {
      const answer = await start(machine({ TENSAUR_LIBTENSORFLOW: library }));
      assertOnCpu(
        answer,
        `\`${folder}/venv/bin/python -m pip install --force-reinstall nvidia-cufft-cu12\``,
      );
    } finally {
      Deno.renameSync(`${path}.away`, path);
    }
  });
});

const withCuda = whyNoStandIns === undefined
  ? listCache(cacheDirectory()).libraries.find(({ manifest }) => manifest.kind === "cuda")
  : undefined;
const onCuda = withCuda === undefined ? describe.ignore : describe;
const without = withCuda === undefined
  ? ` (ignored: ${whyNoStandIns ?? "no CUDA build in the cache; run `deno task setup --cuda`"})`
  : "";

onCuda(`TensorFlow's CUDA build with a stand-in for the driver${without}`, () => {
  beforeAll(() => {
    folder = Deno.realPathSync(Deno.makeTempDirSync());
    made = makeStandIns(folder, withCuda!.path);
  });
  afterAll(() => Deno.removeSync(folder, { recursive: true }));

  function real(more: Record<string, string> = {}): Record<string, string> {
    return machine({ TENSAUR_LIBTENSORFLOW: withCuda!.path, ...more });
  }

  it("takes CUDA's own libraries by their names, and falls back when the driver does nothing", async () => {
    const answer = await start(real());
    // It comes this far only after it has opened all of CUDA's libraries by their names.
    assertOnCpu(answer, "TensorFlow cannot start with the GPU: cudaGetDevice() failed");
    for (const soname of made.cuda.keys()) {
      const path = join(withCuda!.directory, "nvidia");
      const line = answer.maps.split("\n").find((line) => line.endsWith(`/${soname}`));
      assert(line?.includes(path), `${soname} is not loaded from ${path}`);
    }
  });

  it("leaves the GPU alone without the driver's second library, and we say why", async () => {
    const answer = await start(real({ LD_LIBRARY_PATH: made.driver }));
    if (answer.maps.includes("libnvidia-ml")) return;
    assertOnCpu(answer, "libnvidia-ml.so.1 is missing");
  });

  it("is silent without a driver, and computes on the CPU", async () => {
    if (driverFiles() !== undefined) return;
    const answer = await start({ TENSAUR_LIBTENSORFLOW: withCuda!.path });
    assertOnCpu(answer, "There is no NVIDIA driver here", false);
  });
});
