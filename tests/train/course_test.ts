import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Course } from "../../src/train/course.ts";

describe("Course", () => {
  it("keeps points as they come while they are few", () => {
    const course = new Course(["accuracy"]);
    course.add(0.5, [2, 0.25]);
    course.add(1, [1, 0.5]);
    assertEquals([course.epoch, course.loss], [[0.5, 1], [2, 1]]);
    assertEquals(course.metrics, { accuracy: [0.25, 0.5] });
  });

  it("stays short however long the run is, and keeps its means", () => {
    const course = new Course(["error"]);
    const count = 100_000;
    for (let i = 1; i <= count; i++) course.add(i, [i, -i]);
    const { length } = course.epoch;
    assert(length >= 200 && length < 400, String(length));
    assertEquals([course.loss.length, course.metrics.error!.length], [length, length]);
    // Each point is the mean of equally many, in order.
    const each = course.epoch[0]!;
    course.epoch.forEach((epoch, i) => assertEquals(epoch, (i + 1) * each));
    course.loss.forEach((loss, i) => assertAlmostEquals(loss, (i + 0.5) * each + 0.5, 1e-6));
  });
});
