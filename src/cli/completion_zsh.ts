/**
 * Completion for zsh.
 *
 * @module
 */

import { allNodes, type CompletionNode, type CompletionOption } from "./completion_tree.ts";

/** Writes the script; nothing of the program runs when a key is pressed. */
export function zshCompletion(program: string, root: CompletionNode): string {
  const functions = allNodes(root).map((node) => nodeFunction(program, node));
  return `#compdef ${program}
# Completion of ${program} for zsh: eval "$(${program} completion zsh)"
${functions.join("\n")}
compdef _${program} ${program}
`;
}

function functionName(program: string, { path }: CompletionNode): string {
  return ["", program, ...path].join("_").replaceAll("-", "_");
}

function nodeFunction(program: string, node: CompletionNode): string {
  const name = functionName(program, node);
  const options = node.options.map((option) => `    ${optionSpec(option)}`);
  if (node.children.length === 0) {
    const rest = node.arguments === "none"
      ? []
      : node.arguments === "file"
      ? ["    '*:path:_files'"]
      : [`    '*:value:(${node.arguments.join(" ")})'`];
    return `${name}() {
  _arguments -s -S \\
${[...options, ...rest].join(" \\\n")}
}`;
  }
  const described = node.children.flatMap(({ path, aliases, description }) =>
    [path.at(-1)!, ...aliases].map((word) => `    '${word}:${description.replaceAll(":", "\\:")}'`)
  );
  const branches = node.children.map((child) =>
    `        ${[child.path.at(-1)!, ...child.aliases].join("|")}) ${
      functionName(program, child)
    } ;;`
  );
  return `${name}() {
  local line state
  local -a commands=(
${described.join("\n")}
  )
  _arguments -C \\
${options.join(" \\\n")} \\
    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${branches.join("\n")}
      esac ;;
  esac
}`;
}

function optionSpec({ names, description, value, repeats }: CompletionOption): string {
  const what = value === "none"
    ? ""
    : value === "file"
    ? ":path:_files"
    : value === "any"
    ? ":value: "
    : `:value:(${value.join(" ")})`;
  const text = `[${description.replaceAll(":", "\\:")}]${what}`;
  // One form shuts out the other, unless it may be repeated.
  if (names.length === 1) return `'${repeats ? "*" : ""}${names[0]}${text}'`;
  return repeats
    ? names.map((name) => `'*${name}${text}'`).join(" \\\n    ")
    : `'(${names.join(" ")})'{${names.join(",")}}'${text}'`;
}
