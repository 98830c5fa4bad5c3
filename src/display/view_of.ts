/**
 * Which form a value is shown in.
 *
 * @module
 */

import { isEvaluation } from "../core/evaluation.ts";
import * as tf from "../engine/tf.ts";
import { historyOf, HistoryView } from "./chart/history_view.ts";
import { isDataset } from "./dataset/dataset_like.ts";
import { DatasetView } from "./dataset/dataset_view.ts";
import { evaluationView } from "./evaluation/evaluation_view.ts";
import { ForeignValue } from "./foreign_value.ts";
import { isDisplayable, isView, type View } from "./mime_bundle.ts";
import { ModelView } from "./model/model_view.ts";
import { PlainValue } from "./plain_value.ts";
import { columnsOf, frameOf } from "./table/columns.ts";
import { Table } from "./table/table.ts";
import { TensorView } from "./tensor/tensor_view.ts";

/** The form for `value`; every value has one. */
export function viewOf(value: unknown): View {
  try {
    return knownView(value) ?? new PlainValue(value);
  } catch {
    // A getter or a proxy that throws when it is looked at: its text says so.
    return new PlainValue(value);
  }
}

function knownView(value: unknown): View | undefined {
  if (isView(value)) return value;
  if (value instanceof tf.Tensor) return new TensorView(value);
  if (value instanceof tf.LayersModel) return new ModelView(value);
  // Before their own method, which asks the display.
  if (isEvaluation(value)) return evaluationView(value);
  if (isDataset(value)) return new DatasetView(value);
  // Before its own method, which shows the numbers alone below the chart of the training itself.
  const history = historyOf(value);
  if (history !== undefined) return new HistoryView(history);
  // Frames have a method of their own as well, which writes all of their rows into the notebook.
  const frame = frameOf(value);
  if (frame !== undefined) return new Table(frame);
  if (isDisplayable(value)) return new ForeignValue(value);
  const columns = columnsOf(value);
  return columns && new Table(columns);
}
