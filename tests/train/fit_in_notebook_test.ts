/** What a training leaves in a notebook. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Output } from "../../src/notebook/format/notebook.ts";
import { runNotebook } from "../../src/notebook/run/run_notebook.ts";
import { runCell } from "../jupyter/run_cell.ts";
import { withSession } from "../jupyter/with_session.ts";
import { code, notebookOf, outputsOf } from "../notebook/made_notebooks.ts";

const module = new URL("../../mod.ts", import.meta.url).href;
const PLOTLY = "application/vnd.plotly.v1+json";

const setup = `import { data, tf, train } from "${module}";
await tf.ready();
const points = new data.ArrayDataset(
  tf.randomNormal([640, 8], 0, 1, "float32", 1),
  tf.randomUniform([640], 0, 4, "int32", 2),
);
const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [8] })] });
const optimizer = tf.train.sgd(0.01);`;

type Bundle = Record<string, unknown>;

function bundleOf(output: Output | undefined): Bundle {
  assert(output && "data" in output, JSON.stringify(output));
  return output.data as Bundle;
}

describe("fit() in a notebook", () => {
  it("leaves one final figure under 200 KB in the stored cell, also after 1000 epochs", async () => {
    const { notebook, ok } = await runNotebook(notebookOf([
      code(setup),
      code(`const metrics = {
        one: tf.metrics.sparseCategoricalAccuracy, two: tf.metrics.sparseCategoricalAccuracy,
        three: tf.metrics.sparseCategoricalAccuracy, four: tf.metrics.sparseCategoricalAccuracy,
      };
      const history = await train.fit(model, points, {
        epochs: 1000, batchSize: 64, validationSplit: 0.2, optimizer, metrics,
      });`),
      code("await train.fit(model, points, { epochs: 2, optimizer })"),
      code("history"),
      code("await train.fit(model, points, { optimizer, progress: false }); undefined"),
    ]));
    assert(ok, JSON.stringify(notebook.cells.map((_, i) => outputsOf(notebook, i)), null, 1));
    const long = outputsOf(notebook, 1);
    assertEquals(long.length, 1);
    const size = JSON.stringify(long).length;
    assert(size < 200_000, `${size} characters`);
    const figure = bundleOf(long[0]);
    assertEquals(Object.keys(figure).sort(), [PLOTLY, "image/svg+xml", "text/plain"]);
    assertMatch(String(figure["image/svg+xml"]), /\d+ of 1000 points/);
    assertMatch(String(figure["text/plain"]), /1000 epochs/);

    // The chart stands above, so the value is its numbers.
    const [chart, numbers, ...rest] = outputsOf(notebook, 2);
    assertEquals(rest, []);
    assert(PLOTLY in bundleOf(chart));
    assertEquals(Object.keys(bundleOf(numbers)).sort(), ["text/html", "text/plain"]);
    // In another cell it is the chart.
    assertEquals(outputsOf(notebook, 3).map((output) => PLOTLY in bundleOf(output)), [true]);
    assertEquals(outputsOf(notebook, 4), []);
  });

  it("is shown a few times a second while it goes on; stopped, it says so and keeps its history", () =>
    withSession(async (session) => {
      await runCell(session, setup);
      const outputs: { type: string; data: Bundle }[] = [];
      const running = session.execute(
        "const history = await train.fit(model, points, { epochs: 1e6, batchSize: 2, optimizer })",
        { onOutput: ({ type, content }) => outputs.push({ type, data: content.data as Bundle }) },
      );
      await new Promise((done) => setTimeout(done, 2500));
      await session.interrupt();
      assertEquals((await running).status, "ok");
      const updates = outputs.filter(({ type }) => type === "update_display_data");
      assertEquals(outputs.length, updates.length + 1);
      assertEquals(outputs[0]!.type, "display_data");
      assert(updates.length >= 3 && updates.length <= 14, String(updates.length));
      const pages = updates.slice(0, -1).map(({ data }) => String(data["text/html"])).join("\n");
      assertMatch(pages, /<progress [^]*Epoch\u00a0\d+\/1000000[^]*steps\/s[^]*left[^]*<svg/);
      assertStringIncludes(pages, "within epochs");
      const last = outputs.at(-1)!.data;
      assertEquals(Object.keys(last), [PLOTLY, "image/svg+xml", "text/plain"]);
      assertMatch(
        String(last["image/svg+xml"]),
        /Training, stopped (after [\d,]+|in the first) epoch/,
      );
      assertMatch(String(last["text/plain"]), /(Training|;) stopped (after|in)/);
      const { text } = await runCell(
        session,
        "[history.stopped, history.loss.length === history.records.length, " +
          "history.course.loss.length > 0, model.getWeights().length]",
      );
      assertEquals(text, "[ true, true, true, 2 ]");
    }));

  it("says that it failed, and why, where it does", () =>
    withSession(async (session) => {
      await runCell(session, setup);
      const { reply, outputs } = await runCell(
        session,
        `await train.fit(model, points, {
          epochs: 3, optimizer,
          onEpoch: ({ epoch }) => { if (epoch === 2) throw new Error("<b>mine</b>"); },
        })`,
      );
      assertEquals(reply.evalue, "<b>mine</b>");
      const last = outputs.findLast(({ type }) => type === "update_display_data")!;
      const data = last.content.data as Bundle;
      assertMatch(String(data["text/plain"]), /\nTraining failed in epoch 3: <b>mine<\/b>$/);
      assertStringIncludes(
        String(data["image/svg+xml"]),
        "failed in epoch 3: &lt;b&gt;mine&lt;/b&gt;",
      );
    }));
});
