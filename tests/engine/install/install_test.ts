/**
 * Installs made-up wheels with the real pip of this machine from a package index of our own that
 * misbehaves on demand.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { join } from "node:path";
import { listCache } from "../../../src/engine/install/cache.ts";
import { findLibraries } from "../../../src/engine/install/find.ts";
import { currentHost, listDirectory } from "../../../src/engine/install/host.ts";
import { InstallError, type InstallFault } from "../../../src/engine/install/install_error.ts";
import { install, type InstallOptions } from "../../../src/engine/install/install.ts";
import { lockInstall } from "../../../src/engine/install/install_lock.ts";
import { findInstaller } from "../../../src/engine/install/installer.ts";
import { type Behaviour, type FakeServer, fakeServer } from "./fake_server.ts";
import { madeUpLibrary, madeUpWheel, sha256, tarGz } from "./made_up_wheel.ts";

const host = currentHost();
const here = `${host.os} ${host.arch}`;
const pip = (await findInstaller(host, { only: "pip" })).installer;
const uv = (await findInstaller(host, { only: "uv" })).installer;
const noTmpfs = pip ? await whyNoTmpfs() : "pip does not work here";
const why = here !== "linux x86_64" ? `made-up wheels are for linux x86_64, this is ${here}` : "";

/** A test, ignored with the reason in its name where what it needs is not here. */
function given(missing: string, name: string, body: () => Promise<void>): void {
  if (missing) it.skip(`${name} (ignored: ${missing})`, body);
  else it(name, body);
}

function withPip(name: string, body: () => Promise<void>): void {
  given(why || (pip ? "" : "pip does not work here"), name, body);
}

interface Setting {
  server: FakeServer;
  cacheDir: string;
  root: string;
  run: (options?: InstallOptions) => ReturnType<typeof install>;
  /** Runs an installation that must fail. */
  fail: (fault: InstallFault, text: string, options?: InstallOptions) => Promise<InstallError>;
}

async function setting(
  behaviour: Behaviour,
  body: (setting: Setting) => Promise<void>,
  cacheDir?: string,
): Promise<void> {
  await using server = fakeServer(behaviour);
  const folder = cacheDir ?? await Deno.makeTempDir();
  const run = (options: InstallOptions = {}) =>
    install({
      kind: "cpu",
      version: "9.9.9",
      cacheDir: folder,
      via: "pip",
      installerArguments: ["--isolated", "--no-cache-dir", "--index-url", server.indexUrl],
      ...options,
    });
  const fail = async (fault: InstallFault, text: string, options: InstallOptions = {}) => {
    const error = await assertRejects(() => run(options), InstallError, text);
    assertEquals(error.fault, fault, error.message);
    assertEquals(installed(folder), []);
    return error;
  };
  try {
    await body({ server, cacheDir: folder, root: join(folder, "libtensorflow"), run, fail });
  } finally {
    if (!cacheDir) await Deno.remove(folder, { recursive: true });
  }
}

/** Names in the cache that a search would look at. */
function installed(cacheDir: string): string[] {
  return listDirectory(join(cacheDir, "libtensorflow")).filter((name) => !name.startsWith("."));
}

const BIG = madeUpWheel({
  files: { "tensorflow/libtensorflow_cc.so.2": madeUpLibrary(3_000_000) },
});

