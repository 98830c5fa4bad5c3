/**
 * Messages of the kernel, gathered to outputs.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { OutputMessage, OutputType } from "../../../src/jupyter/output.ts";
import { MAX_TEXT, RunOutputs } from "../../../src/notebook/run/cell_outputs.ts";

const message = (type: OutputType, content: Record<string, unknown>): OutputMessage => ({
  type,
  content,
  metadata: {},
  buffers: [],
});
const stream = (text: string, name = "stdout") => message("stream", { name, text });
const display = (text: string, id?: string) =>
  message("display_data", {
    data: { "text/plain": text },
    metadata: {},
    ...(id === undefined ? {} : { transient: { display_id: id } }),
  });

function outputs(...messages: OutputMessage[]) {
  const cell = new RunOutputs().cell();
  for (const each of messages) cell.add(each);
  return cell.finish();
}
const texts = (...messages: OutputMessage[]) =>
  outputs(...messages).map((output) =>
    output.output_type === "stream"
      ? `${output.name}: ${output.text}`
      : output.output_type === "error"
      ? output.ename
      : output.data["text/plain"]
  );

describe("CellOutputs", () => {
  it("joins pieces of a stream, and keeps the order of different ones", () => {
    assertEquals(
      texts(
        stream("a"),
        stream("b"),
        stream("c", "stderr"),
        stream("d"),
        display("x"),
        stream("e"),
      ),
      ["stdout: ab", "stderr: c", "stdout: d", "x", "stdout: e"],
    );
  });

  it("keeps what a terminal would show of a line that is written over", () => {
    assertEquals(texts(stream("10%\r50%"), stream("\r100%\nnext\r\nlast\r")), [
      "stdout: 100%\nnext\r\nlast\r",
    ]);
  });

  it("leaves out what Deno says of packages the first time only", () => {
    const box = "╭ Warning\n│\n│  Ignored build scripts for packages:\n│  npm:a@1\n│\n╰─\n";
    const download = "Download https://example.org/a\n";
    assertEquals(texts(stream(download + box, "stderr"), display("x")), ["x"]);
    assertEquals(texts(stream(`a\n${box}b\n`, "stderr")), ["stderr: a\nb\n"]);
    assertEquals(texts(stream(box)), [`stdout: ${box}`]);
    const other = "╭ Warning\n│  mine\n╰─\n";
    assertEquals(texts(stream(other, "stderr")), [`stderr: ${other}`]);
  });

  it("updates displays, also those of earlier cells", () => {
    const run = new RunOutputs();
    const first = run.cell();
    first.add(display("old", "a"));
    first.add(display("other", "b"));
    const second = run.cell();
    second.add(display("same", "a"));
    second.add({ ...display("new", "a"), type: "update_display_data" });
    second.add({ ...display("nobody", "z"), type: "update_display_data" });
    const plain = (cell: typeof first) =>
      cell.finish().map((each) => "data" in each ? each.data["text/plain"] : "");
    assertEquals(plain(first), ["new", "other"]);
    assertEquals(plain(second), ["new"]);
  });

  it("clears at once, or with the next output", () => {
    const clear = (wait: boolean) => message("clear_output", { wait });
    assertEquals(texts(stream("a"), clear(false)), []);
    assertEquals(texts(stream("a"), clear(true)), ["stdout: a"]);
    assertEquals(texts(stream("a"), clear(true), display("b")), ["b"]);
  });

  it("leaves out what is too much, and counts it", () => {
    const piece = "x".repeat(MAX_TEXT / 4);
    const found = texts(
      stream(piece),
      stream(piece),
      stream(piece),
      stream(piece),
      stream("12345"),
    );
    assertEquals(found.length, 2);
    assertEquals(found[0], `stdout: ${"x".repeat(MAX_TEXT)}`);
    assert(String(found[1]).includes("5 more characters are left out"));
  });
});
