import { assert, assertEquals, assertGreater } from "@std/assert";
import { describe } from "@std/testing/bdd";
import type { Page } from "npm:puppeteer-core@25.16.0";
import { convertFile, type Notebook, writeNotebook } from "../../../src/notebook/mod.ts";
import { JupyterHome } from "../../jupyter_clients/jupyter_home.ts";
import { findChromium, Lab } from "../../jupyter_clients/lab.ts";
import { findPython, itWithPython } from "../../jupyter_clients/python.ts";
import { makeGallery } from "./gallery.ts";
import { all } from "./hostile.ts";
import type { Kind, Looks } from "./kinds.ts";
import { errorsOf, type LabLook, seePage, setUpLab, trust } from "./pages.ts";

const HOSTILE = new URL("./hostile.ts", import.meta.url).href;

/** Tags of which there must be one. */
const DRAWN: Readonly<Record<Looks, readonly string[]>> = {
  picture: ["img", "svg", "canvas"],
  table: ["table"],
  text: [],
  formula: ["mjx-container", "math"],
  diagram: ["img", "svg"],
  sound: ["audio"],
};

/** Without the pictures of charts and graphs, as they are before `enablePng()`. */
function withoutPng(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type !== "code" ? cell : {
      ...cell,
      outputs: cell.outputs.map((output) => {
        if (!("data" in output) || !("image/svg+xml" in output.data)) return output;
        const { "image/png": _, ...data } = output.data;
        return { ...output, data };
      }),
    }
  );
  return { ...notebook, cells };
}

/** Proves that every kind is seen, and that no text of data has run. */
async function proveSeen(
  page: Page,
  options: { readonly outputs: string; readonly shots: string; readonly plain?: readonly Looks[] },
): Promise<void> {
  const { outputs, ran } = await seePage(page, options);
  const list: [string, Kind][] = Object.entries(all);
  assertEquals(outputs.length, list.length);
  assertEquals(ran, null);
  const faults = list.flatMap(([name, { looks }], i) => {
    const { drawn, text, colors, faults } = outputs[i]!;
    const wanted = DRAWN[looks];
    const seen = wanted.some((tag) => drawn.includes(tag));
    const read = wanted.length === 0 || options.plain?.includes(looks);
    return [
      // Lines of text are the reader's own: pages scroll them.
      ...looks === "text" ? faults.filter((fault) => !fault.endsWith("overflows")) : faults,
      ...colors < 2 ? ["is of one colour"] : [],
      ...seen || (read && text.trim() !== "") ? [] : [read ? "is blank" : `has none of ${wanted}`],
    ].map((fault) => `${name}: ${fault}`);
  });
  assertEquals(faults, []);
}

const chromium = findChromium();
const python = "missing" in chromium ? chromium : findPython(["jupyterlab", "plotly", "nbconvert"]);

describe("kinds of display in front ends", () => {
  itWithPython("are seen in JupyterLab and in exported pages", python, async (path) => {
    await using home = await JupyterHome.create();
    await home.installKernel("deno");
    const shots = Deno.env.get("TENSAUR_SCREENSHOTS") ?? `${home.path}/screenshots`;
    const folder = `${home.path}/notebooks`;
    await Deno.mkdir(shots, { recursive: true });
    await Deno.mkdir(folder);
    const made = await makeGallery(Object.keys(all), { png: true, module: HOSTILE, list: "all" });
    const files = {
      foreign: made,
      trusted: { ...withoutPng(made), metadata: { ...made.metadata, title: "trusted" } },
    };
    for (const [name, notebook] of Object.entries(files)) {
      await writeNotebook(`${folder}/${name}.ipynb`, notebook);
    }
    await trust(home, { python: path, paths: [`${folder}/trusted.ipynb`] });

    await setUpLab(home, { plotly: false, theme: "JupyterLab Light" });
    await using lab = await Lab.open(home, {
      python: path,
      chromium: "path" in chromium ? chromium.path : "",
      folder,
      notebook: "foreign.ipynb",
      shots,
    });
    const { page } = lab;
    await page.setViewport({ width: 1280, height: 1000 });
    const { origin } = new URL(page.url());
    const errors = errorsOf(page);

    const looks: [string, string, LabLook][] = [
      ["untrusted", "foreign", { plotly: false, theme: "JupyterLab Light" }],
      ["trusted_dark", "trusted", { plotly: false, theme: "JupyterLab Dark" }],
      ["plotly", "trusted", { plotly: true, theme: "JupyterLab Light" }],
    ];
    for (const [name, notebook, look] of looks) {
      await setUpLab(home, look);
      await page.goto(`${origin}/lab/tree/${notebook}.ipynb?token=test&reset`);
      await page.waitForSelector(".jp-Notebook mjx-container", { timeout: 60_000 });
      await page.waitForSelector(".jp-RenderedMermaid img, .jp-Mermaid img");
      if (look.plotly) await page.waitForSelector(".js-plotly-plot .main-svg");
      await proveSeen(page, {
        outputs: ".jp-Notebook .jp-CodeCell .jp-OutputArea-output",
        shots: `${shots}/${name}`,
      });
    }

    for (const theme of ["light", "dark"] as const) {
      const out = `${folder}/${theme}.html`;
      await convertFile(`${folder}/trusted.ipynb`, {
        to: "html",
        out,
        theme,
        plotly: theme === "light" ? "inline" : "static",
      });
      await page.goto(`file://${out}`, { waitUntil: "load" });
      await proveSeen(page, {
        outputs: ".output",
        shots: `${shots}/page_${theme}`,
        plain: ["diagram"],
      });
    }

    const { success, stderr } = await new Deno.Command(path, {
      args: ["-m", "nbconvert", "--to", "html", `${folder}/foreign.ipynb`],
      env: { ...home.env },
      stdin: "null",
      stdout: "null",
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    await page.goto(`file://${folder}/foreign.html`, { waitUntil: "domcontentloaded" });
    // Its formulas and diagrams are drawn by scripts from elsewhere.
    await proveSeen(page, {
      outputs: ".jp-OutputArea-output",
      shots: `${shots}/nbconvert`,
      plain: ["formula", "diagram"],
    });
    assertEquals(errors, []);
    assertGreater(Object.keys(all).length, 40);
  });
});
