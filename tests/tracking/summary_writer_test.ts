import { assert, assertEquals, assertThrows } from "@std/assert";
import { crc32c } from "../../src/tracking/event_record.ts";
import { SummaryWriter } from "../../src/tracking/summary_writer.ts";
import { writeExampleRun } from "../parity/tracking/example_run.ts";

async function withFolder(test: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("crc32c() gives the checksums of RFC 3720", () => {
  assertEquals(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assertEquals(crc32c(new Uint8Array(32).fill(255)), 0x62a8ab43);
  assertEquals(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e);
});

Deno.test("SummaryWriter writes the bytes that TensorBoard's reader was seen to read", () =>
  withFolder(async (folder) => {
    const checked = await Deno.readFile(
      new URL("../parity/tracking/example.tfevents", import.meta.url),
    );
    assertEquals(await writeExampleRun(`${folder}/deeper/run`), checked);
  }));

Deno.test("SummaryWriter has each event in the file before its call returns", () =>
  withFolder((folder) => {
    using writer = new SummaryWriter(folder);
    let size = Deno.statSync(writer.path).size;
    for (let step = 0; step < 3; step++) {
      writer.addScalar("loss", step, step);
      const grown = Deno.statSync(writer.path).size;
      assert(grown > size);
      size = grown;
    }
  }));

Deno.test("SummaryWriter gives two files of one second two names", () =>
  withFolder((folder) => {
    using one = new SummaryWriter(folder, { now: () => 0 });
    using other = new SummaryWriter(folder, { now: () => 0 });
    assert(one.path !== other.path);
    assert(one.path.includes("events.out.tfevents.0000000000."));
  }));

Deno.test("SummaryWriter refuses what TensorBoard could not show", () =>
  withFolder((folder) => {
    const writer = new SummaryWriter(folder);
    assertThrows(() => writer.addScalar("a", 1, 1.5), RangeError, "current value is 1.5");
    assertThrows(() => writer.addImage("a", new Uint8Array(30)), TypeError, "no PNG file");
    const data = new Uint8Array(8);
    assertThrows(
      () => writer.addImage("a", { dtype: "uint8", shape: [2, 2, 2], data }),
      TypeError,
      "current are uint8 [2,2,2]",
    );
    const labels = [0, 1];
    for (
      const [scores, message] of [
        [[0.5], "2 labels and 1 scores"],
        [[0.5, NaN], "number 1 is NaN"],
        [[2, 0], "number 0 is 2"],
      ] as const
    ) {
      assertThrows(() => writer.addPrCurve("a", { labels, scores }), RangeError, message);
    }
    writer.addHparams({ a: 1 });
    assertThrows(() => writer.addHparams({ a: 1 }), Error, "has them already");
    writer.close();
    writer.close();
    assertThrows(() => writer.addScalar("a", 1), Error, "it is closed");
  }));
