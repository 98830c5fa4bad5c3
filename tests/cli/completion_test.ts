/**
 * Completion, tried in the shells themselves.
 *
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { bashCompletion } from "../../src/cli/completion_bash.ts";
import { fishCompletion } from "../../src/cli/completion_fish.ts";
import { allNodes, completionTree } from "../../src/cli/completion_tree.ts";
import { zshCompletion } from "../../src/cli/completion_zsh.ts";
import { program } from "../../src/cli/main.ts";

const tree = completionTree(program());

function has(shell: string): boolean {
  try {
    return new Deno.Command(shell, { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function run(shell: string, args: string[]): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/my notes.ipynb`, "");
    const { stdout, stderr, success } = await new Deno.Command(shell, {
      args,
      cwd: folder,
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    assertEquals(success, true, decoder.decode(stderr));
    return decoder.decode(stdout).trim();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a shell offers for the words so far, each case with what it must offer. */
const CASES: readonly (readonly [words: readonly string[], offers: string])[] = [
  [["tensaur", "noteb"], "notebook"],
  [["tensaur", "notebook", ""], "run test check verify strip convert new"],
  [["tensaur", "nb", "ver"], "verify"],
  [["tensaur", "notebook", "run", "--inp"], "--inplace"],
  [["tensaur", "notebook", "convert", "--to", ""], "html ts md ipynb site"],
  [["tensaur", "notebook", "convert", "--to", "html", "--the"], "--theme"],
  [["tensaur", "notebook", "run", "--inplace", "my"], "my notes.ipynb"],
  [["tensaur", "completion", ""], "bash zsh fish"],
];
const sorted = (text: string) => text.split(/\s+/).sort().join(" ");

describe("completionTree()", () => {
  it("has every verb with its options", () => {
    const paths = allNodes(tree).map(({ path }) => path.join(" "));
    for (const path of ["notebook run", "notebook convert", "engine install", "completion"]) {
      assertStringIncludes(paths.join("\n"), path);
    }
    const convert = allNodes(tree).find(({ path }) => path.join(" ") === "notebook convert")!;
    const to = convert.options.find(({ names }) => names.includes("--to"))!;
    assertEquals(to.value, ["html", "ts", "md", "ipynb", "site"]);
  });
});

describe("tensaur completion", () => {
  const bash = has("bash");
  it(`completes in bash${bash ? "" : " (ignored: no bash)"}`, { ignore: !bash }, async () => {
    const script = bashCompletion("tensaur", tree);
    for (const [words, offers] of CASES) {
      const quoted = words.map((word) => `'${word}'`).join(" ");
      const found = await run("bash", [
        "-c",
        `${script}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _tensaur; ` +
        'printf "%s\\n" "${COMPREPLY[@]}"',
      ]);
      assertEquals(sorted(found), sorted(offers), words.join(" "));
    }
  });

  const fish = has("fish");
  it(`completes in fish${fish ? "" : " (ignored: no fish)"}`, { ignore: !fish }, async () => {
    const script = fishCompletion("tensaur", tree);
    for (const [words, offers] of CASES) {
      const found = await run("fish", [
        "--no-config",
        "-c",
        `${script}\ncomplete -C'${words.join(" ")}' | string split -f1 \\t; true`,
      ]);
      assertEquals(sorted(found.replaceAll("\\ ", " ")), sorted(offers), words.join(" "));
    }
  });

  const zsh = has("zsh");
  it(`is a script that zsh takes${zsh ? "" : " (ignored: no zsh)"}`, { ignore: !zsh }, async () => {
    const script = zshCompletion("tensaur", tree);
    const found = await run("zsh", [
      "-f",
      "-c",
      `autoload -Uz compinit; compinit -u -D\n${script}\nwhence -w _tensaur _tensaur_notebook_run\n` +
      "print ${_comps[tensaur]}",
    ]);
    assertEquals(found, "_tensaur: function\n_tensaur_notebook_run: function\n_tensaur");
    assertMatch(script, /'--to\[what to make\]:value:\(html ts md ipynb site\)'/);
  });
});
