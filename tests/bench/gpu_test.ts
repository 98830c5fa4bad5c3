import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { agreementOf } from "../../bench/gpu/agreement.ts";
import { deviceMemoryOf } from "../../bench/gpu/device_memory.ts";
import { describeNotebook } from "../../bench/gpu/examples.ts";
import { gpuJobs } from "../../bench/gpu/jobs.ts";
import { judge, type Start } from "../../bench/gpu/look.ts";
import { gpuOptionsOf } from "../../bench/gpu/options.ts";
import { type GpuReport, hasFailed, markdownReport, plainReport } from "../../bench/gpu/report.ts";
import { benchGpu } from "../../bench/gpu/run.ts";
import { runSuite, suites } from "../../bench/gpu/suites.ts";
import { gpt2Shape, gpt2Tokens, Gpt2Weights } from "../../bench/peers/gpt2.ts";
import { gpt2 } from "../../bench/peers/gpt2_tensaur.ts";
import { OUR_BLOCKS } from "../../bench/peers/tensaur_blocks.ts";
import type { Compile } from "../../bench/peers/tfjs_side.ts";
import type { Sample } from "../../bench/sample.ts";
import { engine, jit, tf } from "../../mod.ts";
import type { DoctorReport } from "../../src/engine/install/doctor.ts";
import type { EngineInfo } from "../../src/engine/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { REPORT } from "./report.ts";

const doctor = (more: Partial<DoctorReport>) =>
  ({
    gpu: { present: true, sign: "nvidia-smi", names: ["NVIDIA X"], driver: "550.1", cuda: "12.4" },
    cuda: [],
    advice: [],
    ...more,
  }) as unknown as DoctorReport;
const started = (devices: EngineInfo["devices"]): Start => ({
  engine: "tensorflow",
  version: "2.21.0",
  library: "/lib/libtensorflow_cc.so.2",
  devices,
  notTaken: [{ engine: "tensorflow on CUDA", why: "no CUDA" }],
});
const CPU = { name: "CPU:0", type: "CPU" };

describe("judge()", () => {
  it("names the GPU where TensorFlow computes on it", () => {
    const gpu = { name: "GPU:0", type: "GPU", model: "NVIDIA X", computeCapability: "9.0" };
    const sight = judge(doctor({}), started([CPU, { ...gpu, memoryBytes: 3 * 2 ** 30 }]));
    assertEquals(sight, {
      device: "NVIDIA X",
      advice: [],
      lines: [
        "GPU: NVIDIA X, driver 550.1, CUDA up to 12.4",
        "TensorFlow 2.21.0: /lib/libtensorflow_cc.so.2",
        "GPU:0: NVIDIA X, compute capability 9.0, 3.0 GiB for TensorFlow",
      ],
    });
  });

  it("names libraries that are missing, and the commands of the doctor", () => {
    const command = "deno task setup --cuda";
    const missing = [{ library: "libcudnn.so.9", why: "is missing", command, required: true }];
    const cuda = { gpus: [], missing };
    const sight = judge(doctor({ advice: [command] }), { ...started([CPU]), cuda } as Start);
    assertEquals(sight.device, undefined);
    assert(sight.lines.includes("libcudnn.so.9: is missing"));
    assert(sight.lines.includes("tensorflow on CUDA: no CUDA"));
    assertEquals(sight.advice.filter((advice) => advice === command).length, 1);
  });

  it("says what to do without a GPU, and where TensorFlow does not start", () => {
    const gpu = { present: false, sign: "no NVIDIA driver" };
    const sight = judge(doctor({ gpu }), { failed: "Cannot find TensorFlow's library" });
    assertEquals(sight.lines, [
      "GPU: none (no NVIDIA driver)",
      "TensorFlow did not start: Cannot find TensorFlow's library",
    ]);
    assertStringIncludes(sight.advice[0]!, "NVIDIA GPU and its driver");
  });
});

describe("deviceMemoryOf()", () => {
  it("adds up what a process holds on all GPUs", () => {
    const list = "12, 500\n34, 7\n12, 24\n56, [N/A]\n";
    assertEquals(deviceMemoryOf(list, 12), 524);
    assertEquals(deviceMemoryOf(list, 56), undefined);
    assertEquals(deviceMemoryOf("", 12), undefined);
  });
});

