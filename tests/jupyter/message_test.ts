import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { MessageError, newMessage, Wire } from "../../src/jupyter/mod.ts";

const message = newMessage("comm_msg", {
  session: "s",
  content: { text: "ä\u2028" },
  metadata: { m: 1 },
  buffers: [new Uint8Array([0, 255])],
  identities: [new TextEncoder().encode("topic")],
});

describe("Wire", () => {
  it("gives back what it was given", () => {
    const wire = new Wire("secret");
    assertEquals(wire.decode(wire.encode(message)), message);
    assertEquals(new Wire("").decode(new Wire("").encode(message)), message);
  });

  it("signs as Jupyter does", () => {
    const frames = new Wire("k").encode({
      ...message,
      header: { msg_id: "1", session: "2", username: "3", date: "4", msg_type: "5", version: "6" },
      metadata: {},
      content: {},
    });
    // Python: hmac.new(b"k", b"".join(frames[3:7]), "sha256").hexdigest()
    assertEquals(
      new TextDecoder().decode(frames[2]),
      "bc90dc1f307c11d3320b4693f0bfebc0a9f27f84fcf4118664fa76c92b571f88",
    );
  });

  it("rejects what is changed, not signed, signed with another key, or no message", () => {
    const wire = new Wire("secret");
    const frames = wire.encode(message);
    const rejected = (change: (frames: Uint8Array[]) => Uint8Array[], reason: string) =>
      assertThrows(() => wire.decode(change([...frames])), MessageError, reason);
    const text = (value: string) => new TextEncoder().encode(value);
    rejected((f) => f.with(6, text('{"text":"b"}')), "signature");
    rejected((f) => f.with(2, new Uint8Array(0)), "signature");
    rejected(() => new Wire("other").encode(message), "signature");
    rejected((f) => f.slice(0, 5), "4 parts");
    rejected((f) => f.filter((_, i) => i !== 1), "<IDS|MSG>");
    const open = new Wire("");
    for (const part of ["{", "[]", "null", "7"]) {
      const broken = open.encode(message).with(6, text(part));
      assertThrows(() => open.decode(broken), MessageError, "content");
    }
    assertThrows(() => open.decode(open.encode(message).with(3, text("{}"))), MessageError);
  });

  it("refuses a signature scheme that is no HMAC", () => {
    assertThrows(() => new Wire("k", "md5"), TypeError, '"md5"');
  });
});
