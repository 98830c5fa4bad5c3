/**
 * Values made visible: as pictures, tables and charts in notebooks, as text in terminals.
 *
 * `show(value)` writes; everything else returns data.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const table = display.table({ word: ["a", "b"], count: [1, 20] });
 * assertEquals(table.toText(), "   word  count\n0  a         1\n1  b        20\n2 rows × 2 columns");
 * ```
 *
 * @module
 */
import { enableDisplay } from "./register.ts";

enableDisplay();

export { bundle } from "./bundle.ts";
export type { CalibrationPoints, RegressionPoints } from "../core/evaluation.ts";
export { calibrationPlot } from "./evaluation/calibration_plot.ts";
export { type RegressionInput, regressionPlot } from "./evaluation/regression_plot.ts";
export { barChart } from "./chart/bar_chart.ts";
export { confusionMatrix, type ConfusionMatrixOptions } from "./chart/confusion_matrix.ts";
export { Figure, type FigureOptions } from "./chart/figure.ts";
export { heatMap, type HeatMapOptions } from "./chart/heat_map.ts";
export { histogram, type HistogramOptions } from "./chart/histogram.ts";
export {
  type CourseLike,
  type EpochLike,
  type HistoryLike,
  HistoryView,
  trainingHistory,
} from "./chart/history_view.ts";
export { images, type ImagesOptions, ImagesView } from "./images/images.ts";
export { type ImagesInput, type NestedPixels } from "./images/read_images.ts";
export { Live, live, type LiveOptions } from "./live/live.ts";
export { AsyncProgressOver, progress, ProgressOver } from "./live/progress.ts";
export { ProgressBar, type ProgressBarOptions } from "./live/progress_bar.ts";
export { type Clock, type Pace } from "./live/throttle.ts";
export { lineChart } from "./chart/line_chart.ts";
export type {
  Annotation,
  Axis,
  AxisOptions,
  HeatMarks,
  Panel,
  Place,
  SeriesMarks,
} from "./chart/panel.ts";
export { overlay } from "./chart/overlay.ts";
export { panels } from "./chart/panels.ts";
export type { PlotlyFigure } from "./chart/plotly_figure.ts";
export {
  embedding,
  type EmbeddingOptions,
  EmbeddingView,
  type Label,
} from "./embedding/embedding.ts";
export { type Vectors } from "./embedding/read_vectors.ts";
export { audio, type AudioOptions, AudioView } from "./media/audio.ts";
export { mermaid, type MermaidOptions, mermaidSvg, MermaidView } from "./media/mermaid.ts";
export { latex, LatexView } from "./media/latex.ts";
export { attention, type AttentionOptions, AttentionView } from "./attention/attention.ts";
export { type AttentionWeights, type Nested } from "./attention/read_maps.ts";
export { ModelGraph, modelGraph, type ModelGraphOptions } from "./model/model_graph.ts";
export { ModelView } from "./model/model_view.ts";
export { enablePng } from "./picture/svg_png.ts";
export { scatterChart } from "./chart/scatter_chart.ts";
export { prCurve, rocCurve, type Scores } from "./chart/score_curves.ts";
export type { Numbers } from "./chart/given_numbers.ts";
export type { ChartOptions, GivenSeries, Series, SeriesInput } from "./chart/series.ts";
export type { TemplateName } from "./chart/template.ts";
export {
  DISPLAY,
  type Displayable,
  type MimeBundle,
  type TextOptions,
  type View,
} from "./mime_bundle.ts";
export { show, type ShowOptions } from "./show.ts";
export { type Column, type Columns } from "./table/columns.ts";
export { Table, table, type TableOptions } from "./table/table.ts";
export { TensorView } from "./tensor/tensor_view.ts";
