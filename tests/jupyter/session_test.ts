import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Session } from "../../src/jupyter/session.ts";
import { runCell } from "./run_cell.ts";

describe("Session", () => {
  it("delivers the output of a cell in order before the cell ends", async () => {
    const session = await Session.start();
    try {
      const { reply, text } = await runCell(
        session,
        "for (let i = 0; i < 3; i++) console.log(i); 7",
      );
      assertEquals(reply.status, "ok");
      assertEquals(text, "0\n1\n2\n7");
    } finally {
      await session.close();
    }
  });

  it("shows an error after what was written before it", async () => {
    const session = await Session.start();
    try {
      const { reply, types } = await runCell(session, "console.log(1); throw new TypeError('no')");
      assertEquals([reply.status, reply.ename, reply.evalue], ["error", "TypeError", "no"]);
      assertEquals(types, ["stream", "error"]);
    } finally {
      await session.close();
    }
  });
});
