"""
Writes metrics.json and text.json: what scikit-learn, torchmetrics, Keras, SciPy, sacreBLEU, rouge-score and
jiwer say about small data.

    pip install scikit-learn scipy torch torchmetrics keras tensorflow-cpu sacrebleu rouge-score jiwer
    KERAS_BACKEND=tensorflow python tests/parity/metrics/make_metrics.py
"""

import json
import math
import os
import warnings
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
warnings.filterwarnings("ignore")

import jiwer
import keras
import numpy as np
import sacrebleu
import scipy.stats
import sklearn.metrics as sk
import torch
import torchmetrics as tm
import torchmetrics.functional.text as tmt
from rouge_score import rouge_scorer
from sklearn.calibration import calibration_curve

here = Path(__file__).parent
rng = np.random.default_rng(11)


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, torch.Tensor):
        return plain(value.tolist())
    if isinstance(value, (float, np.floating)):
        value = float(value)
        return "nan" if math.isnan(value) else "inf" if math.isinf(value) else float(f"{value:.13g}")
    if isinstance(value, np.integer):
        return int(value)
    return value


n = 40
three = rng.integers(0, 3, n)
answers = np.where(rng.random(n) < 0.6, three, rng.integers(0, 4, n))
two = rng.integers(0, 2, n)
guess = np.where(rng.random(n) < 0.7, two, 1 - two)
weights = np.round(rng.uniform(0.1, 3, n), 3)
scores = np.round(np.clip(0.35 * two + rng.normal(0.3, 0.25, n), 0, 1), 2)
shares = rng.dirichlet([1, 1, 1], n)
shares = np.round(shares, 4)
shares[:, 2] = np.round(1 - shares[:, 0] - shares[:, 1], 4)
truth = np.round(rng.normal(50, 10, n), 3)
foretold = np.round(truth + rng.normal(1, 4, n), 3)
words = np.array(["cat", "dog", "Äffe"])

classes = []


def case(name, ours, options, value, kind="three"):
    classes.append({"name": name, "metric": ours, "options": options, "of": kind, "value": plain(value)})


for average in ("micro", "macro", "weighted", "none"):
    a = None if average == "none" else average
    for w in (None, weights):
        o = {"average": average, **({"sampleWeights": True} if w is not None else {})}
        case(f"precision {o}", "precision", o, sk.precision_score(three, answers, average=a, sample_weight=w))
        case(f"recall {o}", "recall", o, sk.recall_score(three, answers, average=a, sample_weight=w))
        case(f"f1 {o}", "f1Score", o, sk.f1_score(three, answers, average=a, sample_weight=w))
        case(f"jaccard {o}", "jaccardScore", o, sk.jaccard_score(three, answers, average=a, sample_weight=w))
    o = {"average": average, "beta": 0.5}
    case(f"f0.5 {o}", "fBetaScore", o, sk.fbeta_score(three, answers, beta=0.5, average=a))
    o = {"average": average, "labels": [2, 0, 7], "zeroDivision": 1}
    case(f"precision {o}", "precision", o, sk.precision_score(three, answers, average=a, labels=[2, 0, 7], zero_division=1))
    case(f"recall {o}", "recall", o, sk.recall_score(three, answers, average=a, labels=[2, 0, 7], zero_division=1))
    case(f"f1 {o}", "f1Score", o, sk.f1_score(three, answers, average=a, labels=[2, 0, 7], zero_division=1))
    o = {"average": average, "labels": [2, 0, 7], "zeroDivision": "nan"}
    case(f"recall {o}", "recall", o, sk.recall_score(three, answers, average=a, labels=[2, 0, 7], zero_division=np.nan))
for ours, theirs in [("precision", sk.precision_score), ("recall", sk.recall_score), ("f1Score", sk.f1_score), ("jaccardScore", sk.jaccard_score)]:
    case(f"{ours} of two", ours, {}, theirs(two, guess), "two")
    case(f"{ours} of class 0", ours, {"posLabel": 0}, theirs(two, guess, pos_label=0), "two")
case("specificity of two", "specificity", {}, sk.recall_score(two, guess, pos_label=0), "two")
case("specificity of three", "specificity", {"average": "macro"},
     tm.functional.classification.multiclass_specificity(torch.tensor(answers), torch.tensor(three), 4, average="none").double().numpy()[[0, 1, 2, 3]].mean())