describe("agreementOf()", () => {
  const sample = (peer: Sample["peer"], value: number): Sample => ({
    job: "gpt2",
    size: 1,
    peer,
    mode: "jit",
    rounds: [1],
    value,
  });

  it("compares the first losses of the peers", () => {
    const near = agreementOf([sample("tensaur", 5), sample("torch", 5.004)], "gpt2");
    assertEquals(near.agrees, true);
    assertEquals(near.values, { "tensaur (jit)": 5, "torch (jit)": 5.004 });
    assertEquals(agreementOf([sample("tensaur", 5), sample("jax", 5.006)], "gpt2").agrees, false);
  });

  it("takes one peer, or none, for no agreement", () => {
    assertEquals(agreementOf([sample("torch", 5), sample("torch", 5)], "gpt2").agrees, false);
    assertEquals(agreementOf([], "gpt2").agrees, false);
  });
});

describe("gpuJobs()", () => {
  it("promises what the project has promised", () => {
    const promised = gpuJobs(false).flatMap(({ name, bars = [], timeBars = [] }) => [
      ...bars.map(({ peer, size, atMost }) => `${name} ${size} ${peer} ${atMost.toFixed(2)}`),
      ...timeBars.map(({ size, ms }) => `${name} ${size} ${ms}`),
    ]);
    assertEquals(promised, [
      "matmul-bf16 8192 torch 1.11",
      "cnn 64 torch 1.00",
      "cnn 64 jax 1.00",
      "cnn 1024 torch 1.00",
      "cnn 1024 jax 1.00",
      "gpt2 124 torch 1.00",
      "gpt2 124 jax 1.00",
      "dispatch 3 0.01",
    ]);
  });

  it("has the same jobs in a rehearsal", () => {
    const names = (rehearse: boolean) => gpuJobs(rehearse).map(({ name }) => name);
    assertEquals(names(true), names(false));
  });
});

describe("GPT-2 of the benchmark", () => {
  it("has 124 million weights", () => {
    const { vocabulary, width, layers, length } = gpt2Shape(124);
    const block = 12 * width ** 2 + 13 * width;
    assertEquals(vocabulary * width + length * width + layers * block + 2 * width, 124_439_808);
  });

  it("begins with the weights and tokens of the peers in Python", () => {
    // What bench/peers/gpt2.py gives.
    const draw = new Gpt2Weights(124);
    const values = [...draw.matrix(2, 3), ...draw.matrix(1, 2)];
    [
      -0.03464101627469063,
      -0.02977278269827366,
      0.016012471169233322,
      0.0234476700425148,
      0.03188202157616615,
      0.006904248148202896,
      0.00022763929155189544,
      0.004694200120866299,
    ].forEach((value, i) => assertAlmostEquals(values[i]!, value, 1e-9));
    const [read, next] = gpt2Tokens(gpt2Shape(124));
    assertEquals([...read.subarray(0, 3)], [8104, 11438, 31778]);
    assertEquals([...next.subarray(0, 3)], [11438, 31778, 23676]);
    assertEquals([read.at(-1), next.at(-1)], [25053, 48540]);
  });
});

describeTensorflow("GPT-2 of the benchmark, rehearsed", () => {
  for (const precision of ["float32", "bfloat16"] as const) {
    it(`has the loss that PyTorch and JAX compute, with products in ${precision}`, () => {
      const before = engine.memory().tensors;
      const compile = ((fn) => jit(fn, { precision })) as Compile;
      const job = gpt2({ tf, blocks: OUR_BLOCKS, compile }, 1);
      job.run(2);
      // 5.78709 in PyTorch, 5.78726 in JAX, both with products in bfloat16.
      assertAlmostEquals(job.value!()!, 5.7872, 1e-3);
      job.dispose!();
      assertEquals(engine.memory().tensors - before, 0);
    });
  }
});

