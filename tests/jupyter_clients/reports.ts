/**
 * What the scripts in `peers/` report.
 *
 * @module
 */

/** Of `cells.py`, for one kind of cells. */
export interface CellsReport {
  readonly kind: string;
  readonly cells: number;
  readonly wrong: number;
  readonly seconds: number;
  /** Why the notebook was not run to its end, if it was not. */
  readonly failure: string | null;
  readonly examples: string[];
}

/** Of `stop.py`, for one kind of cells. */
export interface StopReport {
  readonly case: string;
  readonly how: string;
  readonly stops: number;
  readonly wrong: number;
  /** Seconds from Stop to the reply. */
  readonly median: number;
  readonly slowest: number;
  readonly examples: string[];
}

/** Of `conformance.py`. */
export interface ConformanceReport {
  readonly run: number;
  readonly failed: { readonly test: string; readonly why: string }[];
  readonly skipped: { readonly test: string; readonly why: string }[];
}

/** Of `faults.py`, for one fault. */
export interface FaultReport {
  readonly case: string;
  readonly problem: string | null;
  readonly seconds: number;
}

/** Of `times.py`: seconds of a start, milliseconds of a cell's round trip. */
export interface TimesReport {
  readonly start: number;
  readonly slowestStart: number;
  readonly trip: number;
  readonly slowestTrip: number;
}
