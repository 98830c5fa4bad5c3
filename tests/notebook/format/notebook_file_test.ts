/**
 * Notebook files: whole ones, or the old ones.
 *
 * @module
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { NotebookError } from "../../../src/notebook/format/notebook_error.ts";
import { readNotebook, writeNotebook } from "../../../src/notebook/format/notebook_file.ts";
import { canMountDisks, removeSmallDisk, smallDisk } from "../../small_disk.ts";
import { code, notebookOf } from "../made_notebooks.ts";

const windows = Deno.build.os === "windows";

/** A folder that is gone afterwards. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

const canMount = canMountDisks();
const why = canMount ? "" : " (ignored: no right to mount a small disk)";

describe("writeNotebook()", () => {
  it("replaces a file, and touches none that is the same", () =>
    inFolder(async (folder) => {
      const path = `${folder}/a.ipynb`;
      assertEquals(await writeNotebook(path, notebookOf([code("1")])), true);
      const { ino } = await Deno.stat(path);
      assertEquals(await writeNotebook(path, notebookOf([code("1")])), false);
      assertEquals((await Deno.stat(path)).ino, ino);
      assertEquals(await writeNotebook(path, notebookOf([code("2")])), true);
      assertEquals((await readNotebook(path)).notebook.cells[0]!.source, "2");
      assertEquals(names(folder), ["a.ipynb"]);
    }));

  it(
    "keeps a link and the rights of the file",
    { ignore: windows },
    () =>
      inFolder(async (folder) => {
        await writeNotebook(`${folder}/real.ipynb`, notebookOf([code("1")]));
        await Deno.chmod(`${folder}/real.ipynb`, 0o640);
        await Deno.symlink("real.ipynb", `${folder}/link.ipynb`);
        await writeNotebook(`${folder}/link.ipynb`, notebookOf([code("2")]));
        assertEquals((await Deno.lstat(`${folder}/link.ipynb`)).isSymlink, true);
        assertEquals((await Deno.stat(`${folder}/real.ipynb`)).mode! & 0o777, 0o640);
        assertEquals((await readNotebook(`${folder}/real.ipynb`)).notebook.cells[0]!.source, "2");
      }),
  );

  it(
    `keeps the old file on a full disk${why}`,
    { ignore: !canMount },
    () =>
      inFolder(async (folder) => {
        smallDisk(folder);
        try {
          const path = `${folder}/a.ipynb`;
          await writeNotebook(path, notebookOf([code("1")]));
          const before = await Deno.readTextFile(path);
          const large = notebookOf([code("x".repeat(200_000))]);
          const error = await assertRejects(() => writeNotebook(path, large), NotebookError);
          assertStringIncludes(error.message, "cannot be written, and is as it was");
          assertEquals(await Deno.readTextFile(path), before);
          assertEquals(names(folder), ["a.ipynb"]);
        } finally {
          removeSmallDisk(folder);
        }
      }),
  );

  it("says what is wrong with the place", () =>
    inFolder(async (folder) => {
      const error = await assertRejects(
        () => writeNotebook(`${folder}/no/a.ipynb`, notebookOf([])),
        NotebookError,
      );
      assertStringIncludes(error.message, "cannot be written");
    }));
});

describe("readNotebook()", () => {
  it("says what is wrong with the file", () =>
    inFolder(async (folder) => {
      const problem = async (path: string) =>
        (await assertRejects(() => readNotebook(path), NotebookError)).message;
      assertEquals(await problem(`${folder}/x.ipynb`), `${folder}/x.ipynb: there is no such file`);
      assertStringIncludes(await problem(folder), "is not a file");
      await Deno.writeFile(`${folder}/b.ipynb`, Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d));
      assertStringIncludes(await problem(`${folder}/b.ipynb`), "no UTF-8");
      await Deno.writeTextFile(`${folder}/c.ipynb`, "{}");
      assertStringIncludes(await problem(`${folder}/c.ipynb`), "c.ipynb: is not a notebook");
    }));
});
