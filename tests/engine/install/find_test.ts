import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { cacheDirectory, readInstallation } from "../../../src/engine/install/cache.ts";
import { findLibraries } from "../../../src/engine/install/find.ts";
import type { Manifest } from "../../../src/engine/install/manifest.ts";
import { onMachine } from "./made_up_host.ts";
import { madeUpLibrary } from "./made_up_wheel.ts";

const LIBRARY = madeUpLibrary();
const CC = "tensorflow/libtensorflow_cc.so.2";

/** An installation in the cache, chosen in the given second. */
function cached(version: string, second: number, size = LIBRARY.length): Record<string, string> {
  const manifest: Manifest = {
    format: 1,
    version,
    kind: "cpu",
    os: "linux",
    arch: Deno.build.arch,
    library: CC,
    via: "pip",
    sources: [],
    files: [{ path: CC, size, sha256: "" }],
    installedAt: "",
    chosenAt: new Date(second * 1000).toISOString(),
  };
  const directory = `home/.cache/tensaur/libtensorflow/${version}-cpu-linux-${Deno.build.arch}`;
  return { [`${directory}/manifest.json`]: JSON.stringify(manifest) };
}

function libraryOf(version: string): Record<string, Uint8Array> {
  const name = `${version}-cpu-linux-${Deno.build.arch}`;
  return { [`home/.cache/tensaur/libtensorflow/${name}/${CC}`]: LIBRARY };
}

/** Candidates without those that the real machine's system folders may add. */
function below(root: string, found: ReturnType<typeof findLibraries>): [string, string][] {
  return found.candidates.filter(({ path }) => path.startsWith(root)).map(({ path, source }) => [
    path.slice(root.length + 1),
    source,
  ]);
}

