import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { compareVersions, LibraryError, openLibrary } from "../../src/ffi/library.ts";
import { REQUIRED_SYMBOLS } from "../../src/ffi/symbols.ts";
import { describeLibrary, library, libraryPath } from "./with_library.ts";

let folder = "";

function refusal(path: string): LibraryError {
  return assertThrows(() => openLibrary(path), LibraryError) as LibraryError;
}

/** A system library that is surely not TensorFlow's. */
const FOREIGN = "libm.so.6";

const linux = Deno.build.os === "linux";
const foreign = linux ? it : it.ignore;
const linuxOnly = linux ? "" : " (ignored: a Linux library is tried)";

/** Whether this machine can compile a fake library. */
function hasCompiler(): boolean {
  try {
    return new Deno.Command("gcc", { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Compiles a library with a `TF_Version` and functions that return 0. */
function compile(name: string, version: string, functions: readonly string[]): string {
  const source = [
    `const char* TF_Version(void) { return "${version}"; }`,
    ...functions.map((each) => `long ${each}(void) { return 0; }`),
  ];
  const path = `${folder}/${name}`;
  Deno.writeTextFileSync(`${path}.c`, source.join("\n"));
  const { success } = new Deno.Command("gcc", {
    args: ["-shared", "-fPIC", "-w", "-fno-builtin", "-o", path, `${path}.c`],
  }).outputSync();
  assert(success, "gcc failed");
  return path;
}

const compiled = linux && hasCompiler() ? it : it.ignore;
const withCompiler = compiled === it ? "" : " (ignored: no gcc)";

describe("openLibrary()", () => {
  beforeAll(() => {
    folder = Deno.makeTempDirSync();
  });
  afterAll(() => Deno.removeSync(folder, { recursive: true }));

  it("says that a file is missing", () => {
    const path = `${folder}/none.so`;
    const error = refusal(path);
    assertEquals(
      error.message,
      `Cannot use "${path}" as TensorFlow's library: there is no such file`,
    );
    assertEquals(error.path, path);
  });

  it("says that a folder is no library", () => {
    assert(refusal(folder).message.includes("that is not a file; give the path of libtensorflow"));
  });

  it("says that a text or an empty file is no library", () => {
    for (const content of ["not a library", ""]) {
      Deno.writeTextFileSync(`${folder}/text.so`, content);
      assert(refusal(`${folder}/text.so`).message.includes("the system cannot load it"));
    }
  });

  foreign(`says that another library is not TensorFlow's${linuxOnly}`, () => {
    assert(refusal(FOREIGN).message.includes("not TensorFlow's (it has no TF_Version)"));
  });

  compiled(`refuses a TensorFlow that is too old${withCompiler}`, () => {
    const { message } = refusal(compile("old.so", "2.4.1", []));
    assert(message.includes("it is TensorFlow 2.4.1, and 2.12.0 or newer is needed"), message);
    assert(message.includes("deno task setup"), message);
  });

  compiled(`names a required call that is missing${withCompiler}`, () => {
    const all = Object.keys(REQUIRED_SYMBOLS);
    const path = compile("lacking.so", "2.99.0", all.filter((name) => name !== "TFE_Execute"));
    assert(refusal(path).message.includes("it has no TFE_Execute, which Tensaur needs"));
  });

  compiled(
    `opens a library without optional calls, and names one when it is used${withCompiler}`,
    () => {
      const path = compile("small.so", "2.99.0", Object.keys(REQUIRED_SYMBOLS));
      const { symbols, version } = openLibrary(path);
      assertEquals(version, "2.99.0");
      const error = assertThrows(() => symbols.TF_NewGraph(), LibraryError);
      assert(error.message.includes("TensorFlow 2.99.0 has no TF_NewGraph in this build"));
    },
  );
});

describe("compareVersions()", () => {
  it("compares numbers, not texts, and ignores what comes after them", () => {
    assertLess(compareVersions("2.9.1", "2.12.0"), 0);
    assertEquals(compareVersions("2.16.2", "2.16.2-rc1"), 0);
    assertLess(compareVersions("2.16", "2.16.1"), 0);
    assertLess(0, compareVersions("10.0.0", "2.21.0"));
  });
});

describeLibrary("openLibrary() on TensorFlow", () => {
  it("returns the same library for the same file", () => {
    assertEquals(openLibrary(libraryPath!), library());
    assert(/^\d+\.\d+\.\d+/.test(library().version));
  });
});
