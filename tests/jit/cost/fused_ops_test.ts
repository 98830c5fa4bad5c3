import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { EncodedNode } from "../../../src/ffi/function_library.ts";
import { fusedOps } from "../../../src/jit/cost/fused_ops.ts";
import { attrsOf } from "./encoded_attrs.ts";

function nodes(...rows: [name: string, op: string, ...inputs: string[]][]) {
  const byName = new Map(rows.map(([name, op, ...inputs]): [string, EncodedNode] => [
    name,
    { name, op, inputs, attrs: attrsOf({}) },
  ]));
  return { get: (name: string) => byName.get(name), isArgument: (name: string) => name === "arg" };
}

const layer = nodes(
  ["product", "MatMul", "x", "w"],
  ["biased", "BiasAdd", "product:product:0", "b"],
  ["y", "Relu", "biased:output:0", "^z"],
);

describe("fusedOps()", () => {
  it("names the ops between the fused node and its product", () => {
    const ran = new Set(["x", "w", "b", "y"]);
    assertEquals(fusedOps("y", { product: "MatMul", defined: layer, ran }), ["Relu", "BiasAdd"]);
    assertEquals(fusedOps("biased", { product: "MatMul", defined: layer, ran }), ["BiasAdd"]);
    assertEquals(fusedOps("product", { product: "MatMul", defined: layer, ran }), []);
  });

  it("stops at arguments", () => {
    const defined = nodes(["product", "MatMul", "x", "w"], [
      "y",
      "AddV2",
      "product:product:0",
      "arg",
    ]);
    assertEquals(fusedOps("y", { product: "MatMul", defined, ran: new Set(["y"]) }), ["AddV2"]);
  });

  it("does not guess when the way does not lead to the product", () => {
    const ran = new Set(["x", "w", "b", "product"]);
    assertEquals(fusedOps("y", { product: "MatMul", defined: layer, ran }), undefined);
    assertEquals(fusedOps("new", { product: "MatMul", defined: layer, ran }), undefined);
    const other = nodes(["product", "MatMul", "x", "w"], ["y", "Cumsum", "product:product:0"]);
    assertEquals(fusedOps("y", { product: "MatMul", defined: other, ran: new Set() }), undefined);
  });
});