describe("install()", () => {
  withPip("places the libraries of a wheel with a manifest and nothing else", async () => {
    await setting({}, async ({ server, cacheDir, root, run }) => {
      const wheel = madeUpWheel();
      server.add(wheel);
      const stages = new Set<string>();
      const result = await run({ onProgress: ({ stage }) => stages.add(stage) });
      assertEquals(result.via, "pip");
      assertEquals(result.version, "9.9.9");
      assertEquals(result.transferred, wheel.bytes.length);
      assertEquals([...stages], ["resolve", "download", "verify", "unpack", "place"]);
      const directory = join(root, "9.9.9-cpu-linux-x86_64");
      assertEquals(result.path, join(directory, "tensorflow/libtensorflow_cc.so.2"));
      assertEquals(listDirectory(join(directory, "tensorflow")), [
        "include",
        "libtensorflow_cc.so.2",
        "libtensorflow_framework.so.2",
      ]);
      const { manifest } = listCache(cacheDir, host).libraries[0]!;
      assertEquals(manifest.sources[0]!.sha256, wheel.sha256);
      for (const file of manifest.files) {
        assertEquals(sha256(await Deno.readFile(join(directory, file.path))), file.sha256);
      }
      assertEquals(listDirectory(root), [".lock", "9.9.9-cpu-linux-x86_64"]);
    });
  });

  withPip("finds what is there the second time and asks nobody", async () => {
    await setting({}, async ({ server, run }) => {
      server.add(madeUpWheel());
      const first = await run();
      const second = await run();
      assertEquals(second.via, "cache");
      assertEquals(second.path, first.path);
      assertEquals(server.requests.filter(({ agent }) => !agent.startsWith("pip")).length, 1);
    });
  });

  withPip("replaces with force what is there", async () => {
    await setting({}, async ({ server, root, run }) => {
      server.add(madeUpWheel());
      const first = await run();
      const other = madeUpLibrary(2000);
      server.add(madeUpWheel({ files: { "tensorflow/libtensorflow_cc.so.2": other } }));
      const second = await run({ force: true });
      assertEquals(second.path, first.path);
      assertEquals(await Deno.readFile(second.path), other);
      assertEquals(listDirectory(root), [".lock", "9.9.9-cpu-linux-x86_64"]);
    });
  });

  withPip("installs anew over an installation that lost a file", async () => {
    await setting({}, async ({ server, cacheDir, run }) => {
      server.add(madeUpWheel());
      const { path } = await run();
      await Deno.remove(path);
      assert(listCache(cacheDir, host).broken[0]!.why.includes("is missing"));
      assertEquals((await run()).via, "pip");
      assertEquals(listCache(cacheDir, host).libraries.length, 1);
    });
  });

  withPip("goes on after a cut connection", async () => {
    await setting({ cutAfter: 1_000_000, cuts: 1 }, async ({ server, run }) => {
      // The first request is pip's own, which is ended; it must not use up the cut.
      server.add(BIG);
      server.behaviour.cuts = 2;
      await run();
      assert(server.requests.some(({ range }) => /^bytes=[1-9]/.test(range ?? "")));
    });
  });

  withPip("leaves nothing half-done when killed and goes on the next time", async () => {
    await setting({ delay: 40 }, async ({ server, cacheDir, root, run }) => {
      server.add(BIG);
      const options = {
        kind: "cpu",
        version: "9.9.9",
        cacheDir,
        via: "pip",
        installerArguments: ["--isolated", "--no-cache-dir", "--index-url", server.indexUrl],
      };
      const module = new URL("../../../src/engine/install/install.ts", import.meta.url);
      const child = new Deno.Command(Deno.execPath(), {
        args: ["eval", `await (await import("${module}")).install(${JSON.stringify(options)})`],
        stdout: "null",
        stderr: "null",
      }).spawn();
      const downloads = join(root, ".staging-9.9.9-cpu-linux-x86_64", "downloads");
      const part = join(downloads, `${BIG.file}.part`);
      await until(() => (statOf(part)?.size ?? 0) > 500_000);
      child.kill("SIGKILL");
      await child.status;
      assertEquals(installed(cacheDir), []);
      const without = { ...host, env: (name: string) => ({ TENSAUR_CACHE_DIR: cacheDir })[name] };
      assertEquals(findLibraries({}, without).candidates, []);
      const kept = statOf(part)!.size;
      server.behaviour.delay = 0;
      const result = await run();
      assertEquals(result.transferred, BIG.bytes.length - kept);
      assertEquals(server.requests.at(-1)!.range, `bytes=${kept}-`);
    });
  });

  withPip("does it once when two want it at the same time", async () => {
    await setting({ delay: 5 }, async ({ server, run }) => {
      server.add(BIG);
      const waited: string[] = [];
      const [first, second] = await Promise.all([
        run(),
        run({ onProgress: ({ stage, what }) => stage === "wait" && waited.push(what) }),
      ]);
      assertEquals(first.path, second.path);
      assertEquals([first.via, second.via].sort(), ["cache", "pip"]);
      assertEquals(server.requests.filter(({ agent }) => !agent.startsWith("pip")).length, 1);
    });
  });

  withPip(
    "replaces with force what was there before it waited for another installation",
    async () => {
      await setting({}, async ({ server, root, run }) => {
        server.add(madeUpWheel());
        await run();
        const other = await lockInstall(join(root, ".lock"));
        const result = await run({
          force: true,
          onProgress: ({ stage }) => stage === "wait" && other[Symbol.dispose](),
        });
        assertEquals(result.via, "pip");
      });
    },
  );

  withPip("takes even with force what another placed while it waited", async () => {
    await setting({ delay: 5 }, async ({ server, run }) => {
      server.add(BIG);
      const results = await Promise.all([run({ force: true }), run({ force: true })]);
      assertEquals(results.map(({ via }) => via).sort(), ["cache", "pip"]);
    });
  });

  withPip("refuses a wheel that is not what the index says, twice if it was resumed", async () => {
    await setting({}, async ({ server, root, fail, run }) => {
      const wheel = madeUpWheel();
      server.add({ ...wheel, bytes: wheel.bytes.slice(0, -100) }, wheel.sha256);
      const error = await fail("hash", wheel.sha256);
      assert(error.message.includes(sha256(wheel.bytes.slice(0, -100))));
      const downloads = join(root, ".staging-9.9.9-cpu-linux-x86_64", "downloads");
      assertEquals(listDirectory(downloads).filter((name) => name.endsWith(".part")), []);
      // A beginning of another file with the same name is dropped after one look.
      await Deno.writeFile(join(downloads, `${wheel.file}.part`), new Uint8Array(50));
      server.add(wheel);
      assertEquals((await run()).via, "pip");
    });
  });

  withPip("refuses a truncated wheel of an index without hashes", async () => {
    await setting({ noHashes: true }, async ({ server, fail, run }) => {
      const wheel = madeUpWheel();
      server.add({ ...wheel, bytes: wheel.bytes.slice(0, 700) });
      await fail("package", "cut short or damaged");
      server.add(wheel);
      await run();
    });
  });

  withPip("refuses a file that is not what the wheel's RECORD says", async () => {
    await setting({}, async ({ server, fail }) => {
      server.add(madeUpWheel({ wronglyRecorded: ["tensorflow/libtensorflow_cc.so.2"] }));
      await fail("hash", "libtensorflow_cc.so.2 must have SHA-256");
    });
  });

  withPip("refuses a wheel without a library and a library that is none", async () => {
    await setting({}, async ({ server, fail }) => {
      server.add(madeUpWheel({ files: { "tensorflow/__init__.py": "" } }));
      await fail("package", "holds no libtensorflow_cc.so.2");
      server.add(madeUpWheel({ files: { "tensorflow/libtensorflow_cc.so.2": "not a library" } }));
      await fail("package", "is no shared library");
    });
  });

  withPip("says which versions there are when the wanted one is not", async () => {
    await setting({}, async ({ server, fail }) => {
      server.add(madeUpWheel());
      const error = await fail("not-found", "--version", { version: "9.9.8" });
      assert(String((error.cause as Error).message).includes("9.9.9"));
    });
  });

  withPip("lets pip transfer where the server wants a login", async () => {
    await setting({ login: "me:secret" }, async ({ server, run }) => {
      server.add(madeUpWheel());
      const index = server.indexUrl.replace("//", "//me:secret@");
      const result = await run({
        installerArguments: ["--isolated", "--no-cache-dir", "--index-url", index],
      });
      assertEquals(result.transferred, 0);
      assert(server.requests.every(({ agent }) => agent.startsWith("pip")));
    });
  });

  withPip("lets pip transfer where the server refuses us", async () => {
    await setting({ refuseOurs: 403 }, async ({ server, run }) => {
      server.add(madeUpWheel());
      assertEquals((await run()).transferred, 0);
    });
  });

  withPip("gets CUDA's libraries that the wheel names, in the layout it looks for", async () => {
    await setting({}, async ({ server, root, run }) => {
      server.add(madeUpWheel({
        name: "tensorflow",
        metadata: [
          "Requires-Dist: numpy>=1.26",
          'Requires-Dist: nvidia-made-up-cu12<13.0,>=12.5; extra == "and-cuda"',
          "Provides-Extra: and-cuda",
        ],
      }));
      server.add(madeUpWheel({
        name: "nvidia_made_up_cu12",
        version: "12.6",
        tags: "py3-none-manylinux2014_x86_64",
        files: {
          "nvidia/made_up/lib/libmadeup.so.12": madeUpLibrary(),
          "nvidia/cuda_nvcc/bin/ptxas": "#!/bin/sh\n",
          "nvidia/made_up/include/madeup.h": "",
        },
      }));
      const result = await run({ kind: "cuda" });
      const directory = join(root, "9.9.9-cuda-linux-x86_64");
      assertEquals(result.directory, directory);
      assert(statOf(join(directory, "nvidia/made_up/lib/libmadeup.so.12")));
      assertEquals(statOf(join(directory, "nvidia/made_up/include")), undefined);
      assertEquals(statOf(join(directory, "nvidia/cuda_nvcc/bin/ptxas"))!.mode! & 0o777, 0o755);
    });
  });

  withPip("goes on at the wheel where it stopped, and leaves nothing of another", async () => {
    await setting({}, async ({ server, root, run, fail }) => {
      const tensorflow = madeUpWheel({
        name: "tensorflow",
        metadata: ['Requires-Dist: nvidia-made-up-cu12; extra == "and-cuda"'],
      });
      server.add(tensorflow);
      await fail("not-found", "nvidia-made-up-cu12", { kind: "cuda" });
      const staging = join(root, ".staging-9.9.9-cuda-linux-x86_64");
      await Deno.mkdir(join(staging, "tree/nvidia/left"), { recursive: true });
      await Deno.writeTextFile(join(staging, "tree/nvidia/left/half.so"), "half of it");
      server.add(madeUpWheel({
        name: "nvidia_made_up_cu12",
        tags: "py3-none-manylinux2014_x86_64",
        files: { "nvidia/made_up/lib/libmadeup.so.12": madeUpLibrary() },
      }));
      const asked = server.requests.length;
      const { path, directory, transferred } = await run({ kind: "cuda" });
      assert(server.requests.slice(asked).every((request) => !request.path.includes("tensorflow")));
      assert(transferred < tensorflow.bytes.length);
      assertEquals(await Deno.readFile(path), madeUpLibrary());
      assertEquals(statOf(join(directory, "nvidia/left/half.so")), undefined);
      assertEquals(statOf(join(root, ".staging-9.9.9-cuda-linux-x86_64")), undefined);
    });
  });

  withPip("unpacks a finished wheel anew whose file was lost meanwhile", async () => {
    await setting({}, async ({ server, root, run, fail }) => {
      server.add(madeUpWheel({
        name: "tensorflow",
        metadata: ['Requires-Dist: nvidia-made-up-cu12; extra == "and-cuda"'],
      }));
      await fail("not-found", "nvidia-made-up-cu12", { kind: "cuda" });
      const tree = join(root, ".staging-9.9.9-cuda-linux-x86_64", "tree");
      await Deno.truncate(join(tree, "tensorflow/libtensorflow_cc.so.2"), 100);
      server.add(madeUpWheel({
        name: "nvidia_made_up_cu12",
        tags: "py3-none-manylinux2014_x86_64",
        files: { "nvidia/made_up/lib/libmadeup.so.12": madeUpLibrary() },
      }));
      assertEquals(await Deno.readFile((await run({ kind: "cuda" })).path), madeUpLibrary());
    });
  });

  withPip("stops when cancelled and keeps what came", async () => {
    await setting({ delay: 20 }, async ({ server, run, fail }) => {
      server.add(BIG);
      const controller = new AbortController();
      await fail("cancelled", "run it again to go on", {
        signal: controller.signal,
        onProgress: ({ done = 0 }) => done > 300_000 && controller.abort(),
      });
      server.behaviour.delay = 0;
      assert((await run()).transferred < BIG.bytes.length);
    });
  });

  withPip("says that there is no network", async () => {
    await setting({}, async ({ fail }) => {
      await fail("network", "does not reach its package index", {
        installerArguments: ["--isolated", "--index-url", "http://127.0.0.1:1/simple"],
      });
    });
  });

  given(noTmpfs, "says before anything is written that the disk is too small", async () => {
    await onSmallDisk(async (cacheDir) => {
      await setting({}, async ({ server, fail }) => {
        server.add(BIG);
        const error = await fail("disk", "are needed");
        assert(error.message.includes("TENSAUR_CACHE_DIR"));
        assert(server.requests.length <= 2);
      }, cacheDir);
    });
  });

  given(noTmpfs, "says that the disk became full while writing", async () => {
    await onSmallDisk(async (cacheDir) => {
      await setting({ noLength: true }, async ({ server, fail }) => {
        const files = { "tensorflow/libtensorflow_cc.so.2": madeUpLibrary(7_000_000) };
        server.add(madeUpWheel({ files }));
        await fail("disk", "the disk is full");
      }, cacheDir);
    });
  });

  it("refuses a Python without pip and says what to do", async () => {
    await setting({}, async ({ fail }) => {
      await fail("no-installer", "ensurepip", { python: "/nonexistent/python3", via: "auto" });
    });
  });

  it("refuses a version that is none", async () => {
    await assertRejects(() => install({ kind: "cpu", version: "latest" }), InstallError, "2.21.0");
  });

  it("says that the cache folder cannot be made", async () => {
    const file = await Deno.makeTempFile();
    await assertRejects(() => install({ kind: "cpu", cacheDir: file }), Error);
    await Deno.remove(file);
  });
});

