import { assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import { DType } from "../../src/core/dtype.ts";
import { GraphFunction } from "../../src/ffi/function.ts";
import { Graph, type Output } from "../../src/ffi/graph.ts";
import { MessageWriter } from "../../src/ffi/protobuf.ts";
import { ClusterCosts } from "../../src/jit/cluster_costs.ts";
import { describeLibrary, library } from "../ffi/with_library.ts";

/** A function that XLA compiles: `op` of x, and that times x. */
function cluster(name: string, op: string): GraphFunction {
  using graph = new Graph(library());
  const x = graph.placeholder(DType.float32, [4, 4]);
  const node = (op: string, inputs: Output[]) => ({
    operation: graph.addNode(op, { inputs }),
    index: 0,
  });
  const y = node(op, [x]);
  const outputs = [node("MatMul", [y, x])];
  using plain = GraphFunction.fromGraph(graph, name, { inputs: [x], outputs });
  const compiled = new MessageWriter()
    .encoded(plain.toFunctionDef())
    .message(
      5,
      (attr) => attr.text(1, "_XlaMustCompile").message(2, (value) => value.varint(5, true)),
    )
    .finish();
  return GraphFunction.fromFunctionDef(library(), compiled);
}

const tensor = { dtype: DType.float32, shape: [4, 4] };

describeLibrary("ClusterCosts", () => {
  it("counts the ops in a cluster, and the tensors that go in and out of it", () => {
    using fn = cluster("counted_cluster", "Exp");
    const costs = new ClusterCosts([fn]);
    const node = { op: "counted_cluster", inputs: [tensor], outputs: [tensor] };
    const expected = { flops: 10 * 16 + 2 * 4 * 4 * 4, bytes: 2 * 64 };
    assertEquals(costs.costOf(node), expected);
    assertEquals(costs.costOf(node), expected);
  });

  it("counts none of which a part, or an input, is not known", () => {
    using fn = cluster("odd_cluster", "MatrixInverse");
    const costs = new ClusterCosts([fn]);
    assertEquals(costs.costOf({ op: "odd_cluster", inputs: [tensor], outputs: [] }), undefined);
    assertEquals(costs.costOf({ op: "odd_cluster", inputs: [undefined], outputs: [] }), undefined);
    assertEquals(costs.costOf({ op: "Exp", inputs: [tensor], outputs: [tensor] }), undefined);
  });
});
