/**
 * Completion for bash.
 *
 * @module
 */

import { allNodes, type CompletionNode, type CompletionOption } from "./completion_tree.ts";

/**
 * Writes the script; nothing of the program runs when a key is pressed. The bash of macOS, 3.2, has no
 * `mapfile` and no `compopt`.
 */
export function bashCompletion(program: string, root: CompletionNode): string {
  const nodes = allNodes(root);
  const children = nodes.filter((node) => node.path.length > 0).map((node) => {
    const parent = node.path.slice(0, -1).join(" ");
    const name = node.path.at(-1)!;
    const words = [name, ...node.aliases].map((word) => `"${parent}:${word}"`).join("|");
    return `      ${words}) command="${node.path.join(" ")}" ;;`;
  });
  const cases = nodes.map((node) => {
    const names = node.children.map(({ path }) => path.at(-1)!);
    const words = Array.isArray(node.arguments) ? [...names, ...node.arguments] : names;
    const options = node.options.flatMap((option) => option.names).filter(isLong);
    const files = node.arguments === "file" ? " files=1" : "";
    return `    "${node.path.join(" ")}") words="${words.join(" ")}" ` +
      `options="${options.join(" ")}"${files} ;;`;
  });
  const values = nodes.flatMap((node) =>
    node.options.filter(({ value }) => value !== "none").map((option) =>
      `    ${valuePattern(node, option)}) ${valueAction(program, option)} ;;`
    )
  );
  return `# Completion of ${program} for bash: eval "$(${program} completion bash)"
_${program}_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -f -- "$1"))
}
_${program}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="" words="" options="" files="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command:\${COMP_WORDS[i]}" in
${children.join("\n")}
    esac
  done
  case "$command:$previous" in
${values.join("\n")}
  esac
  case "$command" in
${cases.join("\n")}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ -n $files ]]; then
    _${program}_files "$current"
  else
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}
complete -F _${program} ${program}
`;
}

function isLong(name: string): boolean {
  return name.startsWith("--");
}

function valuePattern({ path }: CompletionNode, { names }: CompletionOption): string {
  return names.map((name) => `"${path.join(" ")}:${name}"`).join("|");
}

function valueAction(program: string, { value }: CompletionOption): string {
  if (value === "file") {
    return `_${program}_files "$current"; return`;
  }
  if (value === "any" || value === "none") return "return";
  return `COMPREPLY=($(compgen -W "${value.join(" ")}" -- "$current")); return`;
}
