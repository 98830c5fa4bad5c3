import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { bundle, enablePng, mermaid, mermaidSvg } from "../../../src/display/mod.ts";
import { parseFlowchart } from "../../../src/display/media/mermaid/parse_flowchart.ts";
import { widthOf } from "../../../src/display/text/fit.ts";

function edges(source: string): string[] {
  return parseFlowchart(source).edges.map(({ from, to, line, label, start, end }) =>
    [from, to, line, label.join("|"), start, end].join(" ")
  );
}

/** Pixels that each box and each text of a drawing reaches to. */
function* reach(svg: string): Iterable<[number, number]> {
  for (
    const [, x, y, w, h] of svg.matchAll(/<rect x="(.+?)" y="(.+?)" width="(.+?)" height="(.+?)"/g)
  ) {
    yield [Number(x) + Number(w), Number(y) + Number(h)];
  }
}

describe("mermaid", () => {
  it("reads the ways between nodes", () => {
    assertEquals(
      edges("graph LR\nA-->B---C\nA -.-> B\nA ==> B & C\nB <--> C\nA --x B\nA --o C\nA ~~~ C"),
      [
        "A B solid  none arrow",
        "B C solid  none none",
        "A B dotted  none arrow",
        "A B thick  none arrow",
        "A C thick  none arrow",
        "B C solid  arrow arrow",
        "A B solid  none cross",
        "A C solid  none circle",
        "A C hidden  none none",
      ],
    );
    assertEquals(
      edges('flowchart\nA -->|"yes (1)"| B -- a - b --- C == c ==> D -. d .-> E'),
      [
        "A B solid yes (1) none arrow",
        "B C solid a - b none none",
        "C D thick c none arrow",
        "D E dotted d none arrow",
      ],
    );
    assertEquals(edges("graph TD; 大模型-->微调;\n微调 --> a-b.c; a-b.c-->end-1"), [
      "大模型 微调 solid  none arrow",
      "微调 a-b.c solid  none arrow",
      "a-b.c end-1 solid  none arrow",
    ]);
  });

  it("reads the outlines and texts of nodes", () => {
    const source = `---
title: of the chart
---
%%{init: {"theme": "dark"}}%%
flowchart TB
  %% a comment; of no use
  a["x; (y) #lt;b#gt; &amp;<br/>second"]:::red --> b(round) --> c([stadium]) --> d[[frame]]
  e[(store)] --> f((circle)) --> g{which?} --> h{{six}} --> i>flag] --> j(((twice)))
  k[/right/] --> l[\\left\\] --> m[/up\\] --> n[\\down/] --> o(f(x)) --> p@{ shape: cyl, label: "q" }
  classDef red fill:#f00; style a fill:#bbf
  a`;
    const { nodes } = parseFlowchart(source);
    assertEquals(
      Object.fromEntries(nodes.map(({ name, shape, lines }) => [name, [shape, ...lines]])),
      {
        a: ["box", "x; (y) <b> &", "second"],
        b: ["rounded", "round"],
        c: ["stadium", "stadium"],
        d: ["frame", "frame"],
        e: ["cylinder", "store"],
        f: ["circle", "circle"],
        g: ["diamond", "which?"],
        h: ["hexagon", "six"],
        i: ["flag", "flag"],
        j: ["circle", "twice"],
        k: ["leaning right", "right"],
        l: ["leaning left", "left"],
        m: ["trapezoid", "up"],
        n: ["upturned trapezoid", "down"],
        o: ["rounded", "f(x)"],
        p: ["cylinder", "q"],
      },
    );
    const svg = mermaidSvg(source)!;
    assertEquals(svg.match(/marker-end=/g)?.length, 13);
    const [, width, height] = svg.match(/viewBox="0 0 (\d+) (\d+)"/)!.map(Number);
    for (const [x, y] of reach(svg)) assert(x <= width! && y <= height!);
  });

  it("breaks long texts, Chinese ones as well", () => {
    const text = "反向传播：根据损失值，反向更新模型的参数，直到损失不再下降为止。".repeat(2);
    const [node] = parseFlowchart(`graph TD\nA[${text}]`).nodes;
    assertEquals(node!.lines.join(""), text);
    assertGreater(node!.lines.length, 3);
    for (const line of node!.lines) assert(widthOf(line) <= 34 && !/^[，。：]/.test(line));
  });

  it("draws subgraphs around their nodes, and ways to them", () => {
    const chart = mermaid(`flowchart TD
      subgraph one [Training loop]
        direction LR
        a --> b
        subgraph two
          c
        end
      end
      b --> c
      data --> one`);
    const svg = chart.toSvg()!;
    assertStringIncludes(svg, ">Training loop<");
    assertEquals(svg.match(/fill-opacity="0.4"/g)?.length, 2);
    assertEquals(chart.toText(), "data\n└─▶ a\n   └─▶ b\n      └─▶ c");
  });

  it("writes circles and repeated nodes once", () => {
    assertEquals(
      mermaid("graph LR; a --> b --> a; a --> c; b --> c; d").toText(),
      [
        "d",
        "a",
        "├─▶ b",
        "│  ├─▶ a (see above)",
        "│  └─▶ c",
        "└─▶ c",
      ].join("\n"),
    );
    assertStringIncludes(mermaidSvg("graph LR; a --> a")!, "<path");
    const long = mermaid(`graph TD; a[${"长".repeat(300)}] --> b["\x1b[2J"]`).toText({
      columns: 40,
    });
    for (const line of long.split("\n")) assert(widthOf(line) <= 40);
  });

  it("keeps the order of what is beside each other", () => {
    const svg = mermaidSvg("graph TD; root --> one; root --> two; root --> three")!;
    const x = (name: string) => Number(svg.match(new RegExp(`x="([\\d.]+)"[^>]*>${name}<`))![1]);
    assert(x("one") < x("two") && x("two") < x("three"));
  });

  it("escapes what it draws", () => {
    const svg = mermaidSvg(
      'graph TD; A["#lt;script#gt;alert(1)#lt;/script#gt;\u202e"] -->|"#quot;"| B',
    )!;
    assertStringIncludes(svg, "&lt;script&gt;");
    assertEquals(svg.includes("<script"), false);
    assertEquals(svg.includes("\u202e"), false);
  });

  it("says what is not drawn, and shows its source", () => {
    const faults: Record<string, string> = {
      "sequenceDiagram\n  A->>B: hi\x1b[2J": "it is no flow chart but begins with sequenceDiagram",
      "": "it is empty",
      "graph TD": "it has no nodes",
      "graph TD\nA[open": "line 2: cannot read [open",
      "graph TD\n\nA -->": "line 3: something is missing at its end",
      "graph TD\nsubgraph x\na": "a subgraph without its end",
      "graph TD; a; end": "line 1: end without a subgraph",
    };
    for (const [source, fault] of Object.entries(faults)) {
      const diagram = mermaid(source);
      assertEquals(diagram.fault, fault);
      assertEquals(diagram.toSvg(), undefined);
      assertStringIncludes(diagram.toText({ columns: 200 }), fault);
      assertEquals(diagram.toText().includes("\x1b"), false);
      assertEquals(Object.keys(bundle(diagram)), ["text/vnd.mermaid", "text/plain"]);
    }
    const many = `graph TD\n${Array.from({ length: 301 }, (_, i) => `n${i}`).join("\n")}`;
    assertStringIncludes(mermaid(many).fault!, "more than 300 nodes");
    assertStringIncludes(mermaid(" ".repeat(60_000)).fault!, "characters");
  });

  it("has its source, a drawing and a text, and a PNG where that is asked for", async () => {
    const source = "graph LR; a --> b";
    const shown = bundle(mermaid(source, { template: "dark" }));
    assertEquals(Object.keys(shown), ["text/vnd.mermaid", "image/svg+xml", "text/plain"]);
    assertEquals(shown["text/vnd.mermaid"], source);
    assertStringIncludes(shown["image/svg+xml"]!, "#16191d");
    try {
      await enablePng();
    } catch (error) {
      // Machines without the renderer or without fonts have their own test of this.
      if (!(error instanceof Error)) throw error;
      return;
    }
    assert("image/png" in bundle(mermaid(source)));
  });
});