case("balanced accuracy", "balancedAccuracy", {}, sk.balanced_accuracy_score(three, answers))
case("balanced accuracy, adjusted", "balancedAccuracy", {"adjusted": True, "sampleWeights": True},
     sk.balanced_accuracy_score(three, answers, adjusted=True, sample_weight=weights))
case("Matthews", "matthewsCorrelation", {}, sk.matthews_corrcoef(three, answers))
case("Matthews of two with weights", "matthewsCorrelation", {"sampleWeights": True}, sk.matthews_corrcoef(two, guess, sample_weight=weights), "two")
for w in ("none", "linear", "quadratic"):
    case(f"kappa {w}", "cohenKappa", {"weights": w}, sk.cohen_kappa_score(three, answers, weights=None if w == "none" else w))
case("Hamming", "hammingLoss", {}, sk.hamming_loss(three, answers))
case("accuracy", "accuracy", {}, sk.accuracy_score(three, answers))
iou = keras.metrics.MeanIoU(num_classes=4)
iou.update_state(three, answers)
case("mean IoU of Keras", "meanIoU", {}, float(iou.result()))

confusion = {
    "plain": sk.confusion_matrix(three, answers),
    "labels": sk.confusion_matrix(three, answers, labels=[2, 0, 7]),
    **{by: sk.confusion_matrix(three, answers, normalize=by) for by in ("true", "pred", "all")},
    "weights": sk.confusion_matrix(three, answers, sample_weight=weights),
}
reports = [
    {"options": {}, "text": sk.classification_report(three, answers)},
    {"options": {"names": ["one", "two", "a long name of a class", "four"], "digits": 4},
     "text": sk.classification_report(three, answers, target_names=["one", "two", "a long name of a class", "four"], digits=4)},
    {"options": {"labels": [2, 0]}, "text": sk.classification_report(three, answers, labels=[2, 0])},
]
strings = {"targets": words[three].tolist(), "predictions": words[np.minimum(answers, 2)].tolist()}
reports.append({"options": {}, "strings": True, "text": sk.classification_report(strings["targets"], strings["predictions"])})

curves = []
for drop in (True, False):
    for w in (None, weights):
        roc = sk.roc_curve(two, scores, drop_intermediate=drop, sample_weight=w)
        pr = sk.precision_recall_curve(two, scores, drop_intermediate=drop, sample_weight=w)
        det = sk.det_curve(two, scores, drop_intermediate=drop, sample_weight=w)
        curves.append({"drop": drop, "weights": w is not None, "roc": plain(roc), "pr": plain(pr), "det": plain(det),
                       "area": plain(sk.roc_auc_score(two, scores, sample_weight=w)),
                       "averagePrecision": plain(sk.average_precision_score(two, scores, sample_weight=w))})


def keras_auc(**options):
    metric = keras.metrics.AUC(**options)
    metric.update_state(two[:25], scores[:25])
    metric.update_state(two[25:], scores[25:])
    return float(metric.result())


auc = [{"options": o, "value": keras_auc(**k)} for o, k in [
    ({}, {}), ({"curve": "PR"}, {"curve": "PR"}), ({"numThresholds": 7}, {"num_thresholds": 7}),
    ({"numThresholds": 7, "curve": "PR"}, {"num_thresholds": 7, "curve": "PR"})]]
