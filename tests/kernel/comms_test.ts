import { assert, assertEquals } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import type { Message } from "../../src/jupyter/message.ts";
import {
  type Client,
  printed,
  type StartedKernel,
  startKernel,
  stateOf,
  type,
  value,
} from "./client.ts";

/** A cell with a comm that doubles numbers and turns bytes around. */
const DOUBLER = `
const { comms } = globalThis[Symbol.for("tensaur.notebook")];
const comm = comms.open("test.doubler", {
  data: { from: 1 },
  metadata: { version: "2.1.0" },
  buffers: [new Uint8Array([1, 2, 3])],
});
comm.onMessage(({ data, buffers }) =>
  comm.send({ doubled: data.number * 2 }, { buffers: buffers.map((it) => it.toReversed()) })
);
comm.onClose(() => console.log("closed"));
comm.id`;

describe("Kernel and comms", () => {
  let started: StartedKernel;
  let client: Client;
  beforeAll(async () => {
    started = await startKernel();
    client = started.client;
  });
  afterAll(() => started[Symbol.asyncDispose]());

  /** Runs the cell and gives the comm's name and its opening. */
  async function open(): Promise<{ id: string; opening: Message; cell: string }> {
    const { id: cell, published } = await client.run(DOUBLER);
    const id = value(published)!.slice(1, -1);
    const opening = published.find((it) => type(it) === "comm_open")!;
    return { id, opening, cell };
  }

  /** The messages of a comm. */
  function messages(id: string, kind = "comm_msg"): Message[] {
    return client.published.filter((it) => type(it) === kind && it.content.comm_id === id);
  }

  it("publishes what cells open, with data, metadata and bytes", async () => {
    const { id, opening, cell } = await open();
    assertEquals(opening.content, { comm_id: id, target_name: "test.doubler", data: { from: 1 } });
    assertEquals(opening.metadata.version, "2.1.0");
    assertEquals(opening.buffers.map((it) => [...it]), [[1, 2, 3]]);
    assertEquals(opening.parentHeader.msg_id, cell);
  });

  it("hands messages of the page to the cells, in order, and back", async () => {
    const { id } = await open();
    for (let number = 1; number <= 20; number++) {
      await client.send("comm_msg", { comm_id: id, data: { number } }, {
        buffers: [new Uint8Array([number, 0])],
      });
    }
    await client.until(() => messages(id).length === 20);
    assertEquals(
      messages(id).map((it) => (it.content.data as { doubled: number }).doubled),
      Array.from({ length: 20 }, (_, i) => 2 * (i + 1)),
    );
    assertEquals([...messages(id)[4]!.buffers[0]!], [0, 5]);
  });

  it("reaches the cells while one of them awaits, and says when a message is through", async () => {
    const { id } = await open();
    const running = await client.begin("await new Promise((r) => setTimeout(r, 600)); 'end'");
    const sent = await client.send("comm_msg", { comm_id: id, data: { number: 21 } });
    await client.until(() => messages(id).length === 1);
    const states = client.published.filter((it) => it.parentHeader.msg_id === sent).map(stateOf);
    assertEquals(states.slice(0, 2), ["busy", "idle"]);
    const ended = client.published.some((it) =>
      it.parentHeader.msg_id === running && stateOf(it) === "idle"
    );
    assert(!ended, "the message waited for the cell");
    assertEquals(value((await client.end(running)).published), "'end'".replaceAll("'", '"'));
  });

  it("knows which comms are open", async () => {
    const { id } = await open();
    const info = await client.ask("comm_info_request", { target_name: "test.doubler" });
    assertEquals((info.comms as Record<string, unknown>)[id], { target_name: "test.doubler" });
    assertEquals((await client.ask("comm_info_request", { target_name: "other" })).comms, {});
    await client.send("comm_close", { comm_id: id, data: {} });
    await client.until(() => printed(client.published).includes("closed"));
    const after = await client.ask("comm_info_request", {});
    assert(!(id in (after.comms as Record<string, unknown>)));
  });

  it("opens comms that the page asks for, where a cell waits for them", async () => {
    await client.run(
      `globalThis[Symbol.for("tensaur.notebook")].comms.register("from.page", (comm, { data }) =>
        comm.send({ hello: data.name }));`,
    );
    const data = { name: "page" };
    await client.send("comm_open", { comm_id: "page-1", target_name: "from.page", data });
    await client.until(() => messages("page-1").length === 1);
    assertEquals(messages("page-1")[0]!.content.data, { hello: "page" });
  });

  it("closes what nobody waits for", async () => {
    await client.send("comm_open", { comm_id: "page-2", target_name: "nobody", data: {} });
    await client.until(() => messages("page-2", "comm_close").length === 1);
    await client.send("comm_msg", { comm_id: "page-3", data: {} });
    await client.until(() => messages("page-3", "comm_close").length === 1);
    assertEquals((await client.run("1")).reply.content.status, "ok");
  });

  it("closes the comms of a process that has ended", async () => {
    const { id } = await open();
    await client.run("Deno.exit()");
    await client.until(() => messages(id, "comm_close").length === 1);
    assertEquals((await client.ask("comm_info_request", {})).comms, {});
  });
});
