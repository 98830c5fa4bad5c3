/**
 * Formulas in characters.
 *
 * @module
 */

import { ACCENTS, DOUBLE, SUBSCRIPTS, SUPERSCRIPTS, SYMBOLS } from "./latex_symbols.ts";

/** Longer ones are no formulas, and deeper ones nobody reads. */
const MAX_CHARACTERS = 10_000;
const MAX_DEPTH = 50;
const TOKEN = /\\([A-Za-z]+|.)|\s+|[{}^_&]|[^\\{}^_&\s]/gsu;
/** Commands that only change how their text looks. */
const PLAIN = new Set([
  ..."text textbf textit textrm mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak".split(
    " ",
  ),
  ..."boldsymbol bm operatorname mbox".split(" "),
]);
/** Commands that only change how what follows looks. */
const SILENT = new Set(
  "left right big Big bigg Bigg displaystyle textstyle limits nolimits nonumber hline".split(" "),
);

/**
 * A formula of LaTeX on one line or, where it has several, on these: `L = 1/n ∑ᵢ (yᵢ - ŷᵢ)²`.
 *
 * @returns Undefined for what cannot be read, such as unbalanced braces.
 */
export function latexText(source: string): string | undefined {
  if (source.length > MAX_CHARACTERS) return undefined;
  const tokens = [...source.trim().matchAll(TOKEN)].map(([token]) => token);
  const reader = new Reader(tokens);
  const text = reader.until(() => false);
  if (text === undefined || !reader.atEnd) return undefined;
  return text.split("\n").map((line) => line.replaceAll(/ {3,}/g, "  ").trim())
    .filter((line) => line !== "").join("\n");
}

/** Walks through the tokens. */
class Reader {
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Everything up to a token that is an end, which is left; undefined where something is wrong. */
  until(isEnd: (token: string) => boolean): string | undefined {
    if (++this.#depth > MAX_DEPTH) return undefined;
    let text = "";
    while (!this.atEnd) {
      const token = this.#tokens[this.#at]!;
      if (isEnd(token)) break;
      if (token === "}") return undefined;
      const part = this.#one();
      if (part === undefined) return undefined;
      text += part;
    }
    this.#depth--;
    return text;
  }

  /** One token with its arguments. */
  #one(): string | undefined {
    const token = this.#tokens[this.#at++]!;
    if (/^\s/.test(token)) return " ";
    if (token === "{") return this.#group();
    if (token === "^") return this.#script(SUPERSCRIPTS, "^");
    if (token === "_") return this.#script(SUBSCRIPTS, "_");
    if (token === "&") return "";
    if (!token.startsWith("\\")) return token === "~" ? " " : token === "'" ? "′" : token;
    return this.#command(token.slice(1));
  }

  #command(name: string): string | undefined {
    if (name === "frac" || name === "dfrac" || name === "tfrac") {
      const [above, below] = [this.#argument(), this.#argument()];
      return above === undefined || below === undefined
        ? undefined
        : `${bracketed(above)}/${bracketed(below)}`;
    }
    if (name === "sqrt") {
      const degree = this.#option();
      const root = this.#argument();
      if (root === undefined) return undefined;
      return `${small(degree, SUPERSCRIPTS) ?? ""}√${bracketed(root)}`;
    }
    if (name === "begin") return this.#environment();
    if (name === "end") return undefined;
    if (name === "mathbb") {
      const set = this.#argument();
      return set === undefined ? undefined : DOUBLE.get(set) ?? set;
    }
    if (PLAIN.has(name)) return this.#argument();
    const accent = ACCENTS.get(name);
    if (accent !== undefined) {
      const under = this.#argument();
      if (under === undefined) return undefined;
      const [first = "", ...others] = under;
      return first + accent + others.join("");
    }
    if (SILENT.has(name)) {
      // `\left.` is a bracket that is not there.
      if (/^(left|right)$/.test(name) && this.#tokens[this.#at] === ".") this.#at++;
      return "";
    }
    if (name === "\\") return "\n";
    if (/^[,;:! ]$/.test(name)) return name === "!" ? "" : " ";
    if (/^[^A-Za-z]$/.test(name)) return name === "|" ? "‖" : name;
    const symbol = SYMBOLS.get(name);
    if (symbol === "∂" || symbol === "∇") this.#skipBlanks();
    if (symbol !== undefined) return symbol;
    // Names of functions stand apart from what follows: log p.
    return /^\s/.test(this.#tokens[this.#at] ?? "") || !/^[\\\w]/.test(this.#tokens[this.#at] ?? "")
      ? name
      : `${name} `;
  }

  /** What a brace encloses, whose opening one is behind. */
  #group(): string | undefined {
    const text = this.until((token) => token === "}");
    if (this.atEnd) return undefined;
    this.#at++;
    return text;
  }

  #skipBlanks(): void {
    while (/^\s/.test(this.#tokens[this.#at] ?? "")) this.#at++;
  }

  #argument(): string | undefined {
    this.#skipBlanks();
    if (this.atEnd || this.#tokens[this.#at] === "}") return undefined;
    return this.#one()?.trim();
  }

  /** `[n]`. */
  #option(): string {
    if (this.#tokens[this.#at] !== "[") return "";
    this.#at++;
    const text = this.until((token) => token === "]") ?? "";
    this.#at++;
    return text;
  }

  #script(forms: ReadonlyMap<string, string>, mark: string): string | undefined {
    const text = this.#argument()?.replaceAll(/\s+/g, "");
    if (text === undefined) return undefined;
    return small(text, forms) ?? `${mark}${[...text].length === 1 ? text : `(${text})`}`;
  }

  /** Matrices row by row in brackets, cases behind a brace, other lines as they are. */
  #environment(): string | undefined {
    const name = this.#argument();
    const rows: string[][] = [[""]];
    while (!this.atEnd && this.#tokens[this.#at] !== "\\end") {
      const token = this.#tokens[this.#at]!;
      if (token === "&" || token === "\\\\") {
        this.#at++;
        if (token === "&") rows.at(-1)!.push("");
        else rows.push([""]);
        continue;
      }
      const part = token === "}" ? undefined : this.#one();
      if (part === undefined) return undefined;
      const row = rows.at(-1)!;
      row[row.length - 1] += part;
    }
    this.#at++;
    if (this.#argument() !== name || name === undefined) return undefined;
    const full = rows.map((row) => row.map((cell) => cell.trim()))
      .filter((row) => row.some((cell) => cell !== ""));
    if (/^[bpvBV]?matrix|^array/.test(name)) {
      return `[${full.map((row) => row.join(" ")).join("; ")}]`;
    }
    if (name === "cases") return `{ ${full.map((row) => row.join(" ")).join("; ")}`;
    return full.map((row) => row.join(" ")).join("\n");
  }
}

/** The text in small characters; undefined where one of them has no such form. */
function small(text: string, forms: ReadonlyMap<string, string>): string | undefined {
  let result = "";
  for (const character of text) {
    const form = forms.get(character);
    if (form === undefined) return undefined;
    result += form;
  }
  return result;
}

/** In brackets, unless it is one thing. */
function bracketed(text: string): string {
  return /^√?[\p{L}\p{M}\p{N}.₀-ₜ⁰-ⁿ∂∇]+$/u.test(text) || /^\([^()]*\)$/.test(text)
    ? text
    : `(${text})`;
}
