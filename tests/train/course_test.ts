import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Course } from "../../src/train/course.ts";

/** The course of epochs in which step i of all has the loss i, given each point that it asks for. */
function courseOf(epochs: number, steps: number): Course {
  const course = new Course(["error"], steps);
  for (let epoch = 0; epoch < epochs; epoch++) {
    let set = 0;
    for (let step = 1; step <= steps; step++) {
      if (!course.endsAt(step)) continue;
      const mean = epoch * steps + (set + 1 + step) / 2;
      course.add(epoch + step / steps, [mean, -mean]);
      set = step;
    }
  }
  return course;
}

describe("Course", () => {
  it("has a point for each of few steps", () => {
    const course = new Course(["accuracy"], 2);
    assertEquals([1, 2].map((step) => course.endsAt(step)), [true, true]);
    course.add(0.5, [2, 0.25]);
    course.add(1, [1, 0.5]);
    assertEquals([course.epoch, course.loss], [[0.5, 1], [2, 1]]);
    assertEquals(course.metrics, { accuracy: [0.25, 0.5] });
  });

  it("has points after equally many steps, whatever the clock says", () => {
    const { epoch, loss } = courseOf(1, 1000);
    assertEquals(epoch, Array.from({ length: 50 }, (_, i) => (i + 1) / 50));
    assertEquals(loss[0], 10.5);
  });

  it("stays short however long the run is, and keeps its means", () => {
    const { epoch, loss, metrics } = courseOf(300, 1024);
    assert(epoch.length >= 200 && epoch.length < 400, String(epoch.length));
    assertEquals([loss.length, metrics.error!.length], [epoch.length, epoch.length]);
    for (const [i, at] of epoch.entries()) {
      const before = epoch[i - 1] ?? 0;
      assert(loss[i]! > before * 1024 && loss[i]! < at * 1024, `${loss[i]} of ${before} to ${at}`);
      assertEquals(metrics.error![i], -loss[i]!);
    }
    assert(epoch.at(-1)! > 299);
  });

  it("has no points where they would be whole epochs, or steps are not known", () => {
    assertEquals(courseOf(1000, 8).loss, []);
    assertEquals(courseOf(10, 1).loss, []);
    assertEquals(new Course([], undefined).endsAt(10), false);
  });
});
