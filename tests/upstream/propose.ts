// Proposes a list of expected failures from a report: the failures grouped by what they say. The
// reasons are for a person to put into words before the list goes into expected/.
//   deno run -A tests/upstream/propose.ts report.json > tests/upstream/expected/<engine>.json
import type { ExpectedFailures } from "./expected.ts";
import type { SuiteReport } from "./report.ts";

/** The failures of `reports` by suite and by the first line of their message, its numbers left out. */
export function proposeExpected(reports: readonly SuiteReport[]): ExpectedFailures[] {
  const groups = new Map<string, ExpectedFailures>();
  for (const { suite, failures, suiteErrors } of reports) {
    const add = (name: string, message: string) => {
      const reason = message.split("\n")[0]!.replace(/\d+(\.\d+)?(e[-+]?\d+)?/g, "N").slice(0, 160);
      const key = `${suite}: ${reason}`;
      const group = groups.get(key) ?? { suite, reason, specs: [] };
      groups.set(key, group);
      if (!group.specs.includes(name)) group.specs.push(name);
    };
    for (const { name, status, messages } of failures) add(name, messages[0] ?? status);
    for (const { name, messages } of suiteErrors) add(name, messages[0] ?? "");
  }
  return [...groups.values()].sort((a, b) => b.specs.length - a.specs.length);
}

if (import.meta.main) {
  const reports = JSON.parse(await Deno.readTextFile(Deno.args[0]!)) as SuiteReport[];
  console.log(JSON.stringify(proposeExpected(reports), null, 2));
}
