import { assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { TensorFlowError } from "../../../src/ffi/status.ts";
import { jit } from "../../../src/jit/mod.ts";
import { xlaError } from "../../../src/jit/xla_error.ts";
import { describeTensorflow } from "../../engine/with_tensorflow.ts";
import { assertLeavesNothing } from "../engine_snapshot.ts";
import { refusedCases } from "./kernel_cases.ts";

describeTensorflow("ops that cannot be traced", () => {
  for (const { name, f, at, instead } of refusedCases) {
    it(`${name}: the error names the op and what to do`, () => {
      const inputs = at();
      const compiled = jit((...xs: tf.Tensor[]) => f(...xs));
      assertLeavesNothing(() => {
        const { message } = assertThrows(() => compiled(...inputs), TypeError);
        const [op] = /^Cannot trace \w+/.exec(message) ?? [];
        assertEquals(op, `Cannot trace ${name}`);
        const rest = message.replace(/result, \S+,/, "result,").slice(op!.length);
        assertEquals(
          rest.startsWith(": the shape of its result, depends on values"),
          true,
          message,
        );
        assertEquals(rest.includes(instead), true, message);
        assertEquals(rest.endsWith(", or call it outside of jit"), true, message);
      });
      tf.dispose(inputs);
    });
  }

  it("a mask of truths: the async function says that jit takes none", async () => {
    using x = tf.tensor1d([1, 2, 3]);
    using mask = tf.tensor1d([true, false, true], "bool");
    const compiled = jit(async (x: tf.Tensor, mask: tf.Tensor) =>
      await tf.booleanMaskAsync(x, mask)
    );
    assertThrows(() => compiled(x, mask), TypeError, "Cannot compile an async function");
    const where = jit((mask: tf.Tensor) => tf.whereAsync(mask));
    assertThrows(() => where(mask), TypeError, "Cannot compile an async function");
    await assertRejects(() => where.run([mask]), TypeError, "Cannot compile an async function");
  });

  it("an order of strings is none of TensorFlow's, but of constants it is known", () => {
    using x = tf.tensor1d(["a", "b"]);
    const compiled = jit((x: tf.Tensor) => tf.less(x, "b"));
    assertThrows(
      () => compiled(x),
      TypeError,
      "Cannot trace an order of strings (tf.less, tf.greater): it runs outside of TensorFlow's graph",
    );
    const constant = jit((x: tf.Tensor) => [x, tf.less(tf.tensor1d(["a", "c"]), "b")]);
    const [, less] = constant(x);
    assertEquals([...less!.dataSync()], [1, 0]);
  });

  it("reading a value names the line and what to do", () => {
    using x = tf.scalar(1);
    const reading = jit((x: tf.Tensor) => tf.mul(x, x.dataSync()[0]!));
    const { message } = assertThrows(() => reading(x), TypeError);
    assertEquals(
      message.replace(/\(at .*?:\d+:\d+\)+/, "(at LINE)"),
      "Cannot read a tensor's value while jit traces the function (at LINE): the compiled function " +
        "is made before there are values. Return the tensor and read it outside, choose with " +
        "tf.where() or jit.cond(), repeat with jit.while(), or pass what decides as a number, which " +
        "makes one compiled function for each value",
    );
    assertEquals(message.includes("refusals_test.ts"), true, message);
  });
});

describeTensorflow("functions that XLA cannot compile", () => {
  function refusalOf(f: (...xs: tf.Tensor[]) => unknown, ...xs: tf.Tensor[]): TypeError {
    const compiled = jit(f, { xla: true, name: "step" });
    const error = assertThrows(() => compiled(...xs), TypeError);
    tf.dispose(xs);
    return error;
  }

  it("name the ops that XLA lacks, and say what to do", () => {
    const crop = (image: tf.Tensor) =>
      tf.image.cropAndResize(image as tf.Tensor4D, [[0, 0, 1, 1]], tf.tensor1d([0], "int32"), [
        2,
        2,
      ]);
    const error = refusalOf(crop, tf.ones([1, 4, 4, 1]));
    assertEquals(
      error.message.replace(/\(at .*?refusals_test\.ts:\d+:\d+\)+/, "(at LINE)"),
      "Cannot compile step with XLA: it has no CropAndResize on CPU; leave { xla: true } off, or keep " +
        "that op out of the function (at LINE)",
    );
    assertInstanceOf(error.cause, TensorFlowError);
  });

  it("name the dtype where XLA has the op for others", () => {
    const { message } = refusalOf((x) => tf.cumsum(x!), tf.complex([1, 2], [3, 4]));
    assertEquals(
      message.startsWith("Cannot compile step with XLA: it has no Cumsum for complex64"),
      true,
    );
  });

  it("say so if there are strings, which would end the process", () => {
    const tail =
      " a tensor of strings, and XLA has only numbers; leave { xla: true } off, or keep " +
      "strings out of the function";
    const start = "Cannot compile step with XLA:";
    assertEquals(
      refusalOf((x) => tf.equal(x!, "a"), tf.tensor1d(["a"])).message,
      `${start} it is given${tail}`,
    );
    assertEquals(
      refusalOf((x) => [x, tf.fill([2], "a", "string")], tf.scalar(1)).message,
      `${start} it makes${tail}`,
    );
    const looping = (x: tf.Tensor) =>
      jit.cond(
        tf.greater(x, 0) as tf.Scalar,
        () => tf.fill([2], "a", "string"),
        () => tf.fill([2], "b", "string"),
      );
    assertEquals(refusalOf((x) => looping(x!), tf.scalar(1)).message, `${start} it makes${tail}`);
  });

  it("say so on another thread as well, and run when xla is left off", async () => {
    using x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const pool = (x: tf.Tensor4D) => tf.maxPoolWithArgmax(x, 2, 2, "valid").indexes!;
    const compiled = jit(pool, { xla: true });
    await assertRejects(
      () => compiled.run([x]),
      TypeError,
      "Cannot compile pool with XLA: it has no MaxPoolWithArgmax on CPU; leave { xla: true } off",
    );
    using places = jit(pool)(x);
    assertEquals([...places.dataSync()], [3]);
  });
});

describe("xlaError()", () => {
  const errorOf = (reason: string) =>
    xlaError(
      new TensorFlowError("INVALID_ARGUMENT", reason, { op: "jit_step_1" }),
      "step",
    ) as Error;

  it("names several ops and the device", () => {
    const { message } = errorOf(
      "Detected unsupported operations when trying to compile graph jit_step_1[_XlaMustCompile=true] " +
        "on XLA_GPU_JIT: Foo (No registered 'Foo' OpKernel for XLA_GPU_JIT devices compatible with " +
        "node ), Bar (No registered 'Bar' OpKernel for XLA_GPU_JIT devices compatible with node )",
    );
    assertEquals(
      message,
      "Cannot compile step with XLA: it has no Foo, Bar on GPU; leave { xla: true } off, or keep " +
        "those ops out of the function",
    );
  });

  it("names the devices where a variable is on another one", () => {
    const { message } = errorOf(
      "Trying to access resource Resource-3-at-0x55 located in device " +
        "/job:localhost/replica:0/task:0/device:CPU:0 from device " +
        "/job:localhost/replica:0/task:0/device:GPU:0",
    );
    assertEquals(
      message,
      "Cannot compile step with XLA: a variable that it uses is on CPU:0, and the function on GPU:0; " +
        "make the variable where the function runs (int32 is always on the CPU), or leave " +
        "{ xla: true } off",
    );
  });

  it("explains shapes that are computed", () => {
    const { message } = errorOf(
      "Input 1 to node `Tile_3` with op Tile must be a compile-time constant.\n\nXLA compilation " +
        "requires that operator arguments that represent shapes or dimensions be evaluated to " +
        "concrete values at compile time.",
    );
    assertEquals(
      message,
      "Cannot compile step with XLA: the shapes or axes that Tile takes are computed in the function, " +
        "and it wants them as numbers; leave { xla: true } off, or give them as JavaScript numbers",
    );
  });

  it("hands on XLA's own sentence otherwise, and other errors as they are", () => {
    const { message } = errorOf(
      "Function invoked by the following node is not compilable: f.\nUncompilable nodes:\nFoo: bar",
    );
    assertEquals(
      message,
      "Cannot compile step with XLA: Function invoked by the following node is not compilable: f.; " +
        "leave { xla: true } off if that cannot be helped",
    );
    const other = new TensorFlowError("ABORTED", "no memory", { op: "jit_step_1" });
    assertEquals(xlaError(other, "step"), other);
    const own = new RangeError("mine");
    assertEquals(xlaError(own, "step"), own);
  });
});
