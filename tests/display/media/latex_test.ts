import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { bundle, latex } from "../../../src/display/mod.ts";
import { latexText } from "../../../src/display/media/latex_text.ts";

const written = (source: string) => latexText(source)?.normalize("NFC");

describe("latexText", () => {
  const formulas: Record<string, string> = {
    [String.raw`L = \frac{1}{n} \sum_{i=1}^n (y_i - \hat y_i)^2`]: "L = 1/n ∑ᵢ₌₁ⁿ (yᵢ - ŷᵢ)²",
    [String.raw`\theta \leftarrow \theta - \eta \nabla_\theta L(\theta)`]: "θ ← θ - η ∇_θ L(θ)",
    [String.raw`\frac{\partial L}{\partial w_j} = \frac{2}{n} X^\top (Xw - y)`]:
      "∂L/∂wⱼ = 2/n Xᵀ (Xw - y)",
    [String.raw`\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}`]:
      "softmax(z)ᵢ = (e^(zᵢ))/(∑ⱼ e^(zⱼ))",
    [String.raw`\sigma(x) = \frac{1}{1 + e^{-x}}`]: "σ(x) = 1/(1 + e⁻ˣ)",
    [String.raw`\mathbb{E}_{x \sim p}\left[\log D(x)\right]`]: "𝔼_(x∼p)[log D(x)]",
    [String.raw`\text{Attention}(Q,K,V)=\text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V`]:
      "Attention(Q,K,V)=softmax(QKᵀ/√dₖ)V",
    [String.raw`\sqrt[3]{a+b} \cdot \|x\| \le \lfloor y \rfloor`]: "³√(a+b) · ‖x‖ ≤ ⌊ y ⌋",
    [String.raw`\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}`]: "[1 2; 3 4]",
    [String.raw`f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}`]:
      "f(x) = { x x > 0; 0 otherwise",
    [String.raw`\begin{aligned} a &= b \\ &= c \end{aligned}`]: "a = b\n= c",
    [String.raw`\hat{y} = \mathbf{W}x + b \quad \text{损失}`]: "ŷ = Wx + b 损失",
    [String.raw`\unknown{x} \log p \{1\} 50\%`]: "unknownx log p {1} 50%",
  };
  for (const [source, expected] of Object.entries(formulas)) {
    it(`writes ${source}`, () => assertEquals(written(source)?.replaceAll(/ +/g, " "), expected));
  }

  it("gives up on what is wrong, too deep or too long", () => {
    const wrong = ["{", "}", "\\frac{1}", "x^", "\\begin{a} x", "\\begin{a} x \\end{b}", "\\hat"];
    for (const source of [...wrong, "{".repeat(99), "x".repeat(20_000)]) {
      assertEquals(latexText(source), undefined);
      assertEquals(latex(source).toText(), source);
    }
    assertEquals(latexText(""), "");
  });

  it("keeps what would disturb a terminal out of it", () => {
    assertEquals(bundle(latex("x\x1b[2J\u202e"))["text/plain"], "x\\x1b[2J\\u202e");
  });
});