describe("install() from the archive for C", () => {
  const archive = tarGz({
    "./lib/libtensorflow.so.2.18.0": madeUpLibrary(4000),
    "./lib/libtensorflow.so.2": { link: "libtensorflow.so.2.18.0" },
    "./lib/libtensorflow_framework.so.2": madeUpLibrary(1000),
    "./include/tensorflow/c/c_api.h": "",
    "./LICENSE": "free",
  });
  const path = "/2.18.0/libtensorflow-cpu-linux-x86_64.tar.gz";

  given(why, "takes the newest version that exists, links included", async () => {
    await setting({}, async ({ server, root, cacheDir }) => {
      server.files.set(path, archive);
      const options: InstallOptions = {
        kind: "cpu",
        via: "archive",
        cacheDir,
        archiveBase: server.url,
      };
      const result = await install(options);
      assertEquals(result.version, "2.18.0");
      assertEquals(result.path, join(root, "2.18.0-cpu-linux-x86_64/lib/libtensorflow.so.2"));
      assertEquals((await Deno.stat(result.path)).size, 4064);
      assertEquals(listDirectory(result.directory), ["LICENSE", "lib", "manifest.json"]);
      assertEquals((await install(options)).via, "cache");
    });
  });

  given(why, "is what is left where neither pip nor uv is on PATH", async () => {
    await setting({}, async ({ server, cacheDir }) => {
      server.files.set(path, archive);
      const module = new URL("../../../src/engine/install/install.ts", import.meta.url);
      const options = { kind: "cpu", cacheDir, archiveBase: server.url };
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: [
          "eval",
          `const r = await (await import("${module}")).install(${JSON.stringify(options)});` +
          "console.log(r.via, r.version)",
        ],
        env: { PATH: "/nonexistent" },
      }).output();
      assertEquals(new TextDecoder().decode(stdout).trim(), "archive 2.18.0");
    });
  });

  given(why, "refuses one that is cut short, or that has another MD5", async () => {
    await setting({}, async ({ server, fail }) => {
      const options: InstallOptions = {
        via: "archive",
        archiveBase: server.url,
        version: "2.18.0",
      };
      server.files.set(path, archive.slice(0, 2000));
      await fail("package", "cut short", options);
      server.files.set(path, archive);
      server.behaviour.headers = { "x-goog-hash": "crc32c=AAAAAA==,md5=AAAAAAAAAAAAAAAAAAAAAA==" };
      await fail("hash", "must have MD5", options);
    });
  });

  given(why, "says that there is no such archive", async () => {
    await setting({}, async ({ server, fail }) => {
      await fail("network", "404", { via: "archive", archiveBase: server.url });
    });
  });
});

describe("install() with uv", () => {
  const missing = why || (uv ? "" : "uv is not here");
  given(missing, "moves the libraries out of what uv unpacked", async () => {
    await setting({}, async ({ server, root, run }) => {
      server.add(madeUpWheel());
      const result = await run({
        via: "uv",
        installerArguments: ["--no-config", "--no-cache", "--index-url", server.indexUrl],
      });
      assertEquals(result.via, "uv");
      assertEquals(listDirectory(root), [".lock", "9.9.9-cpu-linux-x86_64"]);
    });
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 600) throw new Error("it did not come to that within 30 s");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function whyNoTmpfs(): Promise<string> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return "a small disk can be made by root only";
  let reason = "";
  try {
    await onSmallDisk(() => Promise.resolve());
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  return reason;
}

/** Runs `body` with a folder on a disk of 4 MB. */
async function onSmallDisk(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  await command("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder);
  try {
    await body(folder);
  } finally {
    await command("umount", folder);
    await Deno.remove(folder);
  }
}

async function command(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr).trim()}`);
}
