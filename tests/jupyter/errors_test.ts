import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runCell } from "./run_cell.ts";
import { withSession } from "./with_session.ts";

describe("errors of cells", () => {
  it("show where the syntax is wrong, as the editor counts", () =>
    withSession(async (session) => {
      const { reply, types } = await runCell(session, "const a = 1;\n\nconst b = ;");
      assertEquals([reply.ename, types], ["SyntaxError", ["error"]]);
      assertEquals(reply.traceback, [
        "SyntaxError: Expression expected.",
        "  1 | const a = 1;",
        "  2 |",
        "> 3 | const b = ;",
        "    |           ^",
        "    at In[1]:3:11",
      ]);
    }));

  it("show what only V8 finds wrong", () =>
    withSession(async (session) => {
      const { reply } = await runCell(session, "interface A { b: 1 }\n\nreturn 3");
      assertEquals(reply.evalue, "Illegal return statement");
      assert(reply.traceback?.includes("> 3 | return 3"), reply.traceback?.join("\n"));
    }));

  it("show which import cannot be found", () =>
    withSession(async (session) => {
      const { reply } = await runCell(session, '\nimport { a } from "./nothing_here.ts";\na');
      assertStringIncludes(reply.evalue!, "nothing_here.ts");
      assert(reply.traceback?.includes('> 2 | import { a } from "./nothing_here.ts";'));
    }));

  it("name lines of the cells, with types and in functions of other cells", () =>
    withSession(async (session) => {
      await runCell(session, "interface A { b: 1 }\n\nfunction fail(a: A): never {\n  throw a; }");
      await runCell(session, "type B = 1;\nfunction deep(n: number) {\n  null.x;\n}");
      const { reply } = await runCell(session, "const b: number = 1;\n\ndeep(b)");
      const traceback = reply.traceback!.join("\n");
      assertStringIncludes(traceback, "> 3 |   null.x;");
      assertStringIncludes(traceback, "at deep (In[2]:3:8)");
      assertStringIncludes(traceback, "at In[3]:3:1");
      assert(!/ext:|inspector|prelude/.test(traceback), traceback);
    }));

  it("keep the cause, and what is thrown that is no error", () =>
    withSession(async (session) => {
      const cause = 'throw new Error("outer", { cause: new RangeError("inner") })';
      const { reply } = await runCell(session, cause);
      assertStringIncludes(reply.traceback!.join("\n"), "[cause]: RangeError: inner");
      const text = (await runCell(session, 'throw "just text"')).reply;
      assertEquals([text.ename, text.evalue], ["Error", "just text"]);
    }));

  it("show rejections that nobody handles, and errors of timers below their cell", () =>
    withSession(async (session) => {
      const first = await runCell(
        session,
        'Promise.reject(new Error("alone")); setTimeout(() => { throw new Error("late") }, 50); 1',
      );
      await runCell(session, "await new Promise((r) => setTimeout(r, 150))");
      assertEquals(first.reply.status, "ok");
      const shown = first.outputs.map(({ content }) => content.evalue);
      assertEquals(shown.filter((text) => text !== undefined), ["alone", "late"]);
    }));

  it("abort the cells that wait, unless told otherwise", () =>
    withSession(async (session) => {
      const strict = [session.execute("throw 1"), session.execute("2")];
      assertEquals((await Promise.all(strict)).map((r) => r.status), ["error", "aborted"]);
      const lenient = [
        session.execute("throw 1", { stopOnError: false }),
        session.execute("2"),
      ];
      assertEquals((await Promise.all(lenient)).map((r) => r.status), ["error", "ok"]);
    }));
});
