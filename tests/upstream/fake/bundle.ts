// A suite in which one spec fails, one ends the process and one does not end.
interface Jasmine {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => unknown): void;
  xit(name: string, body: () => unknown): void;
  expect(value: unknown): { toBe(wanted: unknown): void };
}

const { describe, it, xit, expect } = globalThis as unknown as Jasmine;

describe("suite test-fake {}", () => {
  it("passes", () => expect(1).toBe(1));
  it("fails", () => expect(1).toBe(2));
  it("ends the process", () => Deno.kill(Deno.pid, "SIGKILL"));
  it("passes after the crash", () => expect(1).toBe(1));
  it("does not end", () => {
    for (;;);
  });
  it("passes after the hang", () => expect(1).toBe(1));
  xit("is pending", () => {});
  it("is skipped by its beginning", () => expect(1).toBe(2));
});
