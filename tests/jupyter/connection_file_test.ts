import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { formatConnection, newConnection, parseConnection } from "../../src/jupyter/mod.ts";

describe("a connection file", () => {
  it("can be written and read", () => {
    const connection = newConnection();
    assertEquals(parseConnection(formatConnection(connection)), connection);
    assertEquals(new Set(Object.values(connection.ports)).size, 5);
  });

  it("is refused with the name of what is wrong", () => {
    const text = formatConnection(newConnection());
    const broken = (change: Record<string, unknown>) =>
      JSON.stringify({ ...JSON.parse(text), ...change });
    assertThrows(() => parseConnection("{"), TypeError, "not JSON");
    assertThrows(() => parseConnection("[]"), TypeError, "object");
    assertThrows(() => parseConnection(broken({ shell_port: "1" })), TypeError, "shell_port");
    assertThrows(() => parseConnection(broken({ hb_port: 65536 })), TypeError, "hb_port");
    assertThrows(() => parseConnection(broken({ transport: "ipc" })), TypeError, "tcp");
    assertThrows(() => parseConnection(broken({ key: 7 })), TypeError, "key");
  });
});
