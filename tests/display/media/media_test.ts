import { assertEquals, assertLess, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { audio, bundle, latex } from "../../../src/display/mod.ts";
import { wavBytes } from "../../../src/display/media/wav.ts";

describe("media", () => {
  it("latex() carries its source and its text", () => {
    assertEquals(bundle(latex("x^2")), { "text/latex": "$$x^2$$", "text/plain": "x²" });
  });

  it("wavBytes() writes clipped samples of 16 bits", () => {
    const bytes = wavBytes([0, 1, -2, NaN], 8_000);
    const view = new DataView(bytes.buffer);
    assertEquals(new TextDecoder().decode(bytes.subarray(0, 4)), "RIFF");
    assertEquals([view.getUint32(24, true), view.getUint32(40, true)], [8_000, 8]);
    assertEquals([0, 1, 2, 3].map((i) => view.getInt16(44 + 2 * i, true)), [0, 32767, -32767, 0]);
  });

  it("audio() plays the beginning of a long sound and says so", () => {
    const sound = audio(new Float32Array(1_000_000), { sampleRate: 8_000, title: "<b>" });
    const data = bundle(sound);
    assertStringIncludes(data["text/html"]!, "plays the first 31.3 seconds");
    assertLess(JSON.stringify(data).length, 800_000);
    assertStringIncludes(data["image/svg+xml"]!, "&lt;b&gt;");
    assertStringIncludes(bundle(audio([]))["text/plain"], "no data");
    assertThrows(() => audio([], { sampleRate: 0 }), RangeError, "sampleRate");
  });
});
