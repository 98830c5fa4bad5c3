import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { connectPeer, SocketServer, ZmtpError } from "../../src/jupyter/mod.ts";

const text = (value: string) => new TextEncoder().encode(value);

describe("ZMTP sockets", () => {
  it("carry frames of every size, both ways and in order", async () => {
    const server = new SocketServer({
      type: "ROUTER",
      onMessage: (peer, frames) => void peer.send(frames),
    });
    const peer = await connectPeer({ port: server.port, type: "DEALER", identity: "me" });
    const messages = [0, 1, 255, 256, 65_535, 65_536, 3 << 20]
      .map((size, i) => [new Uint8Array([i]), new Uint8Array(size).fill(i)]);
    for (const message of messages) void peer.send(message);
    for (const message of messages) assertEquals(await peer.receive(), message);
    assert(server.find("me"));
    assertEquals(server.find("you"), undefined);
    peer.close();
    await server.close();
  });

  it("publish to those who subscribed to the topic", async () => {
    const server = new SocketServer({ type: "PUB" });
    const all = await connectPeer({ port: server.port, type: "SUB" });
    const none = await connectPeer({ port: server.port, type: "DEALER" });
    await none.send([new Uint8Array([1, ...text("other")])]);
    while (server.peers.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 20));
    server.publish([text("topic"), text("a")]);
    server.publish([text("other.b"), text("b")]);
    assertEquals(await all.receive(), [text("topic"), text("a")]);
    assertEquals(await all.receive(), [text("other.b"), text("b")]);
    assertEquals(await none.receive(), [text("other.b"), text("b")]);
    await server.close();
    assertEquals(await all.receive(), undefined);
    all.close();
    none.close();
  });

  it("close a connection that speaks something else, and go on", async () => {
    const errors: unknown[] = [];
    const server = new SocketServer({ type: "REP", onError: (error) => errors.push(error) });
    for (
      const bytes of [
        text("GET / HTTP/1.1\r\nHost: x\r\n".padEnd(80, "x")),
        new Uint8Array(64).fill(255),
      ]
    ) {
      const stranger = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
      await stranger.write(bytes);
      while (await stranger.read(new Uint8Array(256)) !== null);
      stranger.close();
    }
    assertEquals(errors.map((error) => error instanceof ZmtpError), [true, true]);
    const peer = await connectPeer({ port: server.port, type: "REQ" });
    await peer.send([text("ping")]);
    assertEquals(await peer.receive(), [text("ping")]);
    peer.close();
    await server.close();
  });

  it("refuse a frame that is longer than the limit", async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const connecting = connectPeer({ port: listener.addr.port, type: "DEALER" });
    const conn = await listener.accept();
    const greeting = new Uint8Array(64);
    greeting.set([255, 0, 0, 0, 0, 0, 0, 0, 0, 127, 3]);
    greeting.set(text("NULL"), 12);
    await conn.write(greeting);
    await conn.write(new Uint8Array([4, 6, 5, ...text("READY")]));
    const peer = await connecting;
    await conn.write(new Uint8Array([2, 0, 0, 1, 0, 0, 0, 0, 0]));
    await assertRejects(() => peer.receive(), ZmtpError, "limit");
    peer.close();
    conn.close();
    listener.close();
  });
});
