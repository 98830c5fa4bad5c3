import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { decodePng } from "../../../src/deps/pictures.ts";
import { bundle, enablePng, lineChart } from "../../../src/display/mod.ts";
import { loadRenderer } from "../../../src/display/picture/svg_png.ts";

/** Why charts cannot be drawn here, undefined where they can. */
async function fault(): Promise<string | undefined> {
  try {
    await loadRenderer();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message.split("\n")[0]!.slice(0, 60);
  }
}

const missing = await fault();
const name = (text: string) => missing === undefined ? text : `${text} (ignored: ${missing})`;

describe("PNG of charts", { ignore: missing !== undefined }, () => {
  it(name("toPng() draws lines and letters"), async () => {
    const bare = lineChart([1, 2], { width: 200, height: 100 });
    const titled = lineChart([1, 2], { width: 200, height: 100, title: "Title" });
    const [without, withTitle] = [await bare.toPng(), await titled.toPng({ scale: 1 })];
    const picture = decodePng(without);
    assertEquals([picture.width, picture.height], [400, 200]);
    const colors = new Set<string>();
    const { data, channels } = decodePng(withTitle);
    for (let i = 0; i < data.length; i += channels) colors.add([...data.slice(i, i + 3)].join());
    assertEquals(colors.has("255,255,255"), true);
    assertEquals(colors.has("0,114,178"), true);
    assertEquals(colors.has("36,41,47"), true);
    await assertRejects(() => bare.toPng({ scale: 0 }), RangeError, "scale");
  });

  it(name("enablePng() adds a PNG to every chart"), async () => {
    const chart = lineChart([1, 2]);
    assertEquals("image/png" in bundle(chart), false);
    await enablePng();
    const { width, height } = decodePng(Uint8Array.fromBase64(bundle(chart)["image/png"]!));
    assertEquals([width, height], [640, 400]);
  });
});
