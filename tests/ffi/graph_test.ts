import { assert, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { DType } from "../../src/core/dtype.ts";
import { FUNCTION_CALL, functionCall, GraphFunction } from "../../src/ffi/function.ts";
import { Graph, type Output } from "../../src/ffi/graph.ts";
import { DisposedError } from "../../src/ffi/native.ts";
import { AttrKind } from "../../src/ffi/op_attrs.ts";
import { Session } from "../../src/ffi/session.ts";
import { TensorFlowError } from "../../src/ffi/status.ts";
import { deleteTensor, newTensor, readTensor } from "../../src/ffi/tensor.ts";
import { describeLibrary, eager, floats, library } from "./with_library.ts";

function node(graph: Graph, op: string, inputs: Output[]): Output {
  return { operation: graph.addNode(op, { inputs }), index: 0 };
}

function scalar(graph: Graph, value: number): Output {
  return graph.constant(DType.int32, [], Int32Array.of(value));
}

/** y = concat(x · [[1, 2], [3, 4]], x) in a graph of its own. */
function example(): { graph: Graph; x: Output; y: Output } {
  const graph = new Graph(library());
  const x = graph.placeholder(DType.float32, [-1, 2], "x");
  const w = graph.constant(DType.float32, [2, 2], Float32Array.of(1, 2, 3, 4));
  const y = node(graph, "ConcatV2", [node(graph, "MatMul", [x, w]), x, scalar(graph, 1)]);
  return { graph, x, y };
}

function run(session: Session, x: Output, values: number[], fetches: Output[]): number[][] {
  const tensor = newTensor(library(), DType.float32, [1, 2], Float32Array.from(values));
  const results = session.run([{ output: x, tensor }], fetches);
  deleteTensor(library(), tensor);
  return results.map((result) => {
    const { data } = readTensor(library(), result);
    deleteTensor(library(), result);
    return [...new Float32Array((data as Uint8Array<ArrayBuffer>).buffer)];
  });
}

describeLibrary("Graph", () => {
  it("infers dtypes and shapes, and says what it does not know", () => {
    const { graph, x, y } = example();
    assertEquals(graph.shape(x), [-1, 2]);
    assertEquals(graph.shape(y), [-1, 4]);
    assertEquals(graph.dtype(y), DType.float32);
    assertEquals(graph.describe(y), "float32[-1,4]");
    const any = graph.placeholder(DType.int64, null);
    assertEquals(graph.shape(any), null);
    assertEquals(graph.describe(any), "int64[...]");
    assertEquals(graph.shape(graph.placeholder(DType.bool, [])), []);
    graph.dispose();
  });

  it("finds operations and outputs by name", () => {
    const { graph, x } = example();
    assertEquals(graph.operation("x"), x.operation);
    assertEquals(graph.output("x:0"), x);
    assertEquals(graph.operation("z"), undefined);
    assertThrows(() => graph.output("z:0"), RangeError, "no operation of that name");
    assertThrows(() => graph.output("x:1"), RangeError, "the operation has 1 outputs");
    assertEquals(graph.nameOf(x.operation), "x");
    assertEquals(graph.opOf(x.operation), "Placeholder");
    assertEquals(graph.operations().length, 5);
    assertEquals(graph.inputsOf(x.operation), []);
    graph.dispose();
  });

  it("sorts inputs into lists by the op's definition", () => {
    using graph = new Graph(library());
    const parts = [1, 2, 3].map((value) => scalar(graph, value));
    const list = node(graph, "Pack", parts);
    assertEquals(graph.shape(list), [3]);
    const mixed = graph.addNode("IdentityN", {
      inputs: [parts[0]!, graph.placeholder(DType.string, [])],
    });
    assertEquals(graph.outputCount(mixed), 2);
    assertEquals(graph.dtype({ operation: mixed, index: 1 }), DType.string);
    // Two lists of different lengths: the attributes say where one ends.
    const condition = graph.placeholder(DType.bool, []);
    const types = [
      { name: "Tin", type: AttrKind.type, value: [DType.int32, DType.int32] },
      { name: "Tout", type: AttrKind.type, value: [] },
    ];
    assertThrows(
      () => graph.addNode("StatelessIf", { inputs: [condition, parts[0]!], attrs: types }),
      TypeError,
      "it takes (cond, input...), that is 3 inputs, and was given 2",
    );
    assertThrows(
      () => graph.addNode("ConcatV2", { inputs: [] }),
      TypeError,
      "it takes (values..., axis), that is at least 1 inputs, and was given 0",
    );
  });

  it("takes every kind of attribute, single and as a list", () => {
    using graph = new Graph(library());
    const image = graph.placeholder(DType.float32, [1, 4, 4, 1]);
    const filter = graph.placeholder(DType.float32, [2, 2, 1, 1]);
    const conv = graph.addNode("Conv2D", {
      name: "conv",
      inputs: [image, filter],
      attrs: [
        { name: "strides", type: AttrKind.int, value: [1, 2, 2, 1] },
        { name: "padding", type: AttrKind.string, value: "SAME" },
        { name: "use_cudnn_on_gpu", type: AttrKind.bool, value: false },
        { name: "dilations", type: AttrKind.int, value: [1, 1, 1, 1] },
        { name: "_note", type: AttrKind.string, value: "free" },
      ],
    });
    const attrs = graph.nodeAttrs(conv);
    assertEquals(attrs.text("padding"), "SAME");
    assertEquals(attrs.text("_note"), "free");
    assertEquals(attrs.type("T"), DType.float32);
    assertEquals(graph.shape({ operation: conv, index: 0 }), [1, 2, 2, 1]);
    const csv = graph.addNode("DecodeCSV", {
      inputs: [
        graph.placeholder(DType.string, [-1]),
        graph.constant(DType.int64, [1], new Uint8Array(8)),
      ],
      attrs: [
        { name: "OUT_TYPE", type: AttrKind.type, value: [DType.int64] },
        { name: "field_delim", type: AttrKind.string, value: ";" },
        { name: "select_cols", type: AttrKind.int, value: [0] },
      ],
    });
    assertEquals(graph.nodeAttrs(csv).types("OUT_TYPE"), [DType.int64]);
    const buckets = graph.addNode("Bucketize", {
      inputs: [image],
      attrs: [{ name: "boundaries", type: AttrKind.float, value: [0, 0.5] }],
    });
    assertEquals(graph.dtype({ operation: buckets, index: 0 }), DType.int32);
    const copy = graph.addNode("Cast", {
      inputs: [image],
      attrs: [{ name: "DstT", type: AttrKind.proto, value: attrs.values.get("T")! }],
    });
    assertEquals(graph.dtype({ operation: copy, index: 0 }), DType.float32);
  });

  it("refuses what it cannot add, and can be used afterwards", () => {
    const { graph, x } = example();
    const add = (op: string, options: Parameters<Graph["addNode"]>[1]) => () =>
      graph.addNode(op, options);
    assertThrows(add("NoSuchOp", {}), TypeError, 'Cannot use the op "NoSuchOp"');
    assertThrows(add("MatMul", { inputs: [x] }), TypeError, "that is 2 inputs, and was given 1");
    assertThrows(add("MatMul", { inputs: [x, x, x] }), TypeError, "and was given 3");
    assertThrows(
      add("MatMul", { inputs: [x, scalar(graph, 1)] }),
      TensorFlowError,
      "(float32[-1,2], int32[])",
    );
    assertThrows(add("MatMul", { name: "x", inputs: [x, x] }), TensorFlowError, "Duplicate node");
    const attrs = (type: number, value: number | string | number[]) => [
      { name: "transpose_a", type, value },
    ];
    assertThrows(add("MatMul", { inputs: [x, x], attrs: attrs(55, 1) }), TypeError, "kind 55");
    assertThrows(
      add("MatMul", { inputs: [x, x], attrs: attrs(1, "a") }),
      TypeError,
      "not a number",
    );
    assertThrows(add("MatMul", { inputs: [x, x], attrs: attrs(0, 1) }), TypeError, "text or bytes");
    assertThrows(add("MatMul", { inputs: [x, x], attrs: attrs(5, 1) }), TypeError, "axis lengths");
    assertThrows(add("MatMul", { inputs: [x, x], attrs: attrs(1, 1) }), TensorFlowError);
    assertThrows(
      add("Relu", { inputs: [x], attrs: [{ name: "alpha", type: AttrKind.float, value: 1 }] }),
      TypeError,
      'it has no attribute "alpha" (it has T)',
    );
    assertThrows(
      add("Relu", {
        inputs: [x],
        attrs: [{ name: "_x", type: AttrKind.proto, value: Uint8Array.of(255) }],
      }),
      TensorFlowError,
    );
    assertEquals(graph.shape(node(graph, "Relu", [x])), [-1, 2]);
    graph.dispose();
  });

  it("goes into a GraphDef and comes back, with a prefix", () => {
    const { graph, x } = example();
    const encoded = graph.toGraphDef();
    using copy = new Graph(library());
    copy.importGraphDef(encoded, "copy");
    assertEquals(copy.operations().length, graph.operations().length);
    assertEquals(copy.shape(copy.output("copy/x")), graph.shape(x));
    assertThrows(() => copy.importGraphDef(encoded, "copy"), RangeError, "that name is taken");
    assertThrows(() => graph.importGraphDef(encoded), TensorFlowError, "already exists");
    assertThrows(() => copy.importGraphDef(Uint8Array.of(1, 2, 3)), TensorFlowError);
    graph.dispose();
  });

  it("runs control inputs first", () => {
    using graph = new Graph(library());
    const no = graph.constant(DType.bool, [], Uint8Array.of(0));
    const check = graph.addNode("Assert", { inputs: [no, no] });
    const x = scalar(graph, 1);
    const operation = graph.addNode("Identity", { inputs: [x], controlInputs: [check] });
    using session = Session.open(graph);
    assertThrows(
      () => session.run([], [{ operation, index: 0 }]),
      TensorFlowError,
      "assertion failed",
    );
    deleteTensor(library(), session.run([], [x])[0]!);
  });

  it("computes gradients, null where there is no way", () => {
    const { graph, x, y } = example();
    const other = graph.placeholder(DType.float32, [2]);
    const [dx, none] = graph.addGradients([y], [x, other]);
    assertEquals(none, null);
    using session = Session.open(graph);
    assertEquals(run(session, x, [1, 1], [y, dx!]), [[4, 6, 1, 1], [4, 8]]);
    assertThrows(() => graph.addGradients([y], [x], []), TypeError, "1 results need as many");
    const unknown = node(graph, "Digamma", [x]);
    assertThrows(() => graph.addGradients([unknown], [x]), TensorFlowError, "No gradient defined");
    graph.dispose();
  });

  it("is not used after it was disposed, and may be disposed twice", () => {
    const { graph } = example();
    graph.dispose();
    graph.dispose();
    assertThrows(() => graph.toGraphDef(), DisposedError, "this graph: it has been disposed");
  });
});

describeLibrary("Session", () => {
  it("runs fetches and targets, and sees nodes that come later", () => {
    const { graph, x, y } = example();
    using session = Session.open(graph, { intraOpThreads: 1 });
    assertEquals(run(session, x, [1, 0], [y]), [[1, 2, 1, 0]]);
    const twice = node(graph, "AddV2", [y, y]);
    assertEquals(run(session, x, [1, 0], [twice, y]), [[2, 4, 2, 0], [1, 2, 1, 0]]);
    assertThrows(() => run(session, x, [1, 0], [x]), TensorFlowError, "both fed and fetched");
    assertEquals(session.run([], [], [graph.addNode("NoOp")]), []);
    graph.dispose();
  });

  it("names the placeholder that was not fed", () => {
    const { graph, y } = example();
    using session = Session.open(graph);
    assertThrows(() => session.run([], [y]), TensorFlowError, "placeholder tensor 'x'");
    graph.dispose();
  });

  it("outlives its graph's disposal and refuses to run after its own", () => {
    const { graph, x, y } = example();
    const session = Session.open(graph);
    session.dispose();
    session.dispose();
    assertThrows(() => run(session, x, [1, 0], [y]), DisposedError, "this session");
    graph.dispose();
  });
});

describeLibrary("GraphFunction", () => {
  it("runs by its name and through StatefulPartitionedCall", () => {
    const { graph, x, y } = example();
    using fn = GraphFunction.fromGraph(graph, "Example_1", { inputs: [x], outputs: [y, x] });
    graph.dispose();
    fn.register(eager());
    fn.register(eager());
    const input = eager().createTensor(DType.float32, [1, 2], Float32Array.of(1, 0));
    assertEquals(eager().execute(fn.name, [], [input], 2), 2);
    assertEquals(floats(eager().outputs[0]!), [1, 2, 1, 0]);
    const dtypes = [DType.float32];
    const call = functionCall(fn.name, { inputs: dtypes, outputs: [...dtypes, ...dtypes] });
    assertEquals(eager().execute(FUNCTION_CALL, call, [input], 2), 2);
    assertEquals(floats(eager().outputs[0]!), [1, 2, 1, 0]);
    assertEquals(floats(eager().outputs[1]!), [1, 0]);
    eager().deleteTensor(input);
  });

  it("gives 300 outputs", () => {
    using graph = new Graph(library());
    const x = graph.placeholder(DType.float32, [], "x");
    const outputs = new Array<Output>(300).fill(node(graph, "Neg", [x]));
    using fn = GraphFunction.fromGraph(graph, "Example_300", { inputs: [x], outputs });
    fn.register(eager());
    const input = eager().createTensor(DType.float32, [], Float32Array.of(2));
    assertEquals(eager().execute(fn.name, [], [input], 300), 300);
    assertEquals(floats(eager().outputs[299]!), [-2]);
  });

  it("goes into a FunctionDef and comes back", () => {
    const { graph, x, y } = example();
    using fn = GraphFunction.fromGraph(graph, "Example_2", { inputs: [x], outputs: [y] });
    using copy = GraphFunction.fromFunctionDef(library(), fn.toFunctionDef());
    assertEquals(copy.name, "Example_2");
    using caller = new Graph(library());
    copy.copyTo(caller);
    const called = caller.addNode("Example_2", {
      inputs: [caller.placeholder(DType.float32, [1, 2])],
    });
    assertEquals(caller.outputCount(called), 1);
    assertThrows(
      () => GraphFunction.fromFunctionDef(library(), Uint8Array.of(1, 2)),
      TensorFlowError,
    );
    graph.dispose();
  });

  it("cannot be called after it was disposed, and its name is free again", () => {
    const { graph, x, y } = example();
    const make = () => GraphFunction.fromGraph(graph, "Example_3", { inputs: [x], outputs: [y] });
    const first = make();
    first.register(eager());
    first.dispose();
    first.dispose();
    assertThrows(() => eager().execute("Example_3", [], [], 1), Error);
    using second = make();
    second.register(eager());
    assert(!second.name.startsWith("_"));
    graph.dispose();
  });

  it("refuses a body that needs what it was not given", () => {
    const { graph, x, y } = example();
    const options = { inputs: [x], outputs: [y], operations: [y.operation] };
    assertThrows(() => GraphFunction.fromGraph(graph, "Example_4", options), TensorFlowError);
    graph.dispose();
  });
});