describe("findLibraries()", () => {
  it("takes a named file and looks at nothing else", async () => {
    await onMachine({ files: { "x.so": LIBRARY, ...libraryOf("1.0.0") } }, (host, root) => {
      const found = findLibraries({ library: `${root}/x.so` }, host);
      assertEquals(found.candidates, [{ path: `${root}/x.so`, source: "option" }]);
      assertEquals(found.tried, []);
    });
  });

  it("takes a named folder in each of the layouts in which libraries come", async () => {
    const files = { [`wheel/${CC}`]: LIBRARY, "archive/lib/libtensorflow.so.2": LIBRARY };
    await onMachine({ files }, (host, root) => {
      for (const folder of ["wheel", "wheel/tensorflow", "archive", "archive/lib"]) {
        const { candidates } = findLibraries({ library: `${root}/${folder}` }, host);
        assertEquals(candidates.length, 1, folder);
      }
    });
  });

  it("says what is wrong with a named path and what to do", async () => {
    const other = LIBRARY.slice();
    other[18] = 243;
    const cut = LIBRARY.slice();
    // A section table that lies behind the end of the file.
    new DataView(cut.buffer).setBigUint64(40, 5000n, true);
    const files = {
      "text": "hello there",
      "empty": "",
      "other.so": other,
      "cut.so": cut,
      "d/x": "",
    };
    await onMachine({ files }, (host, root) => {
      const wrong: [string, string][] = [
        ["missing", "does not exist"],
        ["text", 'it begins with the text "hello there"'],
        ["empty", "is empty"],
        ["other.so", "ELF machine 243"],
        ["cut.so", "is cut short: it has 1064 bytes where its header needs 5000"],
        ["d", "the folder holds no libtensorflow_cc.so.2"],
      ];
      for (const [name, why] of wrong) {
        const found = findLibraries({ library: `${root}/${name}` }, host);
        assertEquals(found.candidates, []);
        assert(found.tried[0]!.why.includes(why), found.tried[0]!.why);
        assert(found.tried[0]!.why.includes("give the path of libtensorflow_cc.so.2"));
      }
    });
  });

  it("takes the environment before the cache", async () => {
    const files = { "x.so": LIBRARY, ...cached("1.0.0", 1), ...libraryOf("1.0.0") };
    const env = { TENSAUR_LIBTENSORFLOW: "$ROOT/x.so" };
    await onMachine({ files, env }, (host, root) => {
      assertEquals(below(root, findLibraries({}, host))[0], ["x.so", "environment"]);
    });
  });

  it("takes from the cache what setup was last asked for", async () => {
    const files = {
      ...cached("1.0.0", 5),
      ...libraryOf("1.0.0"),
      ...cached("2.0.0", 3),
      ...libraryOf("2.0.0"),
    };
    await onMachine({ files }, (host, root) => {
      const versions = below(root, findLibraries({}, host)).map(([path]) => path.split("/")[4]);
      assertEquals(versions.map((name) => name?.slice(0, 5)), ["1.0.0", "2.0.0"]);
    });
  });

  it("leaves out what is not whole in the cache", async () => {
    const files = {
      ...cached("1.0.0", 1, 5),
      ...libraryOf("1.0.0"),
      ...libraryOf("2.0.0"),
      ...cached("3.0.0", 1),
      "home/.cache/tensaur/libtensorflow/.staging-4.0.0/tree/x": "",
    };
    await onMachine({ files }, (host, root) => {
      const found = findLibraries({}, host);
      assertEquals(below(root, found), []);
      const whys = found.tried.filter(({ where }) => where.includes(".cache")).map((t) => t.why);
      assertEquals(whys.length, 3);
      assert(whys[0]!.includes("has 1064 bytes where 5 bytes were placed"));
      assert(whys[1]!.includes("has no manifest.json"));
      assert(whys[2]!.includes("is missing"));
      assert(whys.every((why) => why.includes("deno task setup --force")));
    });
  });

  it("takes from the cache what lost files of CUDA: it runs on the CPU", async () => {
    const name = `2.0.0-cuda-linux-${Deno.build.arch}`;
    const directory = `home/.cache/tensaur/libtensorflow/${name}`;
    const manifest = JSON.parse(Object.values(cached("2.0.0", 1))[0]!);
    const cudnn = { path: "nvidia/cudnn/lib/libcudnn.so.9", size: 5, sha256: "" };
    const files = {
      [`${directory}/manifest.json`]: JSON.stringify({
        ...manifest,
        kind: "cuda",
        files: [...manifest.files, cudnn],
      }),
      [`${directory}/${CC}`]: LIBRARY,
    };
    await onMachine({ files }, (host, root) => {
      const [path] = below(root, findLibraries({}, host))[0]!;
      assertEquals(path, `${directory}/${CC}`);
      // An installation does not take it for whole.
      assertEquals(
        readInstallation(`${root}/${directory}`, host),
        `${cudnn.path} is missing where 5 bytes were placed: run \`deno task setup --force\``,
      );
    });
  });

  it("finds tensorflow in Python environments in the order in which Python would", async () => {
    const packages = "lib/python3.11/site-packages/tensorflow/libtensorflow_cc.so.2";
    const files = {
      [`venv/${packages}`]: LIBRARY,
      [`conda/${packages}`]: LIBRARY,
      [`work/.venv/${packages}`]: LIBRARY,
      [`usr/${packages}`]: LIBRARY,
      "usr/bin/python3": "#!/bin/sh\n",
      [`home/.local/${packages}`]: LIBRARY,
    };
    const env = { VIRTUAL_ENV: "$ROOT/venv", CONDA_PREFIX: "$ROOT/conda", PATH: "$ROOT/usr/bin" };
    await onMachine({ files, env }, (host, root) => {
      const found = below(root, findLibraries({}, host));
      const folders = ["venv", "conda", "work/.venv", "usr", "home/.local"];
      assertEquals(found, folders.map((folder) => [`${folder}/${packages}`, "python"]));
    });
  });

  it("follows pyenv's shims by its files, the chosen version first", async () => {
    const at = (version: string) =>
      `home/.pyenv/versions/${version}/lib/python3.11/site-packages/${CC}`;
    const files = {
      [at("3.11.1")]: LIBRARY,
      [at("3.11.2")]: LIBRARY,
      [at("3.11.3")]: LIBRARY,
      "home/.pyenv/shims/python3": "#!/usr/bin/env bash\n",
      "home/.pyenv/version": "3.11.2\n",
      "work/.python-version": "3.11.3\n",
    };
    const env = { PATH: "$ROOT/home/.pyenv/shims" };
    const order = async (cwd: string) => {
      let versions: string[] = [];
      await onMachine({ files, env, cwd }, (host, root) => {
        versions = below(root, findLibraries({}, host)).map(([path]) => path.split("/")[3]!);
      });
      return versions;
    };
    assertEquals(await order("elsewhere"), ["3.11.2", "3.11.1", "3.11.3"]);
    assertEquals(await order("work/deep/in/it"), ["3.11.3", "3.11.1", "3.11.2"]);
  });

  it("says where it looked when there is nothing", async () => {
    await onMachine({}, (host, root) => {
      const { tried } = findLibraries({}, host);
      assertEquals(tried[0], { where: "TENSAUR_LIBTENSORFLOW", why: "is not set" });
      assert(tried[1]!.where.startsWith(root) && tried[1]!.why.includes("deno task setup"));
    });
  });
});

describe("cacheDirectory()", () => {
  it("is TENSAUR_CACHE_DIR, else the platform's", () => {
    const host = (os: string, env: Record<string, string> = {}) => ({
      os,
      arch: "x86_64",
      home: "/home/me",
      cwd: "/",
      env: (name: string) => env[name],
    });
    assertEquals(cacheDirectory(host("linux", { TENSAUR_CACHE_DIR: "/x" })), "/x");
    assertEquals(cacheDirectory(host("linux")), "/home/me/.cache/tensaur");
    assertEquals(cacheDirectory(host("linux", { XDG_CACHE_HOME: "/c" })), "/c/tensaur");
    assertEquals(cacheDirectory(host("darwin")), "/home/me/Library/Caches/tensaur");
    assertEquals(cacheDirectory(host("windows", { LOCALAPPDATA: "/l" })), "/l/tensaur");
  });
});
