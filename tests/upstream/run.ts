// Runs tfjs's own test suites against an engine; see README.md.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { buildSuite } from "./build.ts";
import { judge, readExpected } from "./expected.ts";
import { BUILD, INSTALLED, installPackages } from "./install.ts";
import { isAsPublished, makeReport, printReport, type SuiteReport } from "./report.ts";
import { type Suite, SUITES } from "./suites.ts";
import { superviseSuite } from "./supervise.ts";

const USAGE = `deno task test:upstream [options]
  --suite NAME       core, node, layers, data or converter; may be repeated; default: all
  --engine NAME      a module in tests/upstream/engines (tensorflow, wasm, cpu, addon); default: tensorflow
  --grep REGEXP      only specs whose full name matches
  --out FILE         writes the reports as JSON
  --objects DIR      folder with tfjs-node's test_objects (default: $TENSAUR_TFJS_TEST_OBJECTS)
  --sources DIR      checkout of the public tfjs repository (default: $TENSAUR_TFJS_SOURCES)
  --stall-seconds N  a spec that takes longer counts as hung; default: 60
  --verbose          shows what the specs print`;

interface Options {
  engine: string;
  grep?: string;
  objects?: string;
  sources?: string;
  stallSeconds: number;
  verbose: boolean;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      suite: { type: "string", multiple: true },
      engine: { type: "string", default: "tensorflow" },
      grep: { type: "string" },
      out: { type: "string" },
      objects: { type: "string" },
      sources: { type: "string" },
      "stall-seconds": { type: "string", default: "60" },
      verbose: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const wanted = values.suite ?? SUITES.map(({ name }) => name);
  const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) throw new RangeError(`Unknown suite ${unknown.join(", ")}\n${USAGE}`);
  const objects = values.objects ?? Deno.env.get("TENSAUR_TFJS_TEST_OBJECTS");
  const sources = values.sources ?? Deno.env.get("TENSAUR_TFJS_SOURCES");
  const options: Options = {
    engine: values.engine,
    ...(values.grep === undefined ? {} : { grep: values.grep }),
    ...(objects ? { objects: resolve(objects) } : {}),
    ...(sources ? { sources: resolve(sources) } : {}),
    stallSeconds: Number(values["stall-seconds"]),
    verbose: values.verbose,
  };
  const reports: SuiteReport[] = [];
  let ran = true;
  for (const suite of SUITES.filter(({ name }) => wanted.includes(name))) {
    if (suite.notFor?.includes(options.engine)) {
      console.log(`${suite.name}: skipped, it is about libtensorflow, not ${options.engine}`);
      continue;
    }
    if (suite.testsFrom === "sources" && options.sources === undefined) {
      console.log(
        `${suite.name}: skipped, npm does not ship its tests; name a checkout of tensorflow/tfjs ` +
          "with --sources or TENSAUR_TFJS_SOURCES",
      );
      continue;
    }
    try {
      const report = await runSuite(suite, options);
      printReport(report, suite.reference);
      reports.push(report);
    } catch (error) {
      // The other suites can still be run; this one counts as failed.
      console.error(`${suite.name}: ${error instanceof Error ? error.message : error}`);
      ran = false;
    }
  }
  if (values.out !== undefined) {
    await Deno.writeTextFile(values.out, JSON.stringify(reports, null, 1) + "\n");
  }
  return ran && reports.every(isAsPublished) ? 0 : 1;
}

async function runSuite(suite: Suite, options: Options): Promise<SuiteReport> {
  const bundle = await buildSuite(suite, options.sources);
  const skip = options.objects === undefined ? suite.needObjects : [];
  if (skip.length > 0) {
    console.log(
      `${suite.name}: specs of ${skip.join(", ")} are skipped, their files are only in ` +
        "tensorflow/tfjs; name a folder with tfjs-node/test_objects with --objects or " +
        "TENSAUR_TFJS_TEST_OBJECTS",
    );
  }
  const run = await superviseSuite({
    bundle: bundle.href,
    engine: engineAddress(options.engine),
    skip,
    ...(options.grep === undefined ? {} : { grep: options.grep }),
    config: fileURLToPath(new URL("../../deno.json", import.meta.url)),
    cwd: await workingFolder(options.objects),
    stallSeconds: options.stallSeconds,
    verbose: options.verbose,
  });
  const expected = await readExpected(options.engine, suite.name, run.version);
  const reference = await readExpected(suite.reference, suite.name, run.version);
  return makeReport(suite.name, options.engine, run, judge(run, expected, reference));
}

function engineAddress(engine: string): string {
  const own = new URL(`./engines/${engine}.ts`, import.meta.url);
  if (existsSync(own)) return own.href;
  const file = resolve(engine);
  if (existsSync(file)) return pathToFileURL(file).href;
  throw new RangeError(
    `Unknown engine ${engine}: neither a module in tests/upstream/engines nor a file`,
  );
}

// tfjs-node's tests read `package.json` and `test_objects` from the folder of their own repository.
async function workingFolder(objects: string | undefined): Promise<string> {
  await installPackages();
  const folder = fileURLToPath(new URL("cwd/", BUILD));
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.mkdir(folder, { recursive: true });
  await Deno.copyFile(
    new URL("node_modules/@tensorflow/tfjs-node/package.json", INSTALLED),
    join(folder, "package.json"),
  );
  if (objects !== undefined) {
    const inside = join(objects, "test_objects");
    await Deno.symlink(existsSync(inside) ? inside : objects, join(folder, "test_objects"));
  }
  return folder;
}

if (import.meta.main) Deno.exit(await main());
