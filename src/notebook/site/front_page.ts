/**
 * The first page of a site: all notebooks with what they are about.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import { langAttribute } from "../convert/text_language.ts";
import { description, runFacts } from "./page_facts.ts";
import type { PageContent } from "./page_content.ts";
import { groupId } from "./site_links.ts";
import { groupsOf, relativeAddress } from "./site_page.ts";

/** What the first page shows. */
export interface FrontPageOptions {
  /** Title of the site. */
  readonly title: string;
  /** Addresses of pictures, by the address of the page. */
  readonly thumbnails: ReadonlyMap<string, string>;
}

/** What stands on the first page. */
export function frontPage(
  contents: readonly PageContent[],
  { title, thumbnails }: FrontPageOptions,
): string {
  const groups = groupsOf(contents.map(({ page }) => page)).map(({ group, name, pages }) => {
    const cards = pages.map((page) =>
      card(contents.find((content) => content.page === page)!, {
        picture: thumbnails.get(page.address),
        // No rank is left out between the site's title and the notebook's.
        heading: name === "" ? "h2" : "h3",
      })
    );
    const heading = name === ""
      ? ""
      : `<h2 id="${escapeHtml(groupId(group))}">${escapeHtml(name)}</h2>\n`;
    return `${heading}<ul class="cards">\n${cards.join("\n")}\n</ul>`;
  });
  const count = contents.length === 1 ? "One notebook" : `${contents.length} notebooks`;
  return [
    `<h1${langAttribute(title)}>${escapeHtml(title)}</h1>`,
    `<p class="count-of-notebooks">${count}</p>`,
    ...groups,
  ].join("\n");
}

function card(
  content: PageContent,
  { picture, heading }: { picture: string | undefined; heading: "h2" | "h3" },
): string {
  const { page } = content;
  const { notebook, title } = page;
  const facts = runFacts(notebook);
  const about = description(content);
  const image = picture === undefined
    ? '<div class="thumbnail empty" aria-hidden="true"></div>'
    : `<div class="thumbnail"><img alt="" loading="lazy" src="${escapeHtml(picture)}"></div>`;
  return [
    '<li class="card">',
    image,
    '<div class="about">',
    `<${heading}><a href="${relativeAddress("index.html", page.address)}"${langAttribute(title)}>` +
    `${escapeHtml(title)}</a></${heading}>`,
    ...about === "" ? [] : [`<p>${about}</p>`],
    ...facts.length === 0 ? [] : [`<p class="facts">${escapeHtml(facts.join(" · "))}</p>`],
    "</div>",
    "</li>",
  ].join("\n");
}
