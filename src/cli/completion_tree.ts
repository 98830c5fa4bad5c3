/**
 * The commands as shells need to know them.
 *
 * @module
 */

import type { Command } from "../deps/commander.ts";

/** An option. */
export interface CompletionOption {
  /** `-p` and `--parameter`, what there is of them. */
  readonly names: readonly string[];
  readonly description: string;
  /** What comes behind it: nothing, one of some words, a file, or anything. */
  readonly value: "none" | "file" | "any" | readonly string[];
  /** Whether it may be there more than once. */
  readonly repeats: boolean;
}

/** A command with those below it. */
export interface CompletionNode {
  /** The words that lead to it, without the program's name. */
  readonly path: readonly string[];
  readonly aliases: readonly string[];
  readonly description: string;
  readonly options: readonly CompletionOption[];
  readonly children: readonly CompletionNode[];
  /** What its arguments are. */
  readonly arguments: "none" | "file" | readonly string[];
}

/** Reads a program of commander. */
export function completionTree(command: Command, path: readonly string[] = []): CompletionNode {
  const help: CompletionOption = {
    names: ["-h", "--help"],
    description: "display help",
    value: "none",
    repeats: false,
  };
  const [argument] = command.registeredArguments;
  return {
    path,
    aliases: command.aliases(),
    description: firstSentence(command.description()),
    options: [...command.options.filter(({ hidden }) => !hidden).map(readOption), help],
    children: command.commands.map((child) => completionTree(child, [...path, child.name()])),
    arguments: !argument ? "none" : argument.argChoices ?? "file",
  };
}

/** All commands of a tree, from the top. */
export function allNodes(node: CompletionNode): CompletionNode[] {
  return [node, ...node.children.flatMap(allNodes)];
}

function readOption(option: Command["options"][number]): CompletionOption {
  const { short, long, flags, description, argChoices } = option;
  const value = argChoices ??
    (!option.required && !option.optional
      ? "none"
      : /<(?:path|folder|file|dir|prefix)>/.test(flags)
      ? "file"
      : "any");
  return {
    names: [short, long].filter((name) => name !== undefined),
    description: firstSentence(description),
    value,
    repeats: /can be repeated/.test(description),
  };
}

/** Short, on one line, and without characters that mean something to shells. */
function firstSentence(text: string): string {
  const [first = ""] = text.split(/;|\n/);
  return first.replaceAll("'", "’").replaceAll(/["`$\\[\]]/g, "").trim();
}
