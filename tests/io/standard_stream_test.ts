import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

describe("standardStream", () => {
  it("standardStream() writes whole texts to a pipe, which is no terminal", async () => {
    const module = new URL("../../src/io/standard_stream.ts", import.meta.url);
    const code = `
      import { standardStream } from ${JSON.stringify(module.href)};
      const { terminal, columns } = standardStream("stdout");
      standardStream("stdout").write("é".repeat(100_000));
      standardStream("stderr").write(JSON.stringify({ terminal, columns }));
    `;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", "--ext=ts", code],
      stdin: "null",
    }).output();
    assertEquals(new TextDecoder().decode(stdout), "é".repeat(100_000));
    assertEquals(new TextDecoder().decode(stderr), '{"terminal":false,"columns":80}');
  });
});
