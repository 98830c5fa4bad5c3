/**
 * Sites in a real browser, read from a disk: nothing is asked of a network, nothing overflows, links
 * lead somewhere, and what the script adds works.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import puppeteer, { type Browser, type Page } from "npm:puppeteer-core@25.16.0";
import { findChromium } from "../../jupyter_clients/lab.ts";
import { code, text } from "../made_notebooks.ts";
import { drawing, MadeSite, shows } from "./made_site.ts";
import { pathKind } from "../../../src/notebook/path_kind.ts";
import { buildSite } from "../../../src/notebook/site/build_site.ts";

const chromium = findChromium();
const ignore = "missing" in chromium;
const why = ignore ? ` (left out: ${chromium.missing})` : "";

/** The notebooks of this repository. */
const OWN = decodeURIComponent(new URL("../../../notebooks", import.meta.url).pathname);

/** A browser with one page that notes what goes wrong. */
class Reader implements AsyncDisposable {
  /** Messages of the console, errors, and requests to anything but files. */
  readonly faults: string[] = [];

  private constructor(readonly browser: Browser, readonly page: Page) {
    page.on("console", (message) => this.faults.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => this.faults.push(String(error)));
    page.on("request", (request) => {
      if (!/^(?:file|data|blob):/.test(request.url())) this.faults.push(request.url());
    });
    page.on("requestfailed", (request) => this.faults.push(`failed: ${request.url()}`));
  }

  static async open(): Promise<Reader> {
    const browser = await puppeteer.launch({
      executablePath: "path" in chromium ? chromium.path : "",
      // The sandbox does not work for root, which tests in containers often are.
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    });
    return new Reader(browser, await browser.newPage());
  }

  async read(path: string, width = 1280): Promise<void> {
    await this.page.setViewport({ width, height: 900 });
    await this.page.goto(`file://${path}`);
  }

  /** Evaluates an expression in the page. */
  async ask<T>(expression: string): Promise<T> {
    return await this.page.evaluate(expression) as T;
  }

  /** Waits until an expression is true in the page. */
  async until(expression: string): Promise<void> {
    await this.page.waitForFunction(expression, { timeout: 20_000 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
  }
}

/** Pages of a site. */
async function pagesOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await pagesOf(`${folder}/${name}`));
    else if (name.endsWith(".html")) found.push(`${folder}/${name}`);
  }
  return found.sort();
}

/** What is wrong with a page that is open, in both widths, one line each. */
async function look(reader: Reader, path: string): Promise<string[]> {
  const faults: string[] = [];
  for (const width of [360, 1280]) {
    await reader.read(path, width);
    const seen = await reader.ask<{ width: number; blank: string[]; small: string[] }>(
      `(async () => {
      const hosts = [...document.querySelectorAll(".output")].map(({ shadowRoot }) => shadowRoot);
      const inOutputs = hosts.flatMap((root) => [...root?.querySelectorAll("img") ?? []]);
      const images = [...document.images, ...inOutputs];
      // Pictures far down are read when they come into view.
      for (const image of images) image.loading = "eager";
      await Promise.all(images.map((image) => image.decode().catch(() => {})));
      const blank = [];
      for (const image of images) {
        if (image.naturalWidth === 0) blank.push(image.src.slice(0, 60));
        else if (image.alt === "" && !image.closest(".thumbnail")) blank.push("no text");
        else if (image.src.startsWith("data:")) {
          const canvas = new OffscreenCanvas(40, 40);
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0, 40, 40);
          const { data } = context.getImageData(0, 0, 40, 40);
          const first = data.slice(0, 4).join();
          let same = true;
          for (let i = 4; i < data.length && same; i += 4) {
            same = data.slice(i, i + 4).join() === first;
          }
          if (same) blank.push("one colour: " + image.alt);
        }
      }
      const small = [];
      for (const element of document.querySelectorAll("button, .navigation a, .contents a")) {
        const { width, height } = element.getBoundingClientRect();
        if (width > 0 && (width < 20 || height < 18)) small.push(element.outerHTML.slice(0, 80));
      }
      return { width: document.documentElement.scrollWidth, blank, small };
    })()`,
    );
    if (seen.width > width) faults.push(`${path} is ${seen.width} wide in ${width}`);
    for (const each of [...seen.blank, ...seen.small]) faults.push(`${path}, ${width}: ${each}`);
  }
  const links = await reader.ask<{ href: string; missing: boolean }[]>(`
    [...document.querySelectorAll("a[href]")].map((link) => {
      const { href, hash } = link;
      const inPage = href.split("#")[0] === location.href.split("#")[0] && hash !== "";
      const id = decodeURIComponent(hash.slice(1));
      return { href, missing: inPage && document.getElementById(id) === null };
    })`);
  for (const { href, missing } of links) {
    if (missing) faults.push(`${path}: no place for ${href}`);
    if (!href.startsWith("file:")) continue;
    const url = new URL(href);
    const file = decodeURIComponent(url.pathname);
    if (await pathKind(file) !== "file") faults.push(`${path}: no file for ${href}`);
    else if (url.hash !== "" && file.endsWith(".html")) {
      const id = decodeURIComponent(url.hash.slice(1));
      if (!(await Deno.readTextFile(file)).includes(`id="${id}"`)) {
        faults.push(`${path}: ${file} has no ${id}`);
      }
    }
  }
  return faults;
}

