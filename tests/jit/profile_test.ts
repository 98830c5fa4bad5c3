import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { DType } from "../../src/core/dtype.ts";
import type { FunctionTrace } from "../../src/ffi/function_profiler.ts";
import { MessageWriter } from "../../src/ffi/protobuf.ts";
import type { KernelRun, NodeRun } from "../../src/ffi/run_metadata.ts";
import { DefinedNodes } from "../../src/jit/defined_nodes.ts";
import { median, profiledNodes } from "../../src/jit/profile.ts";

const CPU = "/job:localhost/replica:0/task:0/device:CPU:0";
const GPU = "/job:localhost/replica:0/task:0/device:GPU:0";

/** `name = Op(inputs)`, with a result of this shape. */
function run(text: string, shape: number[], more: Partial<NodeRun> = {}): NodeRun {
  const [, name = "", op = "", inputs = ""] = /^(\S+) = (\w+)\((.*)\)$/.exec(text) ?? [];
  return {
    name,
    op,
    inputs: inputs === "" ? [] : inputs.split(", "),
    device: CPU,
    start: 0,
    duration: 1000,
    allocatedBytes: 0,
    peakBytes: 0,
    outputs: [{ slot: 0, dtype: DType.float32, shape, bytes: 0 }],
    ...more,
  };
}

function trace(nodes: NodeRun[], kernels: KernelRun[] = []): FunctionTrace {
  return { nodes: nodes.map((node, start) => ({ ...node, start })), kernels, duration: 10_000 };
}

function definition(...nodes: string[]): Uint8Array {
  const message = new MessageWriter().message(1, (signature) => signature.text(1, "f"));
  for (const text of nodes) {
    const { name, op, inputs } = run(text, []);
    message.message(3, (node) => {
      node.text(1, name).text(2, op);
      for (const input of inputs) node.text(3, input);
    });
  }
  return message.finish();
}

const plain = { defined: new DefinedNodes([]), functions: new Set<string>() };

describe("profiledNodes()", () => {
  it("takes the median of several runs, and adds up those of a loop", () => {
    const once = (duration: number) =>
      trace([
        run("x = _Arg()", [4]),
        run("y = Exp(x)", [4], { duration }),
        run("y = Exp(x)", [4], { duration: 1000, allocatedBytes: 16 }),
      ]);
    const nodes = profiledNodes([once(9000), once(1000), once(2000)], plain);
    assertEquals(nodes, [{
      name: "y",
      op: "Exp",
      device: "CPU:0",
      count: 2,
      inputs: ["float32[4]"],
      outputs: ["float32[4]"],
      flops: 80,
      bytes: 64,
      allocatedBytes: 16,
      ms: 0.003,
    }]);
  });

  it("leaves out calls, whose ops stand for themselves, but not what XLA compiled", () => {
    const compiled = new MessageWriter()
      .message(1, (signature) => signature.text(1, "f"))
      .message(
        3,
        (node) =>
          node.text(1, "launch").text(2, "StatefulPartitionedCall").message(
            5,
            (attr) => attr.text(1, "_XlaMustCompile").message(2, (value) => value.varint(5, true)),
          ),
      )
      .finish();
    const nodes = profiledNodes(
      [trace([
        run("x = _Arg()", [4]),
        run("body = If(x)", [4]),
        run("named = g(x)", [4]),
        run("launch = StatefulPartitionedCall(x)", [4]),
        run("end = _Retval(body)", []),
      ])],
      { defined: new DefinedNodes([compiled]), functions: new Set(["g"]) },
    );
    assertEquals(nodes.map(({ name, flops }) => [name, flops]), [["launch", null]]);
  });

  it("knows what XLA compiled by the function's attribute, too", () => {
    const definition = new MessageWriter()
      .message(1, (signature) => signature.text(1, "g"))
      .message(
        5,
        (attr) => attr.text(1, "_XlaMustCompile").message(2, (value) => value.varint(5, true)),
      )
      .finish();
    const nodes = profiledNodes([trace([run("x = _Arg()", [4]), run("y = g(x)", [4])])], {
      defined: new DefinedNodes([definition]),
      functions: new Set(["g"]),
      clusterCost: ({ op }) => op === "g" ? { flops: 7, bytes: 8 } : undefined,
    });
    assertEquals(nodes.map(({ op, flops, bytes }) => [op, flops, bytes]), [["g", 7, 8]]);
  });

  it("finds inputs that TensorFlow computes once, or beforehand, under other names", () => {
    const defined = new DefinedNodes([definition(
      "a = Exp(x)",
      "b = Exp(x)",
      "c = Mul(b:y:0, k)",
      "k = Fill(dims, one)",
    )]);
    const nodes = profiledNodes(
      [trace([
        run("x = _Arg()", [4, 4]),
        run("a = Exp(x)", [4, 4]),
        run("k/_0__cf__0 = Const()", [4]),
        run("c = Mul(b, k)", [4, 4]),
      ])],
      { ...plain, defined },
    );
    assertEquals(nodes.find(({ name }) => name === "c")!.inputs, ["float32[4,4]", "float32[4]"]);
  });

  it("takes what is not known for not counted", () => {
    const nodes = profiledNodes([trace([run("c = Mul(b, k)", [4, 4])])], plain);
    assertEquals(nodes[0]!.inputs, ["?", "?"]);
    assertEquals([nodes[0]!.flops, nodes[0]!.bytes], [null, null]);
  });

  it("times a GPU's nodes by their kernels, and names the kernels of no node", () => {
    const kernel = (node: string, duration: number) => ({
      node,
      device: "/device:GPU:0",
      duration,
    });
    const nodes = profiledNodes(
      [trace(
        [
          run("x = _Arg()", [4]),
          run("y = Exp(x)", [4], { device: GPU }),
          run("z = Reshape(y)", [4], { device: GPU }),
          run("w = Neg(x)", [4]),
        ],
        [kernel("y", 4000), kernel("y", 2000), kernel("Memset", 500)],
      )],
      plain,
    );
    assertEquals(nodes.map(({ name, op, device, ms }) => [name, op, device, ms]), [
      ["y", "Exp", "GPU:0", 0.006],
      ["w", "Neg", "CPU:0", 0.001],
      ["Memset", "(GPU kernel)", "GPU:0", 0.0005],
      ["z", "Reshape", "GPU:0", 0],
    ]);
  });
});

describe("median()", () => {
  it("takes the middle, or the mean of the two in it", () => {
    assertEquals(median([3, 1, 2]), 2);
    assertEquals(median([4, 1, 2, 3]), 2.5);
    assertEquals(median([]), 0);
  });
});
