import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { JOBS } from "../../bench/jobs.ts";
import {
  amount,
  count,
  digits,
  markdown,
  plain,
  time,
  titleOf,
} from "../../bench/report/format.ts";

const job = (name: string) => JOBS.find((job) => job.name === name)!;

describe("numbers", () => {
  it("have three significant digits", () => {
    assertEquals([0, 0.0123, 0.5, 1.234, 99.94, 1234].map(digits), [
      "0",
      "0.0123",
      "0.500",
      "1.23",
      "99.9",
      "1234",
    ]);
  });

  it("of milliseconds take the unit that suits them", () => {
    assertEquals([2e-4, 0.0055, 12, 1500].map(time), ["200 ns", "5.50 µs", "12.0 ms", "1.50 s"]);
  });

  it("of memory are MiB", () => {
    assertEquals(amount(job("memory-gpt"), 812.4), "812 MiB");
    assertEquals(amount(job("gpt"), 812.4), "812 ms");
  });

  it("take a prefix where they are large and round", () => {
    assertEquals([64, 4096, 65_536, 2 ** 24, 10_000].map(count), [
      "64",
      "4096",
      "64 Ki",
      "16 Mi",
      "10000",
    ]);
  });
});

describe("titleOf()", () => {
  it("names the size where there are several", () => {
    assertEquals(titleOf(job("cnn"), 64), "MNIST CNN step, Adam, 64 images");
    assertEquals(titleOf(job("import"), 1), "Process that imports");
  });
});

describe("tables", () => {
  const table = [["job", "ms"], ["a long one", "1"], ["b", "22.5"]];

  it("are Markdown with numbers at the right", () => {
    assertEquals(
      markdown(table),
      "| job        |   ms |\n| ---------- | ---: |\n| a long one |    1 |\n| b          | 22.5 |",
    );
  });

  it("are plain text without spaces at the ends", () => {
    assertEquals(
      plain(table),
      "job           ms\n────────────────\na long one     1\nb           22.5",
    );
  });
});
