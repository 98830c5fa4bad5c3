/** NVIDIA's driver, played by a stand-in in a process of its own. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { H200, makeDriver, runScript, whyNoStandIns } from "../engine/cuda/stand_ins.ts";

const suite = whyNoStandIns === undefined ? describe : describe.ignore;
const ignored = whyNoStandIns === undefined ? "" : ` (ignored: ${whyNoStandIns})`;

suite(`CudaDriver${ignored}`, () => {
  let folder = "";
  let path = "";

  beforeAll(() => {
    folder = Deno.makeTempDirSync();
    path = makeDriver(folder);
  });
  afterAll(() => Deno.removeSync(folder, { recursive: true }));

  /** The value of an expression of `driver`, or the error that it throws. */
  async function ask(expression: string, env: Record<string, string> = {}): Promise<unknown> {
    const { stdout, stderr } = await runScript(
      `import { CudaDriver } from "ROOT/src/ffi/cuda_driver.ts";
       const driver = new CudaDriver(${JSON.stringify(path)});
       let answer;
       try { answer = ${expression}; }
       catch ({ name, message, call, code, codeName }) {
         answer = { name, message, call, code, codeName };
       }
       console.log(JSON.stringify(answer));`,
      { STAND_IN_GPUS: `${H200};NVIDIA T1000 8GB,7,5,8000000000,14`, ...env },
    );
    assertEquals(stderr, "");
    return JSON.parse(stdout);
  }

  it("reads the newest CUDA of the driver", async () => {
    assertEquals(await ask("driver.cudaVersion()"), "13.0");
    assertEquals(await ask("driver.cudaVersion()", { STAND_IN_CUDA: "12040" }), "12.4");
  });

  it("describes each GPU", async () => {
    assertEquals(await ask("driver.gpus()"), [{
      ordinal: 0,
      name: "NVIDIA H200",
      computeCapability: "9.0",
      memoryBytes: 150754820096,
      multiprocessors: 132,
    }, {
      ordinal: 1,
      name: "NVIDIA T1000 8GB",
      computeCapability: "7.5",
      memoryBytes: 8000000000,
      multiprocessors: 14,
    }]);
  });

  it("reads how full a GPU is, of the GPU that is meant, and leaves no context behind", async () => {
    // The stand-in refuses when another context is current, or a retained one was not released.
    const answer = await ask("[1, 0, 1].map((gpu) => driver.memory(gpu))", {
      STAND_IN_FREE: "7000000000",
    });
    const [t1000, h200] = [8000000000, 150754820096].map((total) => ({ free: 7e9, total }));
    assertEquals(answer, [t1000, h200, t1000]);
  });

  it("says which call was refused, with the driver's number and name", async () => {
    assertEquals(await ask("driver.gpus()", { STAND_IN_INIT: "803" }), {
      name: "CudaDriverError",
      message: "NVIDIA's driver refuses cuInit: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH (803)",
      call: "cuInit",
      code: 803,
      codeName: "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
    });
    const { message } = await ask("driver.gpus()", { STAND_IN_INIT: "77" }) as { message: string };
    assertStringIncludes(message, "cuInit: error (77)");
  });
});