const wide = "word ".repeat(80);
const figure = {
  data: [{ x: [1, 2, 3], y: [4, 5, 6], type: "scatter" }],
  layout: { width: 900, title: { text: "</script> A figure" } },
};

async function madeSite(): Promise<MadeSite> {
  const site = new MadeSite();
  await site.write({
    "quick_start.ipynb": [
      text(
        `# Quick start\n\n${"Long text. ".repeat(80)}\n\n## A table\n\n| ${
          "head | ".repeat(14)
        }\n|${"---|".repeat(14)}\n| ${
          "averyverylongcellwithoutblanks | ".repeat(14)
        }\n\n[next](sub/more.ipynb#神经网络)`,
      ),
      text(
        "## Formulas\n\n$$\\begin{aligned} a &= \\frac{1}{2} + " +
          "\\underbrace{x_1 + x_2 + x_3 + x_4 + x_5 + x_6 + x_7 + x_8}_{\\text{long}} " +
          "+ y_1 + y_2 + y_3 + y_4 + y_5 + y_6 \\\\ bcd &= 1 \\end{aligned}$$\n\n" +
          "```mermaid\ngraph TD; start --> middle; middle --> end_\n```\n\n" +
          `https://example.org/${"long".repeat(60)}`,
      ),
      code(`console.log("${wide}");`, {
        execution_count: 1,
        outputs: [
          { output_type: "stream", name: "stdout", text: `${wide}\n` },
          shows({
            "text/html": `<table><tr>${`<td>${"cell".repeat(9)}</td>`.repeat(20)}</tr></table>`,
          }),
          shows({ ...drawing(), "application/vnd.plotly.v1+json": figure }),
        ],
      }),
    ],
    "sub/more.ipynb": [
      text(`# More ${"of a very long title ".repeat(6)}\n\n## 神经网络\n\nThe needle is here.`),
      text("## Last\n\n[back](../quick_start.ipynb#a-table)"),
      code("2", { outputs: [shows({ "application/vnd.plotly.v1+json": figure })] }),
    ],
  });
  return site;
}

