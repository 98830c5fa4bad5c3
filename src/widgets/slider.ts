/**
 * A number that is chosen with a slider.
 *
 * @module
 */
import { Widget } from "./widget.ts";

/** How a slider is made. */
export interface SliderOptions {
  /** Smallest value; 0 unless told. */
  readonly min?: number;
  /** Largest value; 100 unless told. */
  readonly max?: number;
  /** Distance between values; 1 unless told. */
  readonly step?: number;
  /** First value; the smallest unless told. */
  readonly value?: number;
  /** What stands before it. */
  readonly label?: string;
}

/** What a slider shares with the page. */
export interface SliderState {
  /** Smallest value. */
  min: number;
  /** Largest value. */
  max: number;
  /** Distance between values. */
  step: number;
  /** Where it stands. */
  value: number;
  /** What stands before it. */
  label: string;
}

const esm = `
function render({ model, el }) {
  const label = document.createElement("label");
  const name = document.createElement("span");
  const input = Object.assign(document.createElement("input"), { type: "range" });
  const output = document.createElement("output");
  const draw = () => {
    name.textContent = model.get("label");
    for (const key of ["min", "max", "step"]) input[key] = model.get(key);
    input.value = model.get("value");
    output.value = model.get("value");
  };
  input.addEventListener("input", () => {
    output.value = input.value;
    model.set("value", input.valueAsNumber);
    model.save_changes();
  });
  for (const key of ["min", "max", "step", "value", "label"]) model.on("change:" + key, draw);
  draw();
  // Else JupyterLab takes the arrow keys for itself.
  input.dataset.lmSuppressShortcuts = "true";
  label.className = "tensaur-slider";
  label.append(name, input, output);
  el.append(label);
}
export default { render };
`;

const css = `
.tensaur-slider { display: inline-flex; align-items: center; gap: 0.75em; padding: 0.25em 0;
  font-family: var(--jp-ui-font-family, sans-serif); color: var(--jp-content-font-color1, inherit); }
.tensaur-slider input { width: 16em; accent-color: var(--jp-brand-color1, auto); }
.tensaur-slider output { min-width: 4ch; font-variant-numeric: tabular-nums; }
`;

/**
 * Makes a slider.
 *
 * @throws {RangeError} If the values do not fit together.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { slider } from "./mod.ts";
 *
 * const rate = slider({ min: 0, max: 1, step: 0.01, value: 0.5, label: "rate" });
 * rate.on("change:value", (value) => console.log(value));
 * assertEquals(rate.get("value"), 0.5);
 * ```
 */
export function slider(options: SliderOptions = {}): Widget<SliderState> {
  const { min = 0, max = 100, step = 1, value = min, label = "" } = options;
  if (!(min < max && step > 0 && value >= min && value <= max)) {
    throw new RangeError(
      "Cannot make a slider: min must be less than max, step positive and value between the two, " +
        `current values are min ${min}, max ${max}, step ${step}, value ${value}`,
    );
  }
  return new Widget({ esm, css, state: { min, max, step, value, label } });
}
