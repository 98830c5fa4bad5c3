import { assertEquals, assertStringIncludes } from "@std/assert";
import { it } from "@std/testing/bdd";
import { runScript } from "./cuda/stand_ins.ts";
import { describeLibrary } from "../ffi/with_library.ts";

/** The switch as TensorFlow itself reads it after a start with `options`. */
async function startedWith(options: string): Promise<string> {
  const { stdout, stderr } = await runScript(
    `import "ROOT/src/engine/tf.ts";
     import { info, use } from "ROOT/src/engine/select.ts";
     import { startedTensorflow } from "ROOT/src/engine/start.ts";
     await use(${options});
     const { symbols } = startedTensorflow().library;
     console.log(symbols.tensorFloat32Enabled() + " " + info().tensorFloat32);`,
    { TENSAUR_ENGINE: "" },
  );
  return stdout || stderr;
}

describeLibrary("tensorFloat32", () => {
  it("is on where nothing is said, as in TensorFlow", async () => {
    assertEquals(await startedWith("{}"), "1 true");
  });

  it("turns TensorFlow's own switch off and on", async () => {
    assertEquals(await startedWith("{ tensorFloat32: false }"), "0 false");
    assertEquals(await startedWith("{ tensorFloat32: true }"), "1 true");
  });

  it("is refused once TensorFlow runs otherwise: compiled functions keep what they were made with", async () => {
    const { stderr } = await runScript(
      `import "ROOT/src/engine/tf.ts";
       import { use } from "ROOT/src/engine/select.ts";
       await use(); await use({ tensorFloat32: false });`,
      { TENSAUR_ENGINE: "" },
    );
    assertStringIncludes(stderr, "tensorFloat32 false: it runs already with the default");
  });
});