describe("describeNotebook()", () => {
  it("counts outputs and reads the devices off the last cell", () => {
    const code = (outputs: unknown[]) => ({ cell_type: "code", id: "a", source: "", outputs });
    const text = JSON.stringify({
      cells: [
        { cell_type: "markdown", id: "t", source: "" },
        code([{ output_type: "stream", text: "x" }, { output_type: "display_data" }]),
        code([{
          output_type: "stream",
          text: ["devices of this notebook: ", "CPU:0,GPU:0; 3 tensors on GPU:0\n"],
        }]),
      ],
    });
    assertEquals(describeNotebook(text), {
      devices: "CPU:0,GPU:0; 3 tensors on GPU:0",
      outputs: "1 cells, 2 outputs, 1 of them displays",
    });
  });
});

const report: GpuReport = {
  ...REPORT,
  rehearsal: false,
  sight: { device: "GPU:0", lines: ["GPU: NVIDIA X"], advice: [] },
  suites: [{ name: "ops", passed: 3, failed: 0, skipped: 1, seconds: 2, remark: "" }],
  samples: [
    { job: "dispatch", size: 3, peer: "tensaur", mode: "eager", rounds: [0.008, 0.012, 0.009] },
    { job: "cnn", size: 64, peer: "tensaur", mode: "jit", rounds: [2, 2, 2] },
    { job: "cnn", size: 64, peer: "torch", mode: "torch.compile", rounds: [1, 1, 1] },
    { job: "gpt2", size: 124, peer: "jax", mode: "jax.jit", rounds: [], missing: "no memory" },
  ],
  examples: [{ name: "demo", ok: true, devices: "GPU:0", outputs: "accuracy 98 %", seconds: 9 }],
};

describe("the report", () => {
  it("judges promises against peers and against the clock", () => {
    const text = plainReport(report);
    const line = (start: string) => text.split("\n").find((line) => line.startsWith(start))!;
    assertEquals(line("MNIST CNN step, Adam, 64 images").includes("PyTorch (torch.compile)"), true);
    assertEquals(line("MNIST CNN step, Adam, 64 images").endsWith("no"), true);
    assertEquals(line("Op dispatch").replaceAll(/ +/g, " ").includes("≤ 10.0 µs 9.00 µs"), true);
    assertEquals(line("Op dispatch").endsWith("yes"), true);
    assertStringIncludes(text, "gpt2 124, JAX (jax.jit): no memory");
  });

  it("is a page with the device on top", () => {
    const page = markdownReport(report);
    assert(page.startsWith("# On a GPU: GPU:0\n"));
    assertStringIncludes(page, "TF32 is on in all peers");
    assertStringIncludes(page, "| ops   |      3 |");
  });

  it("fails with a failed test, an example that ended early, or losses apart", () => {
    assertEquals(hasFailed(report), false);
    assertEquals(hasFailed({ ...report, suites: [{ ...report.suites[0]!, failed: 1 }] }), true);
    assertEquals(hasFailed({ ...report, examples: [{ ...report.examples[0]!, ok: false }] }), true);
    const agreement = agreementOf([], "gpt2");
    assertEquals(hasFailed({ ...report, agreement }), true);
  });
});

describe("a rehearsal", () => {
  it("is marked as one on every line", async () => {
    const lines: string[] = [];
    const options = { ...gpuOptionsOf({ rehearse: true }), parts: [] };
    const done = await benchGpu(options, (line) => lines.push(line));
    assertEquals(done?.rehearsal, true);
    assert(lines.length > 5);
    for (const line of lines) {
      assert(line.startsWith("[rehearsal on the CPU: no figure means anything]"), line);
    }
  });
});

describe("runSuite()", () => {
  it("counts, and fails where tensors are not on the device that is wanted", async () => {
    const folder = await Deno.makeTempDir();
    try {
      const [suite] = suites(true);
      assert(suite !== undefined);
      const here = await runSuite(suite, { device: "CPU", folder });
      assertEquals([here.failed, here.remark], [0, ""]);
      // Without TensorFlow's library all of it is skipped.
      if (here.passed === 0) return;
      const elsewhere = await runSuite(suite, { device: "GPU", folder });
      assertEquals([elsewhere.failed, elsewhere.remark], [1, "ended with code 1"]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  it("counts a runner without a report as a failure", async () => {
    const folder = await Deno.makeTempDir();
    try {
      const suite = { name: "none", args: ["eval", "0", "--"], report: "json" } as const;
      const { failed, remark } = await runSuite(suite, { device: "CPU", folder });
      assertEquals([failed, remark], [1, "gave no report"]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
});
