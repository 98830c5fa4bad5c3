import { afterEach, beforeEach } from "@std/testing/bdd";
import { dirname, join } from "node:path";

/** A folder that each test of a `describe` finds empty. */
export class FolderOfFiles {
  #path = "";

  /** Makes one before each test and removes it afterwards. */
  constructor() {
    beforeEach(async () => {
      this.#path = await Deno.makeTempDir();
    });
    afterEach(async () => {
      await Deno.remove(this.#path, { recursive: true });
    });
  }

  /** Where it is in this test. */
  get path(): string {
    return this.#path;
  }

  /** Puts a file into it, or into a folder below. */
  async put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const file = join(this.#path, path);
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeFile(file, bytes);
  }
}
