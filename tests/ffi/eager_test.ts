import { assert, assertEquals, assertLess, assertRejects, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { DType } from "../../src/core/dtype.ts";
import { EagerContext } from "../../src/ffi/eager.ts";
import { GraphFunction } from "../../src/ffi/function.ts";
import { Graph } from "../../src/ffi/graph.ts";
import { type Library, LibraryError } from "../../src/ffi/library.ts";
import { DisposedError } from "../../src/ffi/native.ts";
import { AttrKind, type OpAttr } from "../../src/ffi/op_attrs.ts";
import { Status, TensorFlowError } from "../../src/ffi/status.ts";
import type { Symbols } from "../../src/ffi/symbols.ts";
import { describeLibrary, eager, floats, library } from "./with_library.ts";

function vector(...values: number[]): bigint {
  return eager().createTensor(DType.float32, [values.length], Float32Array.from(values));
}

function refusal(op: string, attrs: OpAttr[], inputs: bigint[]): Error {
  try {
    eager().execute(op, attrs, inputs, 4);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error(`${op} was not refused`);
}

/** The library with other calls in place of some, and how often each call was made. */
function withCalls(changes: Partial<Symbols>): {
  changed: Library;
  calls: Record<keyof Symbols, number>;
} {
  const calls = {} as Record<keyof Symbols, number>;
  const counted = Object.entries({ ...library().symbols, ...changes }).map(([name, call]) => {
    calls[name as keyof Symbols] = 0;
    return [name, (...given: unknown[]) => {
      calls[name as keyof Symbols]++;
      return (call as (...given: unknown[]) => unknown)(...given);
    }];
  });
  const symbols = Object.fromEntries(counted) as Symbols;
  return { changed: { ...library(), symbols }, calls };
}

function missing(): never {
  throw new LibraryError("libtensorflow.so", "a call is missing");
}

describeLibrary("EagerContext.execute()", () => {
  for (const count of [1, 255, 256, 1000]) {
    it(`gives all ${count} outputs of one op`, () => {
      const x = eager().createTensor(
        DType.int32,
        [count],
        Int32Array.from({ length: count }, (_, i) => i),
      );
      const attrs = [{ name: "num", type: AttrKind.int, value: count }];
      assertEquals(eager().execute("Unpack", attrs, [x], count), count);
      const outputs = [...eager().outputs.subarray(0, count)];
      assertEquals(new Set(outputs).size, count);
      const values = outputs.map((output) =>
        new Int32Array((eager().read(output) as Uint8Array<ArrayBuffer>).buffer)[0]
      );
      assertEquals(values, Array.from({ length: count }, (_, i) => i));
      for (const handle of [x, ...outputs]) eager().deleteTensor(handle);
    });
  }

  it("takes 1,000 inputs", () => {
    const x = vector(1);
    const attrs = [
      { name: "N", type: AttrKind.int, value: 1000 },
      { name: "T", type: AttrKind.type, value: DType.float32 },
    ];
    eager().execute("AddN", attrs, new Array<bigint>(1000).fill(x), 1);
    assertEquals(floats(eager().outputs[0]!), [1000]);
  });

  it("refuses too small a bound on the outputs", () => {
    const x = vector(1, 2, 3);
    const attrs = [{ name: "num", type: AttrKind.int, value: 3 }];
    const error = assertThrows(() => eager().execute("Unpack", attrs, [x], 2), TensorFlowError);
    assertEquals(error.code, "INVALID_ARGUMENT");
    assertThrows(() => eager().execute("Unpack", attrs, [x], -1), RangeError, "-1 outputs");
  });

  it("names op, dtypes and shapes when shapes do not fit", () => {
    const error = refusal("MatMul", [], [vector(1, 2), vector(1)]);
    assert(error instanceof TensorFlowError);
    assert(error.message.startsWith("Cannot run MatMul(float32[2], float32[1]): "), error.message);
    assertEquals(error.op, "MatMul");
    assertEquals(error.code, "INVALID_ARGUMENT");
  });

  it("names both dtypes when they do not fit", () => {
    const x = eager().createTensor(DType.int64, [1], BigInt64Array.of(1n));
    const error = refusal("AddV2", [], [vector(1), x]);
    assert(error.message.startsWith("Cannot run AddV2(float32[1], int64[1]): "), error.message);
  });

  it("refuses an op without a kernel for the dtype", () => {
    const x = eager().createTensor(DType.bool, [1], Uint8Array.of(1));
    assertEquals((refusal("Exp", [], [x]) as TensorFlowError).name, "TensorFlowError");
  });

  it("refuses an unknown op by its name", () => {
    const error = refusal("NoSuchOp", [], []);
    assert(error instanceof TensorFlowError);
    assertEquals(error.op, "NoSuchOp");
    assert(error.message.includes("NoSuchOp"), error.message);
  });

  it("refuses wrong attributes with a reason", () => {
    const x = vector(1);
    for (
      const attrs of [
        [{ name: "SrcT", type: AttrKind.type, value: 77 }],
        [{ name: "DstT", type: AttrKind.type, value: 77 }],
        [{ name: "DstT", type: AttrKind.int, value: 3 }],
        [{ name: "DstT", type: AttrKind.string, value: "float" }],
        [],
      ]
    ) {
      assert(refusal("Cast", attrs, [x]).message.startsWith("Cannot run Cast"));
    }
    const text = [{ name: "transpose_a", type: AttrKind.string, value: 3 }];
    assert(refusal("MatMul", text, [x, x]) instanceof TypeError);
    const unknown = [{ name: "transpose_a", type: 55, value: 3 }];
    assert(refusal("MatMul", unknown, [x, x]).message.includes("unknown kind 55"));
    const list = [{ name: "transpose_a", type: 55, value: [3] }];
    assert(refusal("MatMul", list, [x, x]).message.includes("its kind 55 is not"));
    const functions = [{ name: "f", type: AttrKind.func, value: ["g"] }];
    assert(refusal("PartitionedCall", functions, []) instanceof TypeError);
    const whole = [{ name: "num", type: AttrKind.int, value: NaN }];
    assert(refusal("Unpack", whole, [x]) instanceof TypeError);
  });

  it("refuses too few and too many inputs", () => {
    const x = vector(1);
    assert(refusal("AddV2", [], [x]) instanceof TensorFlowError);
    const { message } = refusal("AddV2", [], [x, x, x]);
    assert(message.endsWith("it takes 2 inputs, and was given 3"), message);
    assert(refusal("NoOp", [], [x]) instanceof TypeError);
  });

  it("refuses a device that is none, and goes on afterwards", () => {
    eager().device = "nonsense";
    try {
      assert(refusal("AddV2", [], [vector(1), vector(2)]).message.includes("nonsense"));
    } finally {
      eager().device = null;
    }
    eager().execute("AddV2", [], [vector(1), vector(2)], 1);
    assertEquals(floats(eager().outputs[0]!), [3]);
  });

  it("goes on after 1,000 failures", () => {
    const [a, b] = [vector(1, 2), vector(1, 2, 3)];
    for (let i = 0; i < 1000; i++) refusal("AddV2", [], [a, b]);
    eager().execute("AddV2", [], [a, a], 1);
    assertEquals(floats(eager().outputs[0]!), [2, 4]);
  });
});

describeLibrary("EagerContext", () => {
  it("takes threads, memory growth and soft placement, and refuses impossible ones", () => {
    const context = new EagerContext(library(), { intraOpThreads: 1, interOpThreads: 1, gpus: [] });
    assert(context.devices.some(({ type }) => type === "CPU"));
    assert(context.devices.every(({ type }) => type !== "GPU"));
    context.dispose();
    for (
      const options of [
        { intraOpThreads: 0 },
        { interOpThreads: 1.5 },
        { memoryFraction: 2 },
        { gpus: [0, -1] },
        { gpus: [0.5] },
        { gpus: [NaN] },
      ]
    ) {
      assertThrows(() => new EagerContext(library(), options), RangeError, "Cannot configure");
    }
  });

  it("is not used after it was disposed, and may be disposed twice", async () => {
    const context = new EagerContext(library());
    const x = context.createTensor(DType.float32, [1], Float32Array.of(1));
    context.execute("AddV2", [], [x, x], 1);
    context.deleteTensor(context.outputs[0]!);
    context.deleteTensor(x);
    const y = vector(1);
    assert(!context.disposed);
    context.dispose();
    context.dispose();
    assert(context.disposed);
    const uses = [
      () => context.handle,
      () => context.execute("AddV2", [], [y, y], 1),
      () => context.execute("NoOp", [], [], 0),
      () => context.createTensor(DType.float32, [1], Float32Array.of(1)),
      () => context.read(y),
      () => context.share(y),
      () => context.deviceOf(y),
      () => context.copyTo(y, eager().devices[0]!.name),
    ];
    for (const use of uses) assertThrows(use, DisposedError, "has been disposed");
    await assertRejects(
      () => context.executeAsync("AddV2", [], [y, y], { maxOutputs: 1 }),
      DisposedError,
    );
    assertEquals(floats(y), [1]);
    eager().deleteTensor(y);
  });

  it("may be disposed before a function that is registered in it", () => {
    using graph = new Graph(library());
    const x = graph.placeholder(DType.float32, [], "x");
    using called = GraphFunction.fromGraph(graph, "OutlivesContext", { inputs: [x], outputs: [x] });
    const context = new EagerContext(library());
    called.register(context);
    context.dispose();
    called.dispose();
  });

  it("frees the native context if it cannot be finished", () => {
    for (const name of ["TFE_ContextListDevices", "TFE_NewOp"] as const) {
      const { changed, calls } = withCalls({ [name]: missing });
      assertThrows(() => new EagerContext(changed), LibraryError);
      assertEquals([calls.TFE_NewContext, calls.TFE_DeleteContext], [1, 1]);
    }
  });

  it("shares, copies and places handles", () => {
    const x = vector(1, 2);
    const shared = eager().share(x);
    const copy = eager().copyTo(x, eager().devices[0]!.name);
    eager().deleteTensor(x);
    assertEquals(floats(shared), [1, 2]);
    assertEquals(floats(copy), [1, 2]);
    assertEquals(eager().deviceOf(shared), eager().devices[0]!.name);
  });
});

/** A queue that nothing is ever put in: taking from it waits for ever. */
function emptyQueue(): bigint {
  const types = { name: "component_types", type: AttrKind.type, value: [DType.float32] };
  eager().execute("FIFOQueueV2", [types], [], 1);
  return eager().outputs[0]!;
}

const DEQUEUE = [{ name: "component_types", type: AttrKind.type, value: [DType.float32] }];

describeLibrary("EagerContext.executeAsync()", () => {
  it("gives what execute() gives, also if the inputs are deleted meanwhile", async () => {
    const x = vector(1, 2);
    const result = eager().executeAsync("AddV2", [], [x, x], { maxOutputs: 1 });
    eager().deleteTensor(x);
    assertEquals(floats((await result)[0]!), [2, 4]);
  });

  it("leaves the event loop free while an op waits", async () => {
    const waiting = new AbortController();
    let turns = 0;
    const timer = setInterval(() => {
      if (++turns === 5) waiting.abort();
    }, 5);
    const queue = emptyQueue();
    await assertRejects(() =>
      eager().executeAsync("QueueDequeueV2", DEQUEUE, [queue], {
        maxOutputs: 1,
        signal: waiting.signal,
      })
    );
    clearInterval(timer);
    assertEquals(turns, 5);
  });

  it("ends a waiting op when its signal is aborted, with the signal's reason", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => stop.abort(reason), 20);
    const start = performance.now();
    const options = { maxOutputs: 1, signal: stop.signal };
    const queue = emptyQueue();
    const error = await assertRejects(() =>
      eager().executeAsync("QueueDequeueV2", DEQUEUE, [queue], options)
    );
    assertEquals(error, reason);
    assertLess(performance.now() - start, 5000);
    eager().execute("AddV2", [], [vector(1), vector(2)], 1);
    assertEquals(floats(eager().outputs[0]!), [3]);
  });

  it("ends an endless loop when its signal is aborted", async () => {
    const types = { name: "T", type: AttrKind.type, value: [DType.float32] };
    using graph = new Graph(library());
    const x = graph.placeholder(DType.float32, [], "x");
    const one = graph.constant(DType.float32, [], Float32Array.of(1));
    const next = { operation: graph.addNode("AddV2", { inputs: [x, one] }), index: 0 };
    using body = GraphFunction.fromGraph(graph, "EndlessBody", { inputs: [x], outputs: [next] });
    using always = new Graph(library());
    const y = always.placeholder(DType.float32, [], "y");
    const yes = always.constant(DType.bool, [], Uint8Array.of(1));
    using condition = GraphFunction.fromGraph(always, "EndlessCondition", {
      inputs: [y],
      outputs: [yes],
    });
    body.register(eager());
    condition.register(eager());
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const attrs = [
      types,
      { name: "cond", type: AttrKind.func, value: condition.name },
      { name: "body", type: AttrKind.func, value: body.name },
    ];
    const start = eager().createTensor(DType.float32, [], Float32Array.of(0));
    const error = await assertRejects(
      () => eager().executeAsync("While", attrs, [start], { maxOutputs: 1, signal: stop.signal }),
      DOMException,
    );
    assertEquals(error.name, "AbortError");
  });

  it("does not start when its signal is aborted already", async () => {
    const signal = AbortSignal.abort(new Error("never"));
    await assertRejects(
      () => eager().executeAsync("AddV2", [], [], { maxOutputs: 1, signal }),
      Error,
      "never",
    );
  });

  it("reports what TensorFlow refuses, without touching the shared status", async () => {
    const inputs = [vector(1, 2), vector(1, 2, 3)];
    const error = await assertRejects(
      () => eager().executeAsync("AddV2", [], inputs, { maxOutputs: 1 }),
      TensorFlowError,
      "Cannot run AddV2(float32[2], float32[3])",
    );
    assertEquals(error.code, "INVALID_ARGUMENT");
    assert(library().status.ok);
  });

  for (const count of [-1, 1.5, NaN, 2 ** 53]) {
    it(`refuses ${count} outputs before anything is made`, async () => {
      const { changed, calls } = withCalls({});
      const context = new EagerContext(changed);
      const ops = calls.TFE_NewOp;
      await assertRejects(
        () => context.executeAsync("NoOp", [], [], { maxOutputs: count }),
        RangeError,
      );
      assertEquals([calls.TFE_NewOp, calls.TF_NewStatus], [ops, 0]);
      context.dispose();
    });
  }

  it("frees what it made if the library cannot stop ops", async () => {
    for (const name of ["TFE_NewCancellationManager", "TFE_OpSetCancellationManager"] as const) {
      const { changed, calls } = withCalls({ [name]: missing });
      const context = new EagerContext(changed);
      await assertRejects(
        () => context.executeAsync("NoOp", [], [], { maxOutputs: 0 }),
        LibraryError,
      );
      context.dispose();
      assertEquals(calls.TFE_DeleteOp, calls.TFE_NewOp);
      assertEquals(calls.TF_DeleteStatus, calls.TF_NewStatus);
      if (name === "TFE_OpSetCancellationManager") {
        assertEquals(calls.TFE_DeleteCancellationManager, 1);
      }
    }
  });
});

describeLibrary("Status", () => {
  it("is not used after it was disposed, and may be disposed twice", () => {
    const status = new Status(library().symbols);
    assert(status.ok);
    status.dispose();
    status.dispose();
    assertThrows(() => status.handle, DisposedError, "has been disposed");
    assertThrows(() => status.ok, DisposedError);
    assertThrows(() => status.check(() => ({ op: "none" })), DisposedError);
  });
});
