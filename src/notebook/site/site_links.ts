/**
 * Where the links of notebooks lead in a site.
 *
 * @module
 */

import { decodeAddress } from "../convert/decode_address.ts";
import { slug } from "../convert/render_markdown.ts";
import { pathKind } from "../path_kind.ts";
import { OWN_PAGES } from "./plan_site.ts";
import { groupsOf, relativeAddress, type SitePage } from "./site_page.ts";

/** What becomes of a link. */
export type ResolvedLink =
  | { readonly address: string }
  /** Only its text stays. */
  | { readonly warning: string }
  /** It leads nowhere. */
  | { readonly problem: string };

/** All that links can lead to. */
export interface LinkTargets {
  /** The folder of all notebooks. */
  readonly root: string;
  /** All pages. */
  readonly pages: readonly SitePage[];
  /** Of each page, by its address. */
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>;
  /** Address of the folder of all notebooks in the source repository. */
  readonly source: string | undefined;
}

/** Finds where a link of a page leads; links to notebooks lead to their pages. */
export async function resolveLink(
  address: string,
  { page, targets }: { readonly page: SitePage; readonly targets: LinkTargets },
): Promise<ResolvedLink> {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(address)) return { address };
  const [, path = "", fragment = ""] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(address) ?? [];
  if (path === "") return inPage(page, { fragment, from: page, address, targets });
  const decoded = decodeAddress(path);
  if (decoded === undefined || path.startsWith("/")) {
    return { problem: `links to "${address}", which is no relative address` };
  }
  const place = joined(page.group, decoded);
  const target = targets.pages.find((each) => each.path === place || each.address === place);
  if (target) return inPage(target, { fragment, from: page, address, targets });
  const folder = place?.replace(/\/$/, "");
  const group = groupsOf(targets.pages).find((each) => each.group === folder);
  if (group) {
    const to = relativeAddress(page.address, OWN_PAGES.front);
    return { address: group.group === "" ? to : `${to}#${groupId(group.group)}` };
  }
  if (await pathKind(`${targets.root}/${page.group}/${decoded}`) === undefined) {
    return { problem: `links to "${address}", which is not there` };
  }
  if (targets.source !== undefined) {
    const base = `${targets.source.replace(/\/$/, "")}/${page.path}`;
    return { address: new URL(address, base).href };
  }
  return { warning: `the link to "${address}" became text: the site has no such page` };
}

/** The id that a folder has on the first page. */
export function groupId(group: string): string {
  return `folder-${slug(group)}`;
}

function inPage(
  target: SitePage,
  { fragment, from, address, targets }: {
    fragment: string;
    from: SitePage;
    address: string;
    targets: LinkTargets;
  },
): ResolvedLink {
  const path = target === from ? "" : relativeAddress(from.address, target.address);
  if (fragment === "") return { address: path || "#" };
  const ids = targets.ids.get(target.address) ?? new Set();
  const name = decodeAddress(fragment) ?? fragment;
  // As JupyterLab writes the address of a cell and of a heading.
  const id = [name, `cell-${name.replace(/^cell-id=/, "")}`, slug(name)].find((id) => ids.has(id));
  if (id === undefined) {
    return { problem: `links to "${address}", and ${target.path} has no such heading or cell` };
  }
  return { address: `${path}#${encodeURIComponent(id)}` };
}

/** A path relative to the root; undefined where it leads out of it. */
function joined(folder: string, path: string): string | undefined {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
