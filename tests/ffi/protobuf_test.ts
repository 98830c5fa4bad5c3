import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  editFields,
  fieldBytes,
  fieldInt,
  fieldText,
  messageFields,
  messageMap,
  messageText,
  MessageWriter,
  repeatedInts,
} from "../../src/ffi/protobuf.ts";
import { encodeConfig } from "../../src/ffi/config.ts";

describe("MessageWriter", () => {
  it("writes what the format's own example says", () => {
    // https://protobuf.dev/programming-guides/encoding/#simple
    assertEquals(new MessageWriter().varint(1, 150).finish(), Uint8Array.of(0x08, 0x96, 0x01));
    assertEquals(
      new MessageWriter().text(2, "testing").finish(),
      Uint8Array.of(0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67),
    );
  });

  it("writes numbers that are read back: negative, large, and field numbers above 15", () => {
    for (const value of [0, 1, 127, 128, 2 ** 31, 2 ** 40, -1, -(2 ** 40)]) {
      assertEquals(fieldInt(new MessageWriter().varint(1000, value).finish(), 1000), value);
    }
  });

  it("grows with what is written", () => {
    const data = new Uint8Array(100_000).fill(7);
    assertEquals(fieldBytes(new MessageWriter().bytes(3, data).finish(), 3), data);
  });
});

describe("messageFields()", () => {
  it("reads maps, nested messages, packed and single numbers, and the last of several", () => {
    const entry = (key: string, value: number) => (message: MessageWriter) =>
      message.text(1, key).message(2, (inner) => inner.varint(1, value));
    const message = new MessageWriter()
      .message(5, entry("a", 1))
      .message(5, entry("b", 2))
      .bytes(6, Uint8Array.of(1, 0x96, 1))
      .varint(6, 7)
      .text(7, "old")
      .text(7, "new")
      .double(8, 0.5)
      .finish();
    const map = messageMap(message, 5);
    assertEquals([...map.keys()], ["a", "b"]);
    assertEquals(fieldInt(map.get("b")!, 1), 2);
    assertEquals(repeatedInts(message, 6), [1, 150, 7]);
    assertEquals(fieldText(message, 7), "new");
    assertEquals(fieldText(message, 99), "");
    assertEquals(new Float64Array(fieldBytes(message, 8)!.slice().buffer)[0], 0.5);
  });

  it("refuses bytes that are cut off or no message", () => {
    const whole = new MessageWriter().text(1, "a long text").finish();
    for (let length = 1; length < whole.length; length++) {
      assertThrows(
        () => [...messageFields(whole.subarray(0, length))],
        TypeError,
        "protocol buffer",
      );
    }
    assertThrows(() => [...messageFields(Uint8Array.of(0x0b))], TypeError, "wire type 3");
    assertThrows(() => [...messageFields(new Uint8Array(20).fill(255))], TypeError);
  });
});

describe("editFields()", () => {
  it("replaces the named fields and keeps the others byte by byte", () => {
    const message = new MessageWriter().varint(1, 5).text(2, "a").text(3, "b").text(2, "c")
      .finish();
    const edited = editFields(message, {
      2: (bytes) => new TextEncoder().encode(messageText(bytes) + "!"),
    });
    assertEquals(
      edited,
      new MessageWriter().varint(1, 5).text(2, "a!").text(3, "b").text(2, "c!").finish(),
    );
  });
});

describe("encodeConfig()", () => {
  it("asks for memory growth and soft placement by default", () => {
    const config = encodeConfig({});
    assertEquals(fieldInt(fieldBytes(config, 6)!, 4), 1);
    assertEquals(fieldInt(config, 7), 1);
  });

  it("hides all GPUs or names the visible ones", () => {
    const hidden = messageMap(encodeConfig({ gpus: [] }), 1);
    assertEquals([...hidden.keys()], ["GPU"]);
    assertEquals(fieldText(fieldBytes(encodeConfig({ gpus: [1, 0] }), 6)!, 5), "1,0");
  });
});
