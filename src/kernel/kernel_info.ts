/**
 * What the kernel says about itself.
 *
 * @module
 */
import { TENSAUR_VERSION } from "../core/version.ts";
import { PROTOCOL_VERSION } from "../jupyter/message.ts";
import type { Content } from "../jupyter/message.ts";

/** Content of a `kernel_info_reply`; it does not need the child, so that it can come at once. */
export function kernelInfo(): Content {
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "tensaur",
    implementation_version: TENSAUR_VERSION,
    banner:
      `Deno ${Deno.version.deno}, TypeScript ${Deno.version.typescript}, through Tensaur's kernel`,
    // As Deno's own kernel describes it: notebooks store this, and shall not differ by kernel.
    language_info: {
      name: "typescript",
      version: Deno.version.typescript,
      mimetype: "text/x.typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript",
      nbconvert_exporter: "script",
    },
    help_links: [
      { text: "Deno", url: "https://docs.deno.com" },
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
    ],
    debugger: false,
    supported_features: [],
  };
}
