import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Throttle } from "../../../src/display/live/throttle.ts";
import { ManualClock } from "./manual_clock.ts";

describe("Throttle", () => {
  it("draws at most five times a second, and the last request always", () => {
    const clock = new ManualClock();
    let state = 0;
    const drawn: [number, number][] = [];
    const throttle = new Throttle(() => drawn.push([clock.now(), state]), { clock });
    for (; state < 1000; state++, clock.pass(1)) throttle.request();
    clock.pass(1000);
    assertEquals(drawn, [[0, 0], [220, 220], [440, 440], [660, 660], [880, 880], [1100, 1000]]);
    assertEquals(clock.waiting, 0);
  });

  it("draws at once where nothing was drawn for a while, and when told to", () => {
    const clock = new ManualClock();
    const drawn: number[] = [];
    const throttle = new Throttle(() => drawn.push(clock.now()), { clock, interval: 100 });
    clock.pass(5);
    throttle.request();
    assert(!throttle.due);
    clock.pass(1);
    throttle.flush();
    clock.pass(99);
    assert(!throttle.due);
    clock.pass(1);
    assert(throttle.due);
    throttle.request();
    assertEquals(drawn, [5, 6, 106]);
  });

  it("draws less often where drawing takes long, but at least once a second", () => {
    const clock = new ManualClock();
    let cost = 12;
    const drawn: number[] = [];
    const throttle = new Throttle(() => {
      drawn.push(clock.now());
      clock.pass(cost);
    }, { clock, share: 0.02 });
    const request = (milliseconds: number) => {
      for (let i = 0; i < milliseconds; i++, clock.pass(1)) throttle.request();
    };
    // The first drawing says nothing of those that follow.
    request(3000);
    assertEquals(drawn.slice(0, 4), [0, 220, 820, 1420]);
    cost = 300;
    drawn.length = 0;
    request(4000);
    const pauses = drawn.slice(1).map((at, i) => at - drawn[i]!);
    // One slow drawing alone changes nothing.
    assertEquals(pauses.slice(0, 3), [600, 1000, 1000]);
  });

  it("forgets a request that is cancelled", () => {
    const clock = new ManualClock();
    let drawn = 0;
    const throttle = new Throttle(() => drawn++, { clock });
    throttle.request();
    throttle.request();
    throttle.cancel();
    clock.pass(1000);
    assertEquals([drawn, clock.waiting], [1, 0]);
  });
});
