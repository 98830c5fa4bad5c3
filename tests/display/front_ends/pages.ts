/**
 * Notebooks in browsers: JupyterLab with and without Plotly's extension, exported pages.
 *
 * @module
 */
import type { Page } from "npm:puppeteer-core@25.16.0";
import type { JupyterHome } from "../../jupyter_clients/jupyter_home.ts";
import { inspectOutput, type SeenOutput } from "./inspect_outputs.ts";

/** What a page shows of a notebook. */
export interface SeenPage {
  /** The outputs from top to bottom. */
  readonly outputs: readonly SeenOutput[];
  /** What hostile text left in `window.ran`. */
  readonly ran: unknown;
}

/** How JupyterLab is set up before a page is loaded. */
export interface LabLook {
  /** Whether Plotly's extension is there. */
  readonly plotly: boolean;
  readonly theme: "JupyterLab Light" | "JupyterLab Dark";
}

/** Writes JupyterLab's settings, which it reads anew for each page. */
export async function setUpLab(home: JupyterHome, { plotly, theme }: LabLook): Promise<void> {
  const config = home.env.JUPYTER_CONFIG_DIR;
  const settings = `${config}/lab/user-settings/@jupyterlab`;
  const files = {
    [`${config}/labconfig/page_config.json`]: {
      disabledExtensions: { "@jupyterlab/plotly-extension": !plotly },
    },
    [`${settings}/apputils-extension/themes.jupyterlab-settings`]: { theme },
    // Else outputs that are scrolled away are not in the page.
    [`${settings}/notebook-extension/tracker.jupyterlab-settings`]: { windowingMode: "none" },
  };
  for (const [path, content] of Object.entries(files)) {
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, JSON.stringify(content));
  }
}

/** Makes JupyterLab trust notebooks. */
export async function trust(
  home: JupyterHome,
  options: { readonly python: string; readonly paths: readonly string[] },
): Promise<void> {
  const { python, paths } = options;
  const code = "import sys; from nbformat.sign import TrustNotebookApp as App; " +
    "App.launch_instance(argv=sys.argv[1:])";
  const { success, stderr } = await new Deno.Command(python, {
    args: ["-c", code, ...paths],
    env: { ...home.env },
    stdin: "null",
    stdout: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** Looks at all outputs of the page that is open. */
export async function seePage(
  page: Page,
  options: { readonly outputs: string; readonly shots: string },
): Promise<SeenPage> {
  await Deno.mkdir(options.shots, { recursive: true });
  const places = await page.$$(options.outputs);
  const outputs: SeenOutput[] = [];
  for (const [i, place] of places.entries()) {
    // Plotly's extension shows the stored picture until the pointer comes.
    const still = await place.$("img.plot-img[src]");
    if (await still?.isVisible()) {
      await still!.hover();
      await page.waitForFunction(
        (place: unknown) =>
          (place as { querySelector(query: string): unknown }).querySelector(".main-svg"),
        { timeout: 10_000 },
        place,
      );
    }
    const number = String(i).padStart(2, "0");
    outputs.push(await inspectOutput(page, place, `${options.shots}/${number}.png`));
  }
  const ran = await page.evaluate(() => (globalThis as { ran?: unknown }).ran ?? null);
  return { outputs, ran };
}

/** Collects errors of a page's scripts from now on; addresses that nobody answers are none. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    const text = message.text();
    // A page loaded anew may hear the kernel's answer to a comm that Lab opened on the page before.
    const strays = text.startsWith("Comm not found for comm id");
    if (message.type() === "error" && !text.includes("net::ERR_") && !strays) errors.push(text);
  });
  return errors;
}
