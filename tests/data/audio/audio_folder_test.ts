import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { join } from "node:path";
import type { JsonValue } from "../../../src/core/json_value.ts";
import { type NdArray, ndArray } from "../../../src/core/nd_array.ts";
import { type AudioFolder, audioFolder } from "../../../src/data/audio/audio_folder.ts";
import { writeWav } from "../../../src/io/wav/write_wav.ts";
import { FolderOfFiles } from "../folder_of_files.ts";

interface Golden {
  readonly options: Readonly<Record<string, unknown>>;
  readonly classNames: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly elements: readonly { shape: number[]; inputs: number[]; targets: number | number[] }[];
}

const goldens: readonly Golden[] = JSON.parse(
  await Deno.readTextFile(new URL("../../parity/data/audio_folder.json", import.meta.url)),
);

describe("audioFolder", () => {
  const folder = new FolderOfFiles();

  function sound(length: number, { value = 0.5, rate = 8000, channels = 1 } = {}) {
    const data = new Float32Array(length * channels).fill(value);
    return writeWav(ndArray({ dtype: "float32", shape: [length, channels], data }), {
      sampleRate: rate,
    });
  }

  /** Class i of two has `each` files whose first sample tells which they are. */
  async function fill(each = 5): Promise<void> {
    for (const [c, name] of ["a", "b"].entries()) {
      for (let i = 0; i < each; i++) {
        await folder.put(`${name}/${i}.wav`, sound(20 + i, { value: (10 * c + i) / 100 }));
      }
    }
  }
  const numbersOf = (elements: readonly { readonly inputs: NdArray }[]) =>
    elements.map(({ inputs }) => Math.round(Number(inputs.data[0]) * 100));

  for (const [i, golden] of goldens.entries()) {
    it(`audioFolder() gives what Keras does, case ${i + 1}`, async () => {
      for (const [path, file] of Object.entries(golden.files)) {
        await folder.put(path, Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0)));
      }
      const { options } = golden;
      const sounds = await audioFolder(folder.path, {
        shuffle: false,
        ...options.output_sequence_length !== undefined && {
          outputSequenceLength: Number(options.output_sequence_length),
        },
        ...options.label_mode !== undefined && {
          labelMode: options.label_mode as "binary" | "categorical",
        },
        ...options.class_names !== undefined && { classNames: options.class_names as string[] },
      });
      assertEquals(sounds.classNames, golden.classNames);
      assertEquals(sounds.samplingRate, 8000);
      const elements = await sounds.toArray();
      assertEquals(elements.length, golden.elements.length);
      elements.forEach(({ inputs, targets }, j) => {
        const wanted = golden.elements[j]!;
        assertEquals(inputs.shape, wanted.shape);
        inputs.data.forEach((value, k) => assertAlmostEquals(value, wanted.inputs[k]!, 1e-7));
        const found = typeof targets === "number" ? targets : [...targets.data].map(Number);
        assertEquals(found, wanted.targets);
      });
    });
  }

  it("audioFolder() mixes by seed and epoch, splits without a file lost, and goes on from each place", async () => {
    await fill();
    const make = (seed = 0) => audioFolder(folder.path, { seed });
    const read = async (dataset: AudioFolder, { epoch, state, count }: {
      readonly epoch: number;
      readonly state?: JsonValue;
      readonly count?: number;
    }) => {
      const iterator = dataset.iterate({ epoch, ...state !== undefined && { state } });
      const elements: { inputs: NdArray }[] = [];
      for (let i = 0; i < (count ?? Infinity); i++) {
        const next = await iterator.next();
        if (next.done) break;
        elements.push(next.value);
      }
      const place = JSON.parse(JSON.stringify(iterator.state()));
      await iterator.close();
      return { numbers: numbersOf(elements), place };
    };
    const whole = await read(await make(), { epoch: 0 });
    assertEquals(whole.numbers.toSorted((a, b) => a - b), [0, 1, 2, 3, 4, 10, 11, 12, 13, 14]);
    assert(String((await read(await make(), { epoch: 1 })).numbers) !== String(whole.numbers));
    assert(String((await read(await make(1), { epoch: 0 })).numbers) !== String(whole.numbers));
    for (let count = 0; count <= 10; count++) {
      const { numbers, place } = await read(await make(), { epoch: 0, count });
      const rest = await read(await make(), { epoch: 0, state: place });
      assertEquals([...numbers, ...rest.numbers], whole.numbers, `after ${count}`);
    }
    const part = async (subset: "training" | "validation") =>
      numbersOf(await (await audioFolder(folder.path, { validationSplit: 0.3, subset })).toArray());
    const [training, validation] = [await part("training"), await part("validation")];
    assertEquals([training.length, validation.length], [7, 3]);
    assertEquals(
      [...training, ...validation].toSorted((a, b) => a - b),
      whole.numbers.toSorted((a, b) => a - b),
    );
  });

  it("audioFolder() gives all one length, rate and channel where told, and refuses others by name", async () => {
    await folder.put("a/1.wav", sound(40));
    await folder.put("a/2.wav", sound(100, { rate: 16_000 }));
    await folder.put("a/3.wav", sound(60, { channels: 2 }));
    const alike = await audioFolder(folder.path, {
      shuffle: false,
      samplingRate: 8000,
      channels: 1,
      outputSequenceLength: 45,
    });
    const [batch] = await alike.batch(3).toArray();
    assertEquals(batch!.inputs.shape, [3, 45, 1]);
    const row = (i: number) => [...batch!.inputs.data.subarray(45 * i, 45 * i + 45)].map(Number);
    assertEquals(row(0), [...Array(40).fill(0.5), ...Array(5).fill(0)]);
    for (const value of row(1)) assertAlmostEquals(value, 0.5, 1e-4);
    assertEquals(row(2), Array(45).fill(0.5));
    await assertRejects(
      async () => await (await audioFolder(folder.path, { shuffle: false, channels: 1 })).toArray(),
      RangeError,
      "2.wav: it has 16000 samples per second, ",
    );
    await assertRejects(
      async () =>
        await (await audioFolder(folder.path, { shuffle: false, samplingRate: 8000 })).toArray(),
      RangeError,
      "3.wav: it has 2 channels",
    );
    await assertRejects(
      async () =>
        await (await audioFolder(folder.path, { samplingRate: 8000, channels: 1 })).batch(3)
          .toArray(),
      TypeError,
    );
  });

  it("audioFolder() refuses corrupt files by name, or leaves them out", async () => {
    await fill(2);
    await folder.put("b/broken.wav", sound(30).slice(0, 50));
    await folder.put("b/text.wav", new TextEncoder().encode("no sound"));
    await assertRejects(
      async () => await (await audioFolder(folder.path, { shuffle: false })).toArray(),
      SyntaxError,
      "broken.wav: it is cut off",
    );
    const sounds = await audioFolder(folder.path, { onCorrupt: "skip", shuffle: false });
    assertEquals(numbersOf(await sounds.toArray()), [0, 1, 10, 11]);
    assertEquals(sounds.skipped.map(({ path }) => path.slice(folder.path.length + 1)), [
      "b/broken.wav",
      "b/text.wav",
    ]);
    assertEquals(sounds.skipped[1]!.reason.slice(0, 13), "it must begin");
  });

  it("audioFolder() says what is wrong with a folder or its options", async () => {
    await assertRejects(
      () => audioFolder(join(folder.path, "x")),
      Deno.errors.NotFound,
      "list sound",
    );
    await assertRejects(
      () => audioFolder(folder.path),
      RangeError,
      "wanted .wav in a folder for each",
    );
    await fill(1);
    const wrong: [object, typeof Error, string][] = [
      [{ samplingRate: 0 }, RangeError, "samplingRate must be a positive integer"],
      [{ outputSequenceLength: 1.5 }, RangeError, "outputSequenceLength must be"],
      [{ channels: 2 }, RangeError, "channels must be 1"],
      [{ sampling_rate: 8000 }, TypeError, '"samplingRate" is the nearest'],
      [{ validationSplit: 0.5 }, RangeError, "validationSplit and subset go together"],
      [{ labels: [1] }, RangeError, "labels must be one for each of the 2 files"],
    ];
    for (const [options, kind, message] of wrong) {
      await assertRejects(() => audioFolder(folder.path, options), kind, message);
    }
  });
});
