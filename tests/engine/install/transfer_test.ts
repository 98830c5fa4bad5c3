import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { InstallError } from "../../../src/engine/install/install_error.ts";
import { transfer } from "../../../src/engine/install/transfer.ts";
import { type Behaviour, fakeServer } from "./fake_server.ts";
import { madeUpLibrary } from "./made_up_wheel.ts";

const BYTES = new Uint8Array(madeUpLibrary(400_000));

async function withServer(
  behaviour: Behaviour,
  body: (
    server: ReturnType<typeof fakeServer>,
    part: string,
    get: (extra?: object) => ReturnType<typeof transfer>,
  ) => Promise<void>,
): Promise<void> {
  await using server = fakeServer(behaviour);
  server.files.set("/f", BYTES);
  const folder = await Deno.makeTempDir();
  const part = `${folder}/f.part`;
  try {
    await body(
      server,
      part,
      (extra) => transfer({ url: `${server.url}/f`, part, pause: 1, ...extra }),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

describe("transfer()", () => {
  it("downloads a file and reports bytes up to the total", async () => {
    await withServer({}, async (_server, part, get) => {
      const seen: [number, number | undefined][] = [];
      const { size } = await get({ onBytes: (d: number, t?: number) => seen.push([d, t]) });
      assertEquals(size, BYTES.length);
      assertEquals(await Deno.readFile(part), BYTES);
      assertEquals(seen.at(-1), [BYTES.length, BYTES.length]);
    });
  });

  it("goes on after a cut connection with the missing bytes only", async () => {
    await withServer({ cutAfter: 200_000, cuts: 1 }, async (server, part, get) => {
      await get();
      assertEquals(await Deno.readFile(part), BYTES);
      assertEquals(server.requests.length, 2);
      assert(/^bytes=[1-9]\d*-$/.test(server.requests[1]!.range ?? ""));
    });
  });

  it("survives more cuts than tries as long as bytes come", async () => {
    await withServer({ cutAfter: 70_000, cuts: 5 }, async (_server, part, get) => {
      await get({ tries: 2 });
      assertEquals(await Deno.readFile(part), BYTES);
    });
  });

  it("begins anew where the server knows no ranges", async () => {
    await withServer({ cutAfter: 200_000, cuts: 1, noRanges: true }, async (_s, part, get) => {
      await get();
      assertEquals(await Deno.readFile(part), BYTES);
    });
  });

  it("takes a complete file as it is", async () => {
    await withServer({}, async (server, part, get) => {
      await Deno.writeFile(part, BYTES);
      assertEquals((await get()).size, BYTES.length);
      assertEquals(server.requests.length, 1);
      assertEquals(await Deno.readFile(part), BYTES);
    });
  });

  it("drops a kept beginning that is longer than the file", async () => {
    await withServer({}, async (_server, part, get) => {
      await Deno.writeFile(part, new Uint8Array(BYTES.length + 1));
      await get();
      assertEquals(await Deno.readFile(part), BYTES);
    });
  });

  it("gives up on a server that is not there and says what to do", async () => {
    await withServer({}, async (_server, part) => {
      const error = await assertRejects(
        () => transfer({ url: "http://127.0.0.1:1/f?token=secret", part, tries: 2, pause: 1 }),
        InstallError,
        "check the connection",
      );
      assertEquals(error.fault, "network");
      assert(!error.message.includes("secret"));
    });
  });

  it("does not repeat a refused request", async () => {
    await withServer({ refuseOurs: 403 }, async (server, _part, get) => {
      const error = await assertRejects(() => get(), InstallError, "403");
      assertEquals(error.fault, "network");
      assertEquals(server.requests.length, 1);
    });
  });

  it("counts a connection on which nothing comes as broken", async () => {
    await withServer({ delay: 3000 }, async (_server, _part, get) => {
      await assertRejects(() => get({ stallAfter: 50, tries: 1 }), InstallError, "connection");
    });
  });

  it("stops when it is cancelled and keeps what came", async () => {
    await withServer({ delay: 20 }, async (_server, part, get) => {
      const controller = new AbortController();
      const error = await assertRejects(
        () =>
          get({
            signal: controller.signal,
            onBytes: (done: number) => done > 100_000 && controller.abort(),
          }),
        InstallError,
      );
      assertEquals(error.fault, "cancelled");
      assert((await Deno.stat(part)).size > 100_000);
    });
  });
});
