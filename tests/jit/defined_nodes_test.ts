import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { DType } from "../../src/core/dtype.ts";
import { GraphFunction } from "../../src/ffi/function.ts";
import { FunctionProfiler } from "../../src/ffi/function_profiler.ts";
import { Graph, type Output } from "../../src/ffi/graph.ts";
import { AttrKind } from "../../src/ffi/op_attrs.ts";
import { MessageWriter } from "../../src/ffi/protobuf.ts";
import { deleteTensor, newTensor } from "../../src/ffi/tensor.ts";
import { DefinedNodes } from "../../src/jit/defined_nodes.ts";
import { profiledNodes } from "../../src/jit/profile.ts";
import { describeLibrary, library } from "../ffi/with_library.ts";

interface Node {
  name: string;
  op: string;
  inputs: string[];
  /** Functions by the attributes that name them. */
  functions?: Record<string, string>;
}

function definition(name: string, args: string[], nodes: Node[]): Uint8Array {
  const message = new MessageWriter().message(1, (signature) => {
    signature.text(1, name);
    for (const arg of args) signature.message(2, (message) => message.text(1, arg));
  });
  for (const { name, op, inputs, functions = {} } of nodes) {
    message.message(3, (node) => {
      node.text(1, name).text(2, op);
      for (const input of inputs) node.text(3, input);
      for (const [attr, fn] of Object.entries(functions)) {
        node.message(
          5,
          (entry) =>
            entry.text(1, attr).message(
              2,
              (value) => value.message(10, (func) => func.text(1, fn)),
            ),
        );
      }
    });
  }
  return message.finish();
}

describe("DefinedNodes", () => {
  const nodes = new DefinedNodes([
    definition("main", ["x"], [
      { name: "loop", op: "While", inputs: ["x"], functions: { cond: "test", body: "turn" } },
      { name: "call", op: "StatefulPartitionedCall", inputs: ["x"], functions: { f: "turn" } },
      { name: "direct", op: "turn", inputs: ["x"] },
      { name: "y", op: "Exp", inputs: ["x", "^loop"] },
    ]),
    definition("test", ["t"], [{ name: "y", op: "Less", inputs: ["t", "t"] }]),
    definition("turn", ["t"], [{ name: "y", op: "Neg", inputs: ["z:out:0", "^z"] }, {
      name: "z",
      op: "Abs",
      inputs: ["t"],
    }]),
  ]);

  it("finds nodes of called functions under the names that they have in the caller", () => {
    assertEquals(nodes.get("y")?.op, "Exp");
    assertEquals(nodes.get("loop/cond/_0/y")?.op, "Less");
    assertEquals(nodes.get("loop/body/_12/y")?.op, "Neg");
    assertEquals(nodes.get("loop/body/_12/y")?.inputs, [
      "loop/body/_12/z:out:0",
      "^loop/body/_12/z",
    ]);
    assertEquals(nodes.get("call/z")?.op, "Abs");
    assertEquals(nodes.get("direct/z")?.op, "Abs");
    assertEquals(nodes.get("loop/merge/_6"), undefined);
    assertEquals(nodes.get("other/y"), undefined);
  });

  it("tells arguments from nodes", () => {
    assert(nodes.isArgument("x") && nodes.isArgument("loop/body/_1/t"));
    assert(!nodes.isArgument("y") && !nodes.isArgument("t"));
  });
});

/** A function of a counter and a matrix. */
function loopPart(name: string, make: (graph: Graph, inputs: Output[]) => Output[]): GraphFunction {
  using graph = new Graph(library());
  const inputs = [graph.placeholder(DType.int32, []), graph.placeholder(DType.float32, [32, 32])];
  return GraphFunction.fromGraph(graph, name, { inputs, outputs: make(graph, inputs) });
}

describeLibrary("DefinedNodes of a loop", () => {
  it("lets the work of each turn be counted", () => {
    const node = (graph: Graph, op: string, inputs: Output[]) => ({
      operation: graph.addNode(op, { inputs }),
      index: 0,
    });
    const five = (graph: Graph, value: number) =>
      graph.constant(DType.int32, [], Int32Array.of(value));
    using test = loopPart(
      "defined_test",
      (graph, [i]) => [node(graph, "Less", [i!, five(graph, 5)])],
    );
    using turn = loopPart("defined_turn", (graph, [i, x]) => [
      node(graph, "AddV2", [i!, five(graph, 1)]),
      node(graph, "MatMul", [x!, x!]),
    ]);
    using graph = new Graph(library());
    for (const part of [test, turn]) part.copyTo(graph);
    const x = graph.placeholder(DType.float32, [32, 32]);
    const loop = graph.addNode("StatelessWhile", {
      inputs: [five(graph, 0), x],
      attrs: [
        { name: "T", type: AttrKind.type, value: [DType.int32, DType.float32] },
        { name: "cond", type: AttrKind.func, value: test.name },
        { name: "body", type: AttrKind.func, value: turn.name },
        { name: "_lower_using_switch_merge", type: AttrKind.bool, value: true },
      ],
    });
    const outputs = [{ operation: loop, index: 1 }];
    using main = GraphFunction.fromGraph(graph, "defined_main", { inputs: [x], outputs });
    const data = new Float32Array(32 * 32);
    const tensor = newTensor(library(), DType.float32, [32, 32], data);
    const inputs = [{ dtype: DType.float32, shape: [32, 32], tensor, variable: false }];
    const callees = [test, turn];
    using profiler = new FunctionProfiler(main, { callees, inputs, outputs: [DType.float32] });
    const nodes = profiledNodes([profiler.trace()], {
      defined: new DefinedNodes([main, ...callees].map((fn) => fn.toFunctionDef())),
      functions: new Set(callees.map(({ name }) => name)),
    });
    const product = nodes.find(({ op }) => op.endsWith("MatMul"))!;
    assertEquals([product.count, product.flops], [5, 5 * 2 * 32 ** 3]);
    assert(nodes.every(({ flops }) => flops !== null));
    deleteTensor(library(), tensor);
  });
});