ce = tm.functional.classification
calibration = {
    "errors": [
        {"of": kind, "options": {"bins": bins, "norm": norm}, "value":
            float(ce.binary_calibration_error(torch.tensor(scores), torch.tensor(two), bins, norm) if kind == "two" else
                  ce.multiclass_calibration_error(torch.tensor(shares), torch.tensor(three), 3, bins, norm))}
        for kind in ("two", "three") for bins in (15, 7) for norm in ("l1", "l2", "max")],
    "curves": [
        {"options": {"bins": bins, "strategy": strategy}, "value": plain(calibration_curve(two, scores, n_bins=bins, strategy=strategy)[::-1])}
        for bins in (5, 10) for strategy in ("uniform", "quantile")],
}
shares3 = shares / shares.sum(1, keepdims=True)
probability = {
    "logLoss of three": sk.log_loss(three, shares3),
    "logLoss of two": sk.log_loss(two, scores),
    "logLoss with weights": sk.log_loss(two, scores, sample_weight=weights),
    "brier": sk.brier_score_loss(two, scores),
    "brier with weights": sk.brier_score_loss(two, scores, sample_weight=weights),
}
ccc = keras.metrics.ConcordanceCorrelation()
ccc.update_state(truth, foretold)
regression = {
    "meanSquaredError": sk.mean_squared_error(truth, foretold),
    "rootMeanSquaredError": sk.root_mean_squared_error(truth, foretold),
    "meanAbsoluteError": sk.mean_absolute_error(truth, foretold),
    "meanAbsolutePercentageError": sk.mean_absolute_percentage_error(truth, foretold),
    "medianAbsoluteError": sk.median_absolute_error(truth, foretold),
    "r2Score": sk.r2_score(truth, foretold),
    "pearsonCorrelation": scipy.stats.pearsonr(truth, foretold).statistic,
    "concordanceCorrelation": 2 * np.cov(truth, foretold, ddof=0)[0, 1] / (truth.var() + foretold.var() + (truth.mean() - foretold.mean()) ** 2),
}
assert abs(regression["concordanceCorrelation"] - float(ccc.result())) < 1e-5
weighted = {
    "meanSquaredError": sk.mean_squared_error(truth, foretold, sample_weight=weights),
    "meanAbsoluteError": sk.mean_absolute_error(truth, foretold, sample_weight=weights),
    "r2Score": sk.r2_score(truth, foretold, sample_weight=weights),
}
topk = {str(k): float(np.mean(keras.metrics.sparse_top_k_categorical_accuracy(three, shares3.astype(np.float32), k=k))) for k in (1, 2)}

sample = np.round(rng.exponential(2, 25), 4)
boots = []
for method in ("BCa", "percentile"):
    result = scipy.stats.bootstrap((sample,), np.std, n_resamples=400, method=method, rng=np.random.default_rng(5), vectorized=True)
    big = scipy.stats.bootstrap((sample,), np.std, n_resamples=40000, method=method, rng=np.random.default_rng(6), vectorized=True)
    boots.append({"method": method, "distribution": plain(result.bootstrap_distribution),
                  "interval": plain(list(result.confidence_interval)), "large": plain(list(big.confidence_interval)),
                  "standardError": plain(big.standard_error)})
binom = [{"b": b, "c": c, "exact": scipy.stats.binomtest(min(b, c), b + c).pvalue,
          "chi2": float(scipy.stats.chi2.sf(max(0, abs(b - c) - 1) ** 2 / (b + c), 1))}
         for b, c in [(1, 9), (10, 14), (30, 52), (3, 3)]]
normal = {"z": [-8, -3.3, -1, -0.1, 0, 0.5, 1.9, 4, 7]}
normal["share"] = scipy.stats.norm.cdf(normal["z"]).tolist()
normal["p"] = [1e-12, 1e-5, 0.02, 0.3, 0.5, 0.77, 0.999]
normal["quantile"] = scipy.stats.norm.ppf(normal["p"]).tolist()

