/**
 * JupyterLab in a browser that nobody sees.
 *
 * @module
 */
import puppeteer, { type Browser, type Page } from "npm:puppeteer-core@25.16.0";
import type { JupyterHome } from "./jupyter_home.ts";

/** A browser, or why there is none. */
export type FoundBrowser = { readonly path: string } | { readonly missing: string };

/** Looks for Chromium, `TENSAUR_CHROMIUM` first. */
export function findChromium(): FoundBrowser {
  const asked = Deno.env.get("TENSAUR_CHROMIUM");
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const paths = asked ? [asked] : folders.flatMap((folder) => names.map((n) => `${folder}/${n}`));
  for (const path of paths) {
    try {
      if (Deno.statSync(path).isFile) return { path };
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
        throw error;
      }
    }
  }
  return { missing: "no Chromium" };
}

/** The part of JupyterLab's application that the tests ask for something in the page. */
interface LabWindow {
  jupyterapp: {
    commands: { execute(name: string, options?: object): Promise<unknown> };
    shell: {
      currentWidget: {
        sessionContext: { session?: { kernel?: { status: string; connectionStatus: string } } };
        content: {
          activeCellIndex: number;
          widgets: unknown[];
          activeCell: { model: { sharedModel: { setSource(text: string): void } } };
        };
      };
    };
  };
}

/** Longest wait for something in the page, in milliseconds. */
const TIMEOUT = 20_000;

/** A server, a browser and a page with a notebook. */
export class Lab implements AsyncDisposable {
  readonly page: Page;
  #server: Deno.ChildProcess;
  #browser: Browser;
  #shots: string;

  private constructor(server: Deno.ChildProcess, browser: Browser, page: Page, shots: string) {
    this.#server = server;
    this.#browser = browser;
    this.page = page;
    this.#shots = shots;
  }

  /** Starts it all, with the notebook open and its kernel ready. */
  static async open(
    home: JupyterHome,
    options: { python: string; chromium: string; folder: string; notebook: string; shots: string },
  ): Promise<Lab> {
    const { python, chromium, folder, notebook, shots } = options;
    await askNothing(home);
    const server = new Deno.Command(python, {
      args: [
        "-m",
        "jupyterlab",
        "--no-browser",
        "--ip=127.0.0.1",
        "--port=0",
        "--IdentityProvider.token=test",
        `--ServerApp.root_dir=${folder}`,
        "--ServerApp.log_level=ERROR",
        "--LabApp.expose_app_in_browser=True",
        "--allow-root",
      ],
      env: { ...home.env },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const browser = await puppeteer.launch({
      executablePath: chromium,
      // The sandbox does not work for root, which tests in containers often are.
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
      defaultViewport: { width: 1000, height: 1000 },
    });
    const lab = new Lab(server, browser, await browser.newPage(), shots);
    // JupyterLab asks whether to leave a page with changes.
    lab.page.on("dialog", (dialog) => void dialog.accept());
    try {
      const url = await serverUrl(home, server.pid);
      await lab.page.goto(`${url}lab/tree/${notebook}?token=test&reset`);
      await lab.ready();
    } catch (error) {
      await lab.shoot("failed to open");
      await lab[Symbol.asyncDispose]();
      throw error;
    }
    return lab;
  }

  /** Waits until the notebook is there and its kernel idle. */
  async ready(): Promise<void> {
    await this.page.waitForSelector(".jp-Notebook .jp-CodeCell", { timeout: 60_000 });
    await this.page.waitForFunction(() => {
      const { jupyterapp } = globalThis as unknown as LabWindow;
      const kernel = jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
      return kernel?.status === "idle" && kernel.connectionStatus === "connected";
    }, { timeout: TIMEOUT });
  }

  /** Runs one of JupyterLab's commands, and does not wait for its end. */
  async command(name: string): Promise<void> {
    await this.page.evaluate((name) => {
      void (globalThis as unknown as LabWindow).jupyterapp.commands.execute(name);
    }, name);
  }

  /** Adds a cell at the end and runs it, once nothing else runs. */
  async run(source: string): Promise<void> {
    await this.ready();
    await this.page.evaluate(async (source) => {
      const { commands, shell } = (globalThis as unknown as LabWindow).jupyterapp;
      const { content } = shell.currentWidget;
      content.activeCellIndex = content.widgets.length - 1;
      await commands.execute("notebook:insert-cell-below");
      content.activeCell.model.sharedModel.setSource(source);
      void commands.execute("notebook:run-cell");
    }, source);
  }

  /** Presses a button of the notebook's toolbar. */
  async press(item: "interrupt" | "restart" | "save"): Promise<void> {
    await this.page.click(
      `.jp-NotebookPanel-toolbar [data-jp-item-name="${item}"] button,` +
        `.jp-NotebookPanel-toolbar [data-jp-item-name="${item}"] jp-button`,
    );
  }

  /** Waits until the text under the cells, all together, has this. */
  async shows(text: string | RegExp): Promise<void> {
    const deadline = Date.now() + TIMEOUT;
    for (;;) {
      const outputs = await this.outputs();
      if (typeof text === "string" ? outputs.includes(text) : text.test(outputs)) return;
      if (Date.now() > deadline) {
        await this.shoot("missing");
        throw new Error(`The page does not show ${text}, but:\n${outputs}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The text under the cells. */
  async outputs(): Promise<string> {
    return await this.page.$$eval(
      ".jp-OutputArea",
      (areas) => (areas as unknown as { innerText: string }[]).map((a) => a.innerText).join("\n"),
    );
  }

  /** Keeps a picture of the page. */
  async shoot(name: string): Promise<void> {
    await this.page.screenshot({ path: `${this.#shots}/${name.replaceAll(" ", "_")}.png` });
  }

  /** Ends it all. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    this.#server.kill("SIGTERM");
    await this.#server.status;
  }
}

/** Where the server listens, which it writes into a file. */
async function serverUrl(home: JupyterHome, pid: number): Promise<string> {
  const file = `${home.env.JUPYTER_RUNTIME_DIR}/jpserver-${pid}.json`;
  for (let wait = 0; wait < 300; wait++) {
    try {
      return JSON.parse(await Deno.readTextFile(file)).url;
    } catch (error) {
      // Not there yet, or not written to its end.
      if (!(error instanceof Deno.errors.NotFound || error instanceof SyntaxError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`The server does not start: no ${file} after 30 s`);
}

/** Lets JupyterLab look for no news and no updates. */
async function askNothing(home: JupyterHome): Promise<void> {
  const folder = `${home.env.JUPYTER_CONFIG_DIR}/lab/user-settings/@jupyterlab/apputils-extension`;
  await Deno.mkdir(folder, { recursive: true });
  const settings = { fetchNews: "false", checkForUpdates: false };
  await Deno.writeTextFile(
    `${folder}/notification.jupyterlab-settings`,
    JSON.stringify(settings),
  );
}