describe("buildSite() in a browser", () => {
  it(`makes pages without faults, on a phone and on a desk${why}`, { ignore }, async () => {
    await using site = await madeSite();
    await site.build();
    await using reader = await Reader.open();
    const pages = await pagesOf(site.site);
    assertEquals(pages.length, 3);
    for (const path of pages) assertEquals(await look(reader, path), []);
    assertEquals(reader.faults, []);
  });

  it(`makes such pages of this repository's notebooks${why}`, { ignore }, async () => {
    await using site = new MadeSite();
    await buildSite([OWN], { out: site.site });
    await using reader = await Reader.open();
    for (const path of await pagesOf(site.site)) assertEquals(await look(reader, path), []);
    assertEquals(reader.faults, []);
  });

  it(
    `goes from page to page, searches, and draws figures that move${why}`,
    { ignore },
    async () => {
      await using site = await madeSite();
      await site.build({ plotly: "inline" });
      await using reader = await Reader.open();
      const { page } = reader;
      await reader.read(`${site.site}/index.html`);
      await page.click(".card a");
      await reader.until('location.pathname.endsWith("/quick_start.html")');
      assertEquals(await reader.ask("typeof Plotly"), "undefined");
      await page.click(".live");
      await reader.until('document.querySelector("#figure-1 .scatterlayer") !== null');
      assert(await reader.ask<number>('document.querySelector("#figure-1").scrollWidth') < 900);
      await page.click('.pager a[rel="next"]');
      await reader.until('location.pathname.endsWith("/sub/more.html")');
      // A figure without a picture is drawn at once.
      await reader.until('document.querySelector("#figure-1 .scatterlayer") !== null');

      await page.keyboard.press("/");
      await page.keyboard.type("NEEDLE");
      await reader.until('document.querySelector(".results a") !== null');
      assertMatch(await reader.ask('document.querySelector(".results").innerText'), /神经网络/);
      await page.keyboard.press("Enter");
      await reader.until('decodeURIComponent(location.hash) === "#神经网络"');
      await page.click(".search input");
      await page.keyboard.press("Escape");
      assertEquals(await reader.ask('document.querySelector(".tree").hidden'), false);
      assertEquals(reader.faults, []);
    },
  );

  it(`works on a server, below a path${why}`, { ignore }, async () => {
    await using site = await madeSite();
    await site.build({ plotly: "inline" });
    const asked: string[] = [];
    const types = {
      html: "text/html",
      css: "text/css",
      js: "text/javascript",
      woff2: "font/woff2",
    };
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async (request) => {
        const path = decodeURIComponent(new URL(request.url).pathname);
        asked.push(path);
        if (!path.startsWith("/some/where/")) return new Response("not here", { status: 404 });
        const type = types[path.split(".").at(-1) as keyof typeof types] ?? "text/plain";
        const bytes = await Deno.readFile(`${site.site}/${path.slice("/some/where/".length)}`);
        return new Response(bytes, { headers: { "content-type": type } });
      },
    );
    await using reader = await Reader.open();
    const { page } = reader;
    const base = `http://127.0.0.1:${server.addr.port}/some/where/`;
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(`${base}sub/more.html`);
    await reader.until('document.querySelector("#figure-1 .scatterlayer") !== null');
    await page.click(".pager a[rel='prev']");
    await reader.until('location.pathname === "/some/where/quick_start.html"');
    await reader.ask("document.fonts.ready.then(() => true)");
    await page.click(".search input");
    await page.keyboard.type("needle");
    await reader.until('document.querySelector(".results a") !== null');
    assertEquals(asked.filter((path) => !path.startsWith("/some/where/")), []);
    assert(asked.some((path) => path.endsWith(".woff2")));
    assertEquals(reader.faults.filter((fault) => !fault.startsWith(base)), []);
  });

  it(`keeps the colours that a reader chose${why}`, { ignore }, async () => {
    await using site = await madeSite();
    await site.build();
    await using reader = await Reader.open();
    const { page } = reader;
    const back = () => reader.ask<string>("getComputedStyle(document.body).backgroundColor");
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    await reader.read(`${site.site}/index.html`);
    const dark = await back();
    await page.click(".theme");
    const light = await back();
    assertNotEquals(light, dark);
    await reader.read(`${site.site}/sub/more.html`);
    assertEquals(await back(), light);
    await page.click(".theme");
    assertEquals(await back(), dark);
    assertEquals(reader.faults, []);
  });

  it(`opens the navigation on a phone, and is complete without a script${why}`, {
    ignore,
  }, async () => {
    await using site = await madeSite();
    await site.build();
    await using reader = await Reader.open();
    const { page } = reader;
    await page.setJavaScriptEnabled(false);
    await reader.read(`${site.site}/quick_start.html`, 360);
    assertEquals(await page.$eval("nav.navigation", (nav) => nav.checkVisibility()), false);
    await page.click(".open-navigation");
    assertEquals(await page.$eval("nav.navigation", (nav) => nav.checkVisibility()), true);
    await page.click(".tree a[href='sub/more.html']");
    await page.waitForSelector("main h2[id='神经网络']");
    assertEquals(reader.faults, []);
  });
});
