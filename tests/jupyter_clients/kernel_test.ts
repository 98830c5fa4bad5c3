import { assertEquals, assertLess } from "@std/assert";
import { afterAll, beforeAll, describe } from "@std/testing/bdd";
import { JupyterHome } from "./jupyter_home.ts";
import { findPython, itWithPython } from "./python.ts";
import type {
  CellsReport,
  ConformanceReport,
  FaultReport,
  StopReport,
  TimesReport,
} from "./reports.ts";

const jupyter = findPython(["jupyter_client", "nbclient", "jupyter_kernel_test"]);

/** Where something is wrong, with what was seen. */
const wrong = <T extends { wrong: number }>(reports: T[]) => reports.filter((r) => r.wrong > 0);

describe("kernel for Jupyter's own clients", () => {
  let home: JupyterHome;

  beforeAll(async () => {
    if ("missing" in jupyter) return;
    home = await JupyterHome.create();
    const { argv } = await home.installKernel("tensaur");
    for (const interrupt_mode of ["signal", "message"] as const) {
      await home.addKernel(interrupt_mode, { argv, interrupt_mode });
    }
    await home.addKernel("stock", {
      argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
    });
    const script = new URL("./peers/full_disk.py", import.meta.url).pathname;
    await home.addKernel("full-disk", { argv: [jupyter.path, script, ...argv] });
  });

  afterAll(async () => {
    await home?.[Symbol.asyncDispose]();
  });

  itWithPython("nbclient stores what 60 cells of each kind print", jupyter, async (python) => {
    const cells = await home.report<CellsReport[]>(python, ["cells.py", "tensaur", "60"]);
    assertEquals(cells.length, 5);
    assertEquals(wrong(cells), []);
    assertEquals(cells.map(({ failure }) => failure).filter(Boolean), []);
  });

  itWithPython("jupyter_kernel_test finds nothing wrong", jupyter, async (python) => {
    const { run, failed, skipped } = await home.report<ConformanceReport>(python, [
      "conformance.py",
      "tensaur",
    ]);
    assertEquals(failed, []);
    assertEquals(skipped.map(({ why }) => why), [
      "a page is an extension of IPython; in Deno, ? is no syntax that asks for it",
    ]);
    assertEquals(run, 13);
  });

  const ways = [
    { how: "message", kernel: "message", stops: "3", cases: [] },
    {
      how: "group",
      kernel: "signal",
      stops: "2",
      cases: ["for (;;) {}", "await loop", "prompt()"],
    },
    { how: "process", kernel: "signal", stops: "2", cases: ["for (;;) {}", "training loop"] },
  ];
  for (const { how, kernel, stops, cases } of ways) {
    itWithPython(`Stop through ${how} ends cells and keeps variables`, jupyter, async (python) => {
      const args = ["stop.py", kernel, stops, how, ...cases];
      const reports = await home.report<StopReport[]>(python, args);
      assertEquals(reports.length, cases.length || 7);
      assertEquals(wrong(reports), []);
      for (const { slowest } of reports) assertLess(slowest, 1.5);
    });
  }

  itWithPython("survives what is done to it", jupyter, async (python) => {
    const faults = await home.report<FaultReport[]>(python, ["faults.py", "tensaur"]);
    assertEquals(faults.filter(({ problem }) => problem), []);
    assertEquals(faults.length, 19);
  });

  itWithPython(
    "runs cells while the disk is full, and goes on when it is not",
    jupyter,
    async (python) => {
      const faults = await home.report<FaultReport[]>(python, [
        "faults.py",
        "full-disk",
        "the disk is full for a while",
      ]);
      assertEquals(faults.map(({ problem }) => problem), [null]);
    },
  );

  itWithPython("starts within 2 s and adds less than 10 ms to a cell", jupyter, async (python) => {
    const own = await home.report<TimesReport>(python, ["times.py", "tensaur", "3", "100"]);
    const stock = await home.report<TimesReport>(python, ["times.py", "stock", "1", "100"]);
    assertLess(own.start, 2);
    assertLess(own.trip - stock.trip, 10);
  });
});
