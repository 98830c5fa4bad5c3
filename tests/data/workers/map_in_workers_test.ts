import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { from } from "../../../src/data/dataset/sources.ts";
import type { Dataset } from "../../../src/data/dataset/dataset.ts";

const module = import.meta.resolve("./worker_functions.ts");
const numbers = [1, 2, 3, 4, 5, 6, 7];
const slowly = { module, name: "slowly", options: { by: 10 } };

async function rest(dataset: Dataset<unknown>, start: object = {}): Promise<unknown[]> {
  const iterator = dataset.iterate(start);
  const all: unknown[] = [];
  for (let one = await iterator.next(); !one.done; one = await iterator.next()) all.push(one.value);
  return all;
}

for (const workers of [0, 1, 3]) {
  Deno.test(`map() keeps order, numbers and epochs with ${workers} workers`, async () => {
    const dataset = from(numbers).map(slowly, { workers });
    for (const epoch of [0, 1]) {
      const wanted = numbers.map((x, i) => [x * 10, i, epoch]);
      assertEquals(await rest(dataset, { epoch }), wanted);
    }
    assertEquals(dataset.size, 7);
  });

  Deno.test(`map() goes on from a place with ${workers} workers`, async () => {
    const dataset = from(numbers).shuffle({ seed: 3 }).map(slowly, { workers });
    const whole = await rest(dataset, { epoch: 2 });
    const iterator = dataset.iterate({ epoch: 2 });
    for (let i = 0; i < 3; i++) await iterator.next();
    const state = JSON.parse(JSON.stringify(iterator.state()));
    await iterator.close();
    assertEquals(await rest(dataset, { epoch: 2, state }), whole.slice(3));
  });

  Deno.test(`map() tells the error of a function, with ${workers} workers`, async () => {
    const dataset = from(numbers).map({ module, name: "fail" }, { workers });
    const error = await assertRejects(
      () => dataset.toArray(),
      RangeError,
      "Cannot read pictures/3.jpg",
    );
    if (workers > 0) assertStringIncludes(String(error.cause), "worker_functions.ts");
  });
}

Deno.test("map() runs on other threads, and ends them by itself", async () => {
  const dataset = from(numbers).map({ module, name: "thread" }, { workers: 2 });
  assertEquals(new Set(await dataset.toArray()), new Set(["function"]));
  for await (const _ of dataset) break;
  assertEquals(await dataset.take(1).toArray(), ["function"]);
});

Deno.test("map() leaves the arrays that go to workers as they are", async () => {
  const array = { dtype: "float32", shape: [2], data: new Float32Array([2, 4]) } as const;
  const halves = from([array, array]).map<typeof array>({ module, name: "half" }, { workers: 1 });
  assertEquals((await halves.toArray()).map(({ data }) => [...data]), [[1, 2], [1, 2]]);
  assertEquals([...array.data], [2, 4]);
});

Deno.test("map() says what is wrong with a function for workers", async () => {
  const run = (name: string, from_ = module) =>
    from(numbers).map({ module: from_, name }, { workers: 1 }).toArray();
  await assertRejects(() => run("nothing"), TypeError, 'exports no function "nothing"');
  await assertRejects(() => run("noFunction"), TypeError, 'exports no function "noFunction"');
  await assertRejects(
    () => run("notCopied"),
    TypeError,
    'what "notCopied" returned cannot be copied',
  );
  await assertRejects(() => run("x", import.meta.resolve("./missing.ts")), TypeError, "missing.ts");
  await assertRejects(
    () => from([() => 1]).map({ module, name: "fail" }, { workers: 1 }).toArray(),
    TypeError,
    "element 0 cannot be copied",
  );
  assertThrows(
    () => from(numbers).map((x) => x, { workers: 1 }),
    TypeError,
    "functions of a program cannot go to other threads",
  );
  assertThrows(() => from(numbers).map(slowly, { workers: -1 }), RangeError, "current value is -1");
});

Deno.test("workers start from modules that lie on a server", async () => {
  const root = new URL("../../../", import.meta.url);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const file = new URL(`.${new URL(request.url).pathname}`, root);
      const headers = { "content-type": "application/typescript" };
      return new Response(await Deno.readFile(file), { headers });
    },
  );
  const address = `http://127.0.0.1:${server.addr.port}`;
  const program = `
    import { from } from "${address}/src/data/dataset/sources.ts";
    const module = "${address}/tests/data/workers/worker_functions.ts";
    const made = from([1, 2]).map({ module, name: "slowly", options: { by: 3 } }, { workers: 2 });
    console.log(JSON.stringify(await made.toArray()));
  `;
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/program.ts`;
    await Deno.writeTextFile(file, program);
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-lock", "--no-config", "--reload", "-A", file],
    }).output();
    assertEquals(success, true, new TextDecoder().decode(stderr));
    assertEquals(new TextDecoder().decode(stdout).trim(), "[[3,0,0],[6,1,0]]");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
