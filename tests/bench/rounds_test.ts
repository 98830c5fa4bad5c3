import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { JOBS } from "../../bench/jobs.ts";
import { type Launch, PeerError, PeerProcess } from "../../bench/peer_process.ts";
import { type Lane, runRounds } from "../../bench/rounds.ts";

const launch: Launch = {
  command: [
    Deno.execPath(),
    "run",
    "-A",
    "--no-check",
    new URL("peer.ts", import.meta.url).pathname,
  ],
};
const cnn = JOBS.find(({ name }) => name === "cnn")!;
const opening = (mode: string) => ({ do: "open", key: "k", job: "cnn", mode, size: 64 }) as const;

describe("PeerProcess", () => {
  it("answers one line to each line, and ends when it is let go", async () => {
    await using peer = new PeerProcess(launch);
    assertEquals((await peer.hello()).versions, { Fake: "1" });
    assertEquals(await peer.time(opening("steady")), 0.5);
    assertEquals(await peer.time({ do: "run", key: "k", iterations: 3 }), 0.5);
    assertEquals(await peer.time({ do: "close", key: "k" }), 0);
  });

  it("tells in one line why a job failed, and stays", async () => {
    await using peer = new PeerProcess(launch);
    await assertRejects(() => peer.time(opening("failing")), PeerError, "TypeError: Not");
    assertEquals(await peer.time(opening("steady")), 0.5);
  });

  it("tells how it ended", async () => {
    await using peer = new PeerProcess(launch);
    await assertRejects(
      () => peer.time(opening("ending")),
      PeerError,
      "the process ended with 3: Error: the end",
    );
    assertEquals(peer.ended, true);
    await assertRejects(() => peer.hello(), PeerError, "has ended");
  });

  it("is ended when it takes too long", async () => {
    await using peer = new PeerProcess(launch);
    await peer.hello();
    await assertRejects(() => peer.time(opening("stuck"), 0.2), PeerError, "longer than 0.2 s");
    assertEquals(peer.ended, true);
  });
});

describe("runRounds()", () => {
  it("lets the lanes take turns and says why one did not", async () => {
    await using first = new PeerProcess(launch);
    await using second = new PeerProcess(launch);
    await using third = new PeerProcess(launch);
    const lanes: Lane[] = [
      { peer: "tensaur", mode: "steady", process: first },
      { peer: "keras", mode: "failing", process: second },
      { peer: "torch", mode: "ending later", process: third },
    ];
    const samples = await runRounds(cnn, 64, { lanes, rounds: 3, turn: 1000 });
    assertEquals(samples.map(({ peer, rounds }) => [peer, rounds]), [
      ["tensaur", [0.5, 0.5, 0.5]],
      ["keras", []],
      ["torch", []],
    ]);
    assertEquals(samples[0]!.iterations, 2000);
    assertEquals(samples.map(({ missing }) => missing), [
      undefined,
      "TypeError: Not",
      "the process ended with 4: ",
    ]);
  });
});
