/**
 * A button that calls back.
 *
 * @module
 */
import { Widget } from "./widget.ts";

/** How a button is made. */
export interface ButtonOptions {
  /** What is written on it. */
  readonly label: string;
  /** Whether it cannot be pressed; false unless told. */
  readonly disabled?: boolean;
}

/** What a button shares with the page. */
export interface ButtonState {
  /** What is written on it. */
  label: string;
  /** Whether it cannot be pressed. */
  disabled: boolean;
  /** How often it was pressed. */
  clicks: number;
}

const esm = `
function render({ model, el }) {
  const button = document.createElement("button");
  const draw = () => {
    button.textContent = model.get("label");
    button.disabled = model.get("disabled");
  };
  button.addEventListener("click", () => {
    model.set("clicks", model.get("clicks") + 1);
    model.save_changes();
  });
  for (const key of ["label", "disabled"]) model.on("change:" + key, draw);
  draw();
  button.className = "tensaur-button";
  el.append(button);
}
export default { render };
`;

const css = `
.tensaur-button { padding: 0.4em 1em; border: 1px solid var(--jp-border-color1, #999);
  border-radius: 3px; font-family: var(--jp-ui-font-family, sans-serif); cursor: pointer;
  background: var(--jp-layout-color2, #eee); color: var(--jp-ui-font-color1, #111); }
.tensaur-button:hover:enabled { background: var(--jp-layout-color3, #ddd); }
.tensaur-button:disabled { opacity: 0.5; cursor: default; }
`;

/**
 * Makes a button; `on("change:clicks")` hears each press.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { button } from "./mod.ts";
 *
 * const more = button({ label: "More" });
 * more.on("change:clicks", (clicks) => more.set({ label: `More (${clicks})` }));
 * assertEquals(more.get("clicks"), 0);
 * ```
 */
export function button(options: ButtonOptions): Widget<ButtonState> {
  const { label, disabled = false } = options;
  return new Widget({ esm, css, state: { label, disabled, clicks: 0 } });
}