data = {
    "versions": {"sklearn": __import__("sklearn").__version__, "torchmetrics": tm.__version__, "keras": keras.__version__, "scipy": scipy.__version__},
    "three": three, "answers": answers, "two": two, "guess": guess, "weights": weights, "scores": scores,
    "shares": shares3, "truth": truth, "foretold": foretold, "strings": strings,
    "classes": classes, "confusion": confusion, "reports": reports, "curves": curves, "auc": auc,
    "calibration": calibration, "probability": probability, "regression": regression, "weighted": weighted, "topk": topk,
    "sample": sample, "boots": boots, "mcNemar": binom, "normal": normal,
}
(here / "metrics.json").write_text(json.dumps(plain(data), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")

predictions = [
    "The quick brown fox, didn't jump over the lazy dog!",
    "It costs $3.50 (about 1,000 yen) - isn't that 20-30% off?",
    "a cat sat on the mat",
    "Hello &amp; goodbye &quot;world&quot;.",
    "Nothing in common here",
    "short",
    "机器学习 is fun.",
]
references = [
    ["The quick brown fox did not jump over the lazy dog.", "A fast brown fox didn't jump over the dog!"],
    ["It costs $3.50 (about 1,000 yen), is that not 20-30% off?", "The price is $3.50."],
    ["the cat sat on the mat", "there is a cat on the mat"],
    ["Hello & goodbye \"world\".", "Goodbye world."],
    ["entirely different words stand", "other text"],
    ["short", "a longer reference than that"],
    ["深度学习 is fun.", "机器学习 is great fun."],
]
streams = [[r[i] for r in references] for i in range(2)]
firsts = [r[0] for r in references]
texts = {"predictions": predictions, "references": references, "bleu": [], "chrf": []}
for options, k in [
    ({}, {}), ({"lowercase": True}, {"lowercase": True}), ({"tokenize": "char"}, {"tokenize": "char"}),
    ({"tokenize": "none"}, {"tokenize": "none"}), ({"smoothing": "none"}, {"smooth_method": "none"}),
    ({"smoothing": "floor", "smoothValue": 0.3}, {"smooth_method": "floor", "smooth_value": 0.3}),
    ({"smoothing": "add-k"}, {"smooth_method": "add-k"}), ({"maxOrder": 2}, {"max_ngram_order": 2}),
]:
    metric = sacrebleu.BLEU(**k)
    b = metric.corpus_score(predictions, streams)
    texts["bleu"].append({"options": options, "score": b.score, "precisions": b.precisions, "bp": b.bp, "length": b.sys_len, "referenceLength": b.ref_len})
metric = sacrebleu.BLEU(effective_order=True)
texts["sentences"] = [metric.sentence_score(p, r).score for p, r in zip(predictions, references)]
one = sacrebleu.BLEU(smooth_method="exp")
texts["hard"] = [one.corpus_score(["the the cat"], [["the cat"]]).score, one.corpus_score([""], [["the cat"]]).score]
for options, k in [({}, {}), ({"wordOrder": 2}, {"word_order": 2}), ({"charOrder": 3, "beta": 1, "lowercase": True}, {"char_order": 3, "beta": 1, "lowercase": True}),
                   ({"whitespace": True}, {"whitespace": True})]:
    texts["chrf"].append({"options": options, "score": sacrebleu.CHRF(**k).corpus_score(predictions, streams).score})
scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL"])
each = [scorer.score(r, p) for r, p in zip(firsts, predictions)]
texts["rouge"] = {kind: {"precision": np.mean([e[kind].precision for e in each]), "recall": np.mean([e[kind].recall for e in each]),
                         "f1": np.mean([e[kind].fmeasure for e in each])} for kind in ("rouge1", "rouge2", "rougeL")}
many = [scorer.score_multi(r, p) for r, p in zip(references, predictions)]
texts["rougeOfMany"] = {kind: float(np.mean([e[kind].fmeasure for e in many])) for kind in ("rouge1", "rouge2", "rougeL")}
texts["wer"] = jiwer.wer(firsts, predictions)
texts["cer"] = float(tmt.char_error_rate(predictions, firsts))
cer = jiwer.cer(firsts, predictions)
assert abs(texts["cer"] - cer) < 1e-6, (texts["cer"], cer)
texts["cer"] = cer
questions = [{"prediction_text": p, "id": str(i)} for i, p in enumerate(predictions + ["The Eiffel-Tower."])]
given = [{"answers": {"answer_start": [0] * len(r), "text": r}, "id": str(i)} for i, r in enumerate(references + [["an eiffel tower", "eiffeltower"]])]
found = tmt.squad(questions, given)
texts["squad"] = {"exactMatch": float(found["exact_match"]), "f1": float(found["f1"])}
texts["squadAnswer"] = {"prediction": "The Eiffel-Tower.", "references": ["an eiffel tower", "eiffeltower"]}
logits = np.round(rng.normal(size=(2, 3, 4)), 3)
labels = np.array([[1, -100, 3], [0, 2, -100]])
texts["perplexity"] = {"logits": logits, "labels": labels,
                       "value": float(tmt.perplexity(torch.tensor(logits, dtype=torch.float64), torch.tensor(labels), ignore_index=-100))}
(here / "text.json").write_text(json.dumps(plain(texts), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
