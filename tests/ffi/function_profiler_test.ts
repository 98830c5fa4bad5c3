import { assert, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { DType } from "../../src/core/dtype.ts";
import { GraphFunction } from "../../src/ffi/function.ts";
import { FunctionProfiler, type ProfiledArgument } from "../../src/ffi/function_profiler.ts";
import { Graph, type Output } from "../../src/ffi/graph.ts";
import { DisposedError } from "../../src/ffi/native.ts";
import { TensorFlowError } from "../../src/ffi/status.ts";
import { deleteTensor, newTensor, readTensor } from "../../src/ffi/tensor.ts";
import { describeLibrary, library } from "./with_library.ts";

/** tanh(relu(x · w + b)), and b becomes b - 0.5 b. */
function example(): { fn: GraphFunction; inputs: ProfiledArgument[] } {
  using graph = new Graph(library());
  const node = (op: string, inputs: Output[]) => ({
    operation: graph.addNode(op, { inputs, name: op }),
    index: 0,
  });
  const shapes = [[64, 128], [128, 256], [256]];
  const [x, w, b] = shapes.map((shape) => graph.placeholder(DType.float32, shape)) as Output[];
  const variable = graph.placeholder(DType.resource, []);
  const y = node("Tanh", [node("Relu", [node("BiasAdd", [node("MatMul", [x!, w!]), b!])])]);
  const rate = graph.constant(DType.float32, [], Float32Array.of(0.5));
  const update = node("ResourceApplyGradientDescent", [variable, rate, b!]);
  const fn = GraphFunction.fromGraph(graph, `profiled_${count++}`, {
    inputs: [x!, w!, b!, variable],
    outputs: [y],
    controlOutputs: [update.operation],
  });
  const inputs = [...shapes, [256]].map((shape, i) => ({
    dtype: DType.float32,
    shape,
    tensor: newTensor(
      library(),
      DType.float32,
      shape,
      new Float32Array(shape.reduce((size, length) => size * length, 1)).fill(0.5),
    ),
    variable: i === 3,
  }));
  return { fn, inputs };
}

let count = 0;

function free(fn: GraphFunction, inputs: readonly ProfiledArgument[]): void {
  fn.dispose();
  for (const { tensor } of inputs) deleteTensor(library(), tensor);
}

describeLibrary("FunctionProfiler", () => {
  it("reports the ops of the rewritten graph with times, shapes and memory", () => {
    const { fn, inputs } = example();
    using profiler = new FunctionProfiler(fn, { inputs, outputs: [DType.float32] });
    assert(profiler.run() > 0);
    profiler.run();
    const { nodes, kernels, duration } = profiler.trace();
    assertEquals(kernels, []);
    const ran = new Map(nodes.map((run) => [run.op, run]));
    const product = nodes.find(({ op }) => op.includes("MatMul"))!;
    // The bias, at least, is added by the product itself.
    assert(product.op.includes("FusedMatMul"), product.op);
    assert(!ran.has("BiasAdd") && ran.has("ResourceApplyGradientDescent"), [...ran.keys()].join());
    assertEquals(product.inputs.length, 3);
    assertEquals(product.outputs.map(({ shape }) => shape), [[64, 256]]);
    assertEquals(product.outputs[0]!.bytes, 64 * 256 * 4);
    assert(product.device.endsWith("device:CPU:0"), product.device);
    assertEquals(
      nodes.filter(({ op }) => op === "_Arg").map(({ outputs }) => outputs[0]!.dtype),
      [DType.float32, DType.float32, DType.float32, DType.resource],
    );
    assert(nodes.every((run) => run.duration > 0 && run.start >= 0));
    const total = nodes.reduce((sum, run) => sum + run.duration, 0);
    assert(total < duration * navigator.hardwareConcurrency, `${total} of ${duration} ns`);
    assert(!nodes.some(({ name }) => name.includes("tensaur_profiler")));
    free(fn, inputs);
  });

  it("leaves the graph as it is where its configuration says so", () => {
    const { fn, inputs } = example();
    // graph_options.rewrite_options.disable_meta_optimizer
    const config = Uint8Array.of(0x52, 5, 0x52, 3, 0x98, 1, 1);
    using profiler = new FunctionProfiler(fn, { inputs, outputs: [DType.float32], config });
    // Which library computes the product is chosen all the same.
    const ops = profiler.trace().nodes.map(({ op }) => op.replace(/^_Mkl/, ""));
    for (const op of ["MatMul", "BiasAdd", "Relu", "Tanh"]) assert(ops.includes(op), ops.join());
    free(fn, inputs);
  });

  it("changes a copy of a variable, not the tensor it was given", () => {
    const { fn, inputs } = example();
    using profiler = new FunctionProfiler(fn, { inputs, outputs: [DType.float32] });
    for (let i = 0; i < 3; i++) profiler.run();
    const { data } = readTensor(library(), inputs[3]!.tensor);
    const values = new Float32Array((data as Uint8Array<ArrayBuffer>).buffer);
    assert(values.every((value) => value === 0.5));
    free(fn, inputs);
  });

  it("runs through XLA as one op", () => {
    const { fn, inputs } = example();
    using profiler = new FunctionProfiler(fn, { inputs, outputs: [DType.float32], xla: true });
    profiler.run();
    const { nodes, duration } = profiler.trace();
    assertEquals(nodes, []);
    assert(duration > 0);
    free(fn, inputs);
  });

  it("runs a function without variables, and one without results", () => {
    using graph = new Graph(library());
    const x = graph.placeholder(DType.float32, [3]);
    const y = { operation: graph.addNode("Exp", { inputs: [x] }), index: 0 };
    const tensor = newTensor(library(), DType.float32, [3], new Float32Array(3));
    const inputs = [{ dtype: DType.float32, shape: [3], tensor, variable: false }];
    for (const outputs of [[y], []]) {
      const controlOutputs = [y.operation];
      const name = `profiled_${count++}`;
      const fn = GraphFunction.fromGraph(graph, name, { inputs: [x], outputs, controlOutputs });
      const dtypes = outputs.map(() => DType.float32);
      using profiler = new FunctionProfiler(fn, { inputs, outputs: dtypes });
      assert(profiler.trace().nodes.some(({ op }) => op === "Exp"));
      fn.dispose();
    }
    deleteTensor(library(), tensor);
  });

  it("refuses arguments that the function does not take, and use after it was disposed", () => {
    const { fn, inputs } = example();
    const options = { inputs: inputs.slice(0, 2), outputs: [DType.float32] };
    assertThrows(() => new FunctionProfiler(fn, options).run(), TensorFlowError);
    const profiler = new FunctionProfiler(fn, { inputs, outputs: [DType.float32] });
    profiler.dispose();
    profiler.dispose();
    assertThrows(() => profiler.run(), DisposedError);
    free(fn, inputs);
  });
});
