/**
 * Completion for fish.
 *
 * @module
 */

import { allNodes, type CompletionNode, type CompletionOption } from "./completion_tree.ts";

/** Writes the script; nothing of the program runs when a key is pressed. */
export function fishCompletion(program: string, root: CompletionNode): string {
  const begin = `complete -c ${program}`;
  const lines = allNodes(root).flatMap((node) => {
    const here = condition(program, node, root);
    const commands = node.children.flatMap(({ path, aliases, description }) =>
      [path.at(-1)!, ...aliases].map((word) =>
        `${begin} -n '${here}' -a ${word} -d '${description}'`
      )
    );
    const options = node.options.map((option) =>
      `${begin} -n '${here}' ${optionWords(option)} -d '${option.description}'`
    );
    const files = node.arguments === "file"
      ? [`${begin} -n '${here}' -F`]
      : node.arguments === "none"
      ? []
      : [`${begin} -n '${here}' -a '${node.arguments.join(" ")}'`];
    return [...commands, ...files, ...options];
  });
  return `# Completion of ${program} for fish: ${program} completion fish | source
${begin} -f
${lines.join("\n")}
`;
}

/** True where the words so far lead to this command and to none below it. */
function condition(program: string, node: CompletionNode, root: CompletionNode): string {
  const tests: string[] = [];
  for (let depth = 1; depth <= node.path.length; depth++) {
    const step = allNodes(root).find(({ path }) =>
      path.length === depth && path.every((word, i) => word === node.path[i])
    );
    tests.push(
      `__fish_seen_subcommand_from ${[node.path[depth - 1]!, ...step?.aliases ?? []].join(" ")}`,
    );
  }
  const below = node.children.flatMap(({ path, aliases }) => [path.at(-1)!, ...aliases]);
  if (below.length > 0) tests.push(`not __fish_seen_subcommand_from ${below.join(" ")}`);
  return tests.length === 0 ? `__fish_is_first_token ${program}` : tests.join("; and ");
}

function optionWords({ names, value }: CompletionOption): string {
  const words = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`
  );
  if (value === "file") words.push("-r -F");
  else if (value === "any") words.push("-x");
  else if (value !== "none") words.push(`-x -a '${value.join(" ")}'`);
  return words.join(" ");
}
