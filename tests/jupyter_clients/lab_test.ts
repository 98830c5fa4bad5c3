import { assertEquals, assertMatch } from "@std/assert";
import { describe } from "@std/testing/bdd";
import { JupyterHome } from "./jupyter_home.ts";
import { findChromium, Lab } from "./lab.ts";
import { findPython, itWithPython } from "./python.ts";

const WIDGETS = new URL("../../src/widgets/mod.ts", import.meta.url).href;

const cells = [
  `console.log("first"); let kept = 40;\nkept += 1`,
  `import { button, slider } from "${WIDGETS}";
const rate = slider({ label: "rate", max: 10 });
rate.on("change:value", (value) => console.log("value is", value));
rate`,
  `const more = button({ label: "Press me" });
more.on("change:clicks", (clicks) => more.set({ label: "Pressed " + clicks }));
more`,
];

function notebook(): string {
  return JSON.stringify({
    cells: cells.map((source, i) => ({
      cell_type: "code",
      id: `cell-${i}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
    metadata: { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

const chromium = findChromium();
const python = "missing" in chromium ? chromium : findPython(["jupyterlab", "anywidget"]);

describe("JupyterLab", () => {
  itWithPython("runs, stops, hears widgets, reconnects and restarts", python, async (path) => {
    await using home = await JupyterHome.create();
    await home.installKernel("deno");
    const shots = Deno.env.get("TENSAUR_SCREENSHOTS") ?? `${home.path}/screenshots`;
    const folder = `${home.path}/notebooks`;
    await Deno.mkdir(shots, { recursive: true });
    await Deno.mkdir(folder);
    await Deno.writeTextFile(`${folder}/test.ipynb`, notebook());
    await using lab = await Lab.open(home, {
      python: path,
      chromium: "path" in chromium ? chromium.path : "",
      folder,
      notebook: "test.ipynb",
      shots,
    });
    const { page } = lab;
    const slide = async (key: "ArrowRight" | "ArrowLeft") => {
      await page.focus(".tensaur-slider input");
      await page.keyboard.press(key);
    };

    await lab.command("notebook:run-all-cells");
    await lab.shows(/first[^]*\n41/);
    await page.waitForSelector(".tensaur-slider input");
    await page.waitForSelector(".tensaur-button");
    await lab.shoot("1 all cells run");

    await slide("ArrowRight");
    await lab.shows("value is 1");
    await slide("ArrowRight");
    await lab.shows("value is 2");
    const thumb = await page.$eval(".tensaur-slider input", (input) => {
      const element = input as unknown as { getBoundingClientRect(): Record<string, number> };
      const { left, top, width, height } = element.getBoundingClientRect();
      // A range from 0 to 10 that stands at 2.
      return {
        x: left! + 8 + 0.2 * (width! - 16),
        y: top! + height! / 2,
        step: (width! - 16) / 10,
      };
    });
    await page.mouse.move(thumb.x, thumb.y);
    await page.mouse.down();
    await page.mouse.move(thumb.x + 4 * thumb.step, thumb.y, { steps: 8 });
    await page.mouse.up();
    await lab.shows("value is 6");
    await page.click(".tensaur-button");
    await lab.shows("Pressed 1");
    await lab.shoot("2 widgets moved");

    await lab.run(
      'let asked = await new Promise<number>((done) => rate.on("change:value", done)); asked * 100',
    );
    await slide("ArrowRight");
    await lab.shows("700");

    await lab.run("for (;;) {}");
    await new Promise((resolve) => setTimeout(resolve, 500));
    await lab.press("interrupt");
    await lab.shows(/[Ss]topped|[Ii]nterrupt/);
    await lab.run('"kept is still " + kept');
    await lab.shows("kept is still 41");
    await lab.shoot("3 stopped");

    await lab.press("save");
    const saved = async () => (await Deno.readTextFile(`${folder}/test.ipynb`)).includes("kept is");
    for (let wait = 0; !await saved() && wait < 50; wait++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await page.reload();
    await lab.ready();
    await page.waitForSelector(".tensaur-slider input");
    assertEquals(
      await page.$eval(
        ".tensaur-slider input",
        (input) => (input as unknown as { value: string }).value,
      ),
      "7",
    );
    await page.click(".tensaur-button");
    await lab.shows("Pressed 2");
    await lab.run('"and now " + kept');
    await lab.shows("and now 41");
    await lab.shoot("4 page loaded anew");

    await lab.press("restart");
    await page.waitForSelector(".jp-Dialog .jp-mod-accept");
    await page.click(".jp-Dialog .jp-mod-accept");
    await new Promise((resolve) => setTimeout(resolve, 500));
    await lab.ready();
    await lab.run('"after the restart " + typeof kept');
    await lab.shows("after the restart undefined");
    await lab.shoot("5 restarted");
    assertMatch(await lab.outputs(), /first/);
  });
});
