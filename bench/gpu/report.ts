/**
 * What a run on a GPU came to, as text.
 *
 * @module
 */

import { markdown, plain, type Table } from "../report/format.ts";
import { barTable, describeFailures, describePeers, sizeTable } from "../report/tables.ts";
import { limitsOf, type Report, rowsOf } from "../summary.ts";
import { type Agreement, TOLERANCE } from "./agreement.ts";
import type { Example } from "./examples.ts";
import { gpuJobs } from "./jobs.ts";
import type { Sight } from "./look.ts";
import type { SuiteResult } from "./suites.ts";

/** Everything that is known of one run. */
export interface GpuReport extends Report {
  /** Whether it was a rehearsal on the CPU. */
  readonly rehearsal: boolean;
  /** What the machine has. */
  readonly sight: Sight;
  /** Tests. */
  readonly suites: readonly SuiteResult[];
  /** Losses of peers with the same weights. */
  readonly agreement?: Agreement;
  /** The demonstration and notebooks. */
  readonly examples: readonly Example[];
}

/** How TF32 and waiting are set, for whoever reads figures. */
export const SETTINGS = [
  "TF32 is on in all peers for float32 products and convolutions: TensorFlow's default, PyTorch by " +
  'set_float32_matmul_precision("high") and cudnn.allow_tf32, JAX by jax_default_matmul_precision.',
  "Each turn ends when the GPU is done: we read an element of the last result, PyTorch calls " +
  "torch.cuda.synchronize(), JAX block_until_ready(); steps read their loss.",
  "Device memory is what nvidia-smi says that a process holds after 20 steps: context, libraries and " +
  "allocator; JAX does not preallocate.",
  "Our products begin and end in float32, as tfjs has no bfloat16; those of the others are bfloat16 " +
  "throughout. GPT-2 keeps float32 weights in all, keeps all activations, and shares the embedding " +
  "with the output; attention is fused in PyTorch (its choice) and in one of JAX's ways (cuDNN).",
];

/** Whether something failed that must not. */
export function hasFailed({ suites, agreement, examples }: GpuReport): boolean {
  return suites.some(({ failed }) => failed > 0) || examples.some(({ ok }) => !ok) ||
    agreement?.agrees === false;
}

/** The parts of the report: a heading, and tables or lines. */
function parts(report: GpuReport): [string, Table | readonly string[]][] {
  const jobs = gpuJobs(report.rehearsal);
  const rows = rowsOf(report.samples, jobs);
  const { bfloat16, memory } = limitsOf(report.samples, jobs);
  const rates = [
    bfloat16 && `${(bfloat16 / 1e3).toPrecision(3)} TFLOP/s in bfloat16`,
    memory && `${memory.toPrecision(3)} GB/s of memory`,
  ].filter((rate) => rate);
  const failures = describeFailures(report.samples);
  return [
    ["Machine", [
      ...report.sight.lines,
      ...describePeers(report),
      `${report.rounds} rounds, the peers in turn, ${report.turn / 1e3} s per turn.`,
      ...(rates.length > 0 ? [`The fastest peer reached ${rates.join(", ")}.`] : []),
      ...SETTINGS,
    ]],
    ["Tests", suiteTable(report.suites)],
    ["Promises", barTable(rows)],
    ["All sizes", sizeTable(rows)],
    ["First losses", lossLines(report.agreement)],
    ["Demonstration and notebooks", exampleTable(report.examples)],
    ["What could not run", failures],
  ];
}

function suiteTable(suites: readonly SuiteResult[]): Table {
  return [
    ["tests", "passed", "failed", "skipped", "seconds", "remark"],
    ...suites.map(({ name, passed, failed, skipped, seconds, remark }) => [
      name,
      ...[passed, failed, skipped].map(String),
      seconds.toFixed(1),
      remark,
    ]),
  ];
}

function exampleTable(examples: readonly Example[]): Table {
  return [
    ["what", "ran", "seconds", "device", "outputs"],
    ...examples.map(({ name, ok, seconds, devices, outputs }) => [
      name,
      ok ? "yes" : "no",
      seconds.toFixed(1),
      devices,
      outputs,
    ]),
  ];
}

function lossLines(agreement: Agreement | undefined): string[] {
  if (agreement === undefined) return [];
  const { values, apart, agrees } = agreement;
  return [
    ...Object.entries(values).map(([who, value]) => `${who}: ${value.toFixed(5)}`),
    `${agrees ? "They agree" : "They do not agree"}: ${apart.toExponential(1)} apart, at most ` +
    `${TOLERANCE} allowed, with the same weights and tokens in all peers.`,
  ];
}

function isTable(part: Table | readonly string[]): part is Table {
  return Array.isArray(part[0]);
}

/** As text for a terminal. */
export function plainReport(report: GpuReport): string {
  return parts(report).filter(([, part]) => hasRows(part))
    .map(([title, part]) => `${title}\n${isTable(part) ? plain(part) : part.join("\n")}`)
    .join("\n\n");
}

/** As the file that `--write` makes. */
export function markdownReport(report: GpuReport): string {
  const sections = parts(report).filter(([, part]) => hasRows(part)).map(([title, part]) =>
    `## ${title}\n\n${
      isTable(part) ? markdown(part) : part.map((line) => `- ${line}`).join("\n")
    }\n`
  );
  const head = `# On a GPU: ${report.sight.device ?? "none"}\n\n` +
    `Written by \`deno task bench:gpu --write\` on ${report.date}.\n`;
  return [head, ...sections].join("\n");
}

function hasRows(part: Table | readonly string[]): boolean {
  return part.length > (isTable(part) ? 1 : 0);
}
