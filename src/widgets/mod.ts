/**
 * Controls in a notebook that call back into its cells: {@linkcode slider}, {@linkcode button}, and
 * {@linkcode widget} for what else a page can show.
 *
 * @module
 */
export { button, type ButtonOptions, type ButtonState } from "./button.ts";
export { slider, type SliderOptions, type SliderState } from "./slider.ts";
export { Widget, widget, type WidgetEvents, type WidgetOptions } from "./widget.ts";
