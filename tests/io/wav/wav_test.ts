import { assert, assertEquals, assertThrows } from "@std/assert";
import { readWav } from "../../../src/io/wav/read_wav.ts";
import { resample } from "../../../src/io/wav/resample.ts";
import { writeWav } from "../../../src/io/wav/write_wav.ts";

const goldens = JSON.parse(
  Deno.readTextFileSync(new URL("../../parity/io/wav.json", import.meta.url)),
) as readonly { readonly name: string; readonly bytes: string; readonly values: number[] }[];

for (const { name, bytes, values } of goldens) {
  Deno.test(`readWav() reads ${name} as SciPy does`, () => {
    const { samples, sampleRate } = readWav(Uint8Array.fromBase64(bytes));
    assertEquals([sampleRate, samples.shape], [8000, [64, 2]]);
    assertEquals(samples.data, Float32Array.from(values));
  });
}

const mono = (values: readonly number[]) => ({
  dtype: "float32" as const,
  shape: [values.length, 1],
  data: Float32Array.from(values),
});

/** A file of 24 bits in the long form of the format. */
function deep(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const short = writeWav(mono(values), { sampleRate: 100 });
  const bytes = new Uint8Array(12 + 8 + 40 + 8 + 3 * values.length);
  bytes.set(short.subarray(0, 36));
  const view = new DataView(bytes.buffer);
  view.setUint32(16, 40, true);
  view.setUint16(20, 0xfffe, true);
  view.setUint16(34, 24, true);
  view.setUint16(44, 1, true);
  bytes.set(new TextEncoder().encode("data"), 60);
  view.setUint32(64, 3 * values.length, true);
  values.forEach((value, i) => {
    const whole = Math.round(value * 8_388_608);
    view.setUint16(68 + 3 * i, whole & 0xffff, true);
    view.setInt8(70 + 3 * i, whole >> 16);
  });
  return bytes;
}

Deno.test("readWav() reads 24 bits and the long form of the format", () => {
  const values = [0, 0.5, -0.5, -1, 1 / 8_388_608, -1 / 8_388_608];
  assertEquals([...readWav(deep(values)).samples.data], values);
});

Deno.test("readWav() mixes channels and changes the rate", () => {
  const two = { dtype: "float32", shape: [2, 2], data: Float32Array.of(0.5, 0.25, -1, 0) } as const;
  const file = writeWav(two, { sampleRate: 10 });
  assertEquals([...readWav(file, { channels: 1 }).samples.data], [0.375, -0.5]);
  const { samples, sampleRate } = readWav(file, { sampleRate: 20 });
  assertEquals([sampleRate, samples.shape], [20, [4, 2]]);
  assertThrows(() => readWav(file, { sampleRate: 0 }), RangeError, "rates must be positive");
});

Deno.test("resample() keeps a tone, and takes out one that the new rate cannot have", () => {
  const tone = (hertz: number, rate: number, length: number) =>
    mono(Array.from({ length }, (_, i) => Math.sin(2 * Math.PI * hertz * i / rate)));
  for (const [from, to] of [[8000, 16_000], [16_000, 8000], [44_100, 16_000]] as const) {
    const made = resample(tone(440, from, from / 4), { from, to });
    const wanted = tone(440, to, made.shape[0]!);
    for (let i = 200; i < made.data.length - 200; i++) {
      assert(Math.abs(made.data[i]! - wanted.data[i]!) < 2e-3, `${from} to ${to}, ${i}`);
    }
  }
  const high = resample(tone(7000, 16_000, 4000), { from: 16_000, to: 8000 }).data;
  assert(Math.max(...high.slice(100, -100).map(Math.abs)) < 5e-3);
  const constant = resample(mono(new Array(50).fill(0.25)), { from: 3, to: 7 }).data;
  assert(constant.every((value) => Math.abs(value - 0.25) < 1e-6));
});

Deno.test("readWav() refuses what is no sound, or cut off", () => {
  const file = writeWav(mono([0.1, 0.2, 0.3]), { sampleRate: 8000 });
  assertThrows(() => readWav(new TextEncoder().encode("hello")), SyntaxError, "RIFF and WAVE");
  assertThrows(() => readWav(file.subarray(0, 46)), SyntaxError, '"data" has 6 bytes, 2 are there');
  assertThrows(() => readWav(file.subarray(0, 36)), SyntaxError, "no samples");
  const change = (at: number, value: number) => {
    const bytes = file.slice();
    new DataView(bytes.buffer).setUint16(at, value, true);
    return bytes;
  };
  assertThrows(() => readWav(change(20, 85)), SyntaxError, "code 85 with 16 bits");
  assertThrows(() => readWav(change(34, 12)), SyntaxError, "code 1 with 12 bits");
  assertThrows(() => readWav(change(22, 0)), SyntaxError, "0 channels");
});
