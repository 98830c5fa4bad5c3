/**
 * HTML with only the elements, attributes and addresses that are allowed (MIT).
 *
 * @module
 */

import sanitize from "npm:sanitize-html@2.18.1";

/** What is allowed; the package brings no types. */
export interface SanitizeOptions {
  /** Elements that stay; false for all. */
  readonly allowedTags?: readonly string[] | false;
  /** Attributes that stay, by element, `*` for every one; false for all. */
  readonly allowedAttributes?: Readonly<Record<string, readonly string[]>> | false;
  /** Schemes of addresses. */
  readonly allowedSchemes?: readonly string[];
  /** The same for single elements. */
  readonly allowedSchemesByTag?: Readonly<Record<string, readonly string[]>>;
  /** Whether `style` elements may stay. */
  readonly allowVulnerableTags?: boolean;
  /** Whether the parser keeps the case of names, as SVG needs. */
  readonly parser?: {
    readonly lowerCaseTags?: boolean;
    readonly lowerCaseAttributeNames?: boolean;
  };
  /** Elements whose content goes with them. */
  readonly nonTextTags?: readonly string[];
  /** What to do with elements that do not stay. */
  readonly disallowedTagsMode?: "discard" | "escape";
  /** Whether declarations in `style` attributes are checked one by one. */
  readonly parseStyleAttributes?: boolean;
}

/** Cleans HTML. */
export const sanitizeHtml = sanitize as unknown as (
  html: string,
  options?: SanitizeOptions,
) => string;
