import { assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import { describeLibrary, libraryPath } from "./with_library.ts";

describeLibrary("keepLoaded()", () => {
  it("lets a process end well that opened the library and did nothing with it", async () => {
    const module = new URL("../../src/ffi/library.ts", import.meta.url);
    const { code, signal } = await new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `import { openLibrary } from "${module}"; openLibrary(${JSON.stringify(libraryPath)});`,
      ],
    }).output();
    assertEquals({ code, signal }, { code: 0, signal: null });
  });
});
