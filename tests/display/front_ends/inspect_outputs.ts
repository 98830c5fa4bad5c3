/**
 * What a browser makes of the outputs of a notebook.
 *
 * @module
 */
import type { ElementHandle, Page } from "npm:puppeteer-core@25.16.0";
import { decodePng } from "../../../src/deps/pictures.ts";

/** One output in a page. */
export interface SeenOutput {
  /** Elements that hold pictures, tables, formulas and sounds, by tag. */
  readonly drawn: readonly string[];
  /** The text that is there to be read. */
  readonly text: string;
  /** What is wrong with its boxes: empty, clipped, wider than the cell. */
  readonly faults: readonly string[];
  /** Different colours of its pixels. */
  readonly colors: number;
}

/** The part of the DOM that is asked. */
interface PageElement {
  readonly localName: string;
  readonly className: unknown;
  readonly innerText?: string;
  readonly shadowRoot?: { readonly children: Iterable<PageElement> } | null;
  readonly children: Iterable<PageElement>;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
  readonly complete?: boolean;
  readonly naturalWidth?: number;
  getBoundingClientRect(): {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
    readonly width: number;
    readonly height: number;
  };
}

/** Looks at an output's boxes and its pixels, and keeps the picture. */
export async function inspectOutput(
  page: Page,
  place: ElementHandle,
  shot: string,
): Promise<SeenOutput> {
  const boxes = await page.evaluate(readBoxes as never, place) as Omit<SeenOutput, "colors">;
  const png = await visiblePart(page, place);
  await Deno.writeFile(shot, png);
  return { ...boxes, colors: countColors(png) };
}

/** A picture of the beginning of an output: all of a long one would lay the page out anew. */
async function visiblePart(page: Page, place: ElementHandle): Promise<Uint8Array> {
  const clip = await page.evaluate((place: unknown) => {
    const element = place as PageElement & { scrollIntoView(options: object): void };
    element.scrollIntoView({ block: "start", behavior: "instant" });
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const { innerWidth, innerHeight, scrollX, scrollY } = globalThis as unknown as Record<
      string,
      number
    >;
    const [x, y] = [Math.max(0, left), Math.max(0, top)];
    return {
      x: x + scrollX!,
      y: y + scrollY!,
      width: Math.max(1, Math.round(Math.min(right, innerWidth!) - x)),
      height: Math.max(1, Math.round(Math.min(bottom, innerHeight!) - y)),
    };
  }, place);
  return await page.screenshot({ type: "png", clip, captureBeyondViewport: false });
}

/** Runs in the page: everything that it needs stands in it. */
function readBoxes(output: PageElement): Omit<SeenOutput, "colors"> {
  const drawn: string[] = [];
  const faults: string[] = [];
  const texts: string[] = [];
  const frame = output.getBoundingClientRect();
  const style = (element: PageElement) =>
    (globalThis as unknown as {
      getComputedStyle(element: PageElement): Record<string, string>;
    }).getComputedStyle(element);
  const says = (element: PageElement, what: string) =>
    faults.push(`${element.localName}.${String(element.className).slice(0, 40)} ${what}`);
  const visit = (element: PageElement, scrolls: boolean) => {
    const box = element.getBoundingClientRect();
    const { overflowX, overflowY, display, visibility } = style(element);
    if (display === "none" || visibility === "hidden") return;
    const holds = ["img", "svg", "canvas", "table", "audio", "mjx-container", "math"];
    const known = holds.includes(element.localName);
    if (known) {
      drawn.push(element.localName);
      if (box.width < 8 || box.height < 8) says(element, `is ${box.width} × ${box.height}`);
      if (element.localName === "img" && !element.naturalWidth) says(element, "is not loaded");
    }
    const wide = element.scrollWidth > element.clientWidth + 1;
    const tall = element.scrollHeight > element.clientHeight + 1;
    const inline = display === "inline" || element.clientWidth === 0;
    if (!inline && wide && overflowX === "hidden") says(element, "is clipped at the right");
    if (!inline && tall && overflowY === "hidden") says(element, "is clipped below");
    const scroller = scrolls || overflowX === "auto" || overflowX === "scroll";
    if (!scroller && box.width > 0 && box.right > frame.right + 1.5) {
      says(element, `is ${Math.round(box.right - frame.right)} pixels wider than the cell`);
    }
    if (overflowX === "auto" && wide) drawn.push("scroller");
    // Boxes in drawings are those of their view box, which is proved elsewhere.
    if (element.localName === "svg" || element.localName === "mjx-container") return;
    if (element.shadowRoot) {
      for (const child of element.shadowRoot.children) {
        texts.push(child.innerText ?? "");
        visit(child, scroller);
      }
    }
    for (const child of element.children) visit(child, scroller);
  };
  texts.push(output.innerText ?? "");
  if (output.scrollWidth > output.clientWidth + 1) says(output, "overflows");
  visit(output, false);
  return { drawn, text: texts.join("\n"), faults };
}

function countColors(png: Uint8Array): number {
  const { data, channels } = decodePng(png);
  const seen = new Set<number>();
  for (let i = 0; i < data.length && seen.size < 1_000; i += channels) {
    seen.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
  }
  return seen.size;
}
