"""Writes subword.json: what Python's tokenizers learns from tiny Shakespeare and makes of some texts.

python make_subword.py <tinyshakespeare.txt>    (needs: pip install tokenizers)

Its WordPiece trainer numbers letters within words by chance (by the order of a hash map), and breaks
ties by these numbers. All letters are therefore handed to it as special tokens, in the order of
their code points.
"""
import hashlib
import json
import random
import sys
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers
from tokenizers import processors, trainers

LINES = Path(sys.argv[1]).read_text().split("\n")
FEW = LINES[:400]
BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def bpe(lines, size, specials=("<pad>", "<|endoftext|>"), **options):
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = decoders.ByteLevel()
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    t.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=size, special_tokens=list(specials), show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), **options))
    return t


def word_piece(lines, size, pinned=True, **options):
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer()
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.decoder = decoders.WordPiece()
    words = {w for l in lines for w, _ in
             t.pre_tokenizer.pre_tokenize_str(t.normalizer.normalize_str(l))}
    letters = sorted({c for w in words for c in w})
    within = sorted({c for w in words for c in w[1:]})
    t.train_from_iterator(lines, trainers.WordPieceTrainer(
        vocab_size=size, show_progress=False,
        special_tokens=BERT + (letters + ["##" + c for c in within] if pinned else []), **options))
    state = json.loads(t.to_str())
    state["added_tokens"] = state["added_tokens"][:len(BERT)]
    t = Tokenizer.from_str(json.dumps(state))
    t.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return t


def unigram():
    t = Tokenizer(models.Unigram())
    t.normalizer = normalizers.NFKC()
    t.pre_tokenizer = pre_tokenizers.Metaspace()
    t.decoder = decoders.Metaspace()
    t.train_from_iterator(LINES[:4000], trainers.UnigramTrainer(
        vocab_size=300, special_tokens=["<pad>", "<unk>", "</s>"], unk_token="<unk>",
        show_progress=False))
    t.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 2)])
    return t


def llama():
    t = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    t.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    t.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(),
                                   decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    t.train_from_iterator(LINES[:4000], trainers.BpeTrainer(
        vocab_size=500, show_progress=False, max_token_length=16,
        special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{i:02X}>" for i in range(256)]))
    state = json.loads(t.to_str())
    state["added_tokens"] = state["added_tokens"][:3]
    t = Tokenizer.from_str(json.dumps(state))
    t.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
    return t


def whitespace():
    t = Tokenizer(models.BPE(unk_token="[UNK]"))
    t.pre_tokenizer = pre_tokenizers.Whitespace()
    t.train_from_iterator(LINES[:4000], trainers.BpeTrainer(
        vocab_size=300, special_tokens=["[UNK]"], show_progress=False))
    return t


tokenizers = {
    "byte-level BPE": bpe(LINES[:4000], 500),
    "WordPiece": word_piece(LINES[:4000], 500),
    "Unigram": unigram(),
    "BPE with bytes for the unknown": llama(),
    "BPE on words": whitespace(),
}
added = Tokenizer.from_str(tokenizers["byte-level BPE"].to_str())
added.add_tokens([AddedToken("King", single_word=True),
                  AddedToken("<mask>", lstrip=True, normalized=False), "QUEEN"])
tokenizers["added tokens"] = added

PIECES = list("abcdefgh ABC  \n\t.,!?'\"-0123éüßñÅ中文日本한국😀👩🏳️‍🌈İſ\u00a0\u200b\u3000\u2028\ufeff\u0000"
              "\u0085٣²½Σςx\u0301") + ["'s", "'ll", " the", " King", "QUEEN", "<mask>", "[CLS]", "<s>",
                                       "</s>", "<|endoftext|>", "don't", "Romeo", "[UNK]"]
random.seed(1)
texts = ["", " ", "Hello world", "  two  spaces ", "中文字符", "日本語 text", "a😀b", "naïve café",
         "Kings King QUEENS <mask>  King.", "ﬁne ｆｕｌｌ", "don't we'll I'm", "tab\tnew\nline\r\n",
         "x" * 150, "👩‍👩‍👧‍👦", "mail@host.org 3.14 1,000"]
texts += ["".join(random.choice(PIECES) for _ in range(random.randint(1, 25))) for _ in range(60)]
pairs = [["Hello Romeo", "the King"], ["", "中文"], ["a b c d e f", "g"]]


def rows(encodings):
    return [[e.ids, e.type_ids, e.attention_mask] for e in encodings]


def batches(t):
    t.enable_truncation(6)
    t.enable_padding(pad_id=0, pad_token=t.id_to_token(0))
    right = rows(t.encode_batch(texts[2:8] + [tuple(p) for p in pairs]))
    t.enable_truncation(7, direction="left")
    t.enable_padding(pad_id=0, pad_token=t.id_to_token(0), direction="left", pad_to_multiple_of=4)
    left = rows(t.encode_batch(texts[2:8]))
    t.no_truncation()
    t.no_padding()
    return {"right": right, "left": left}


results = {}
for name, t in tokenizers.items():
    encodings = [t.encode(text) for text in texts]
    results[name] = {
        "file": json.loads(t.to_str()),
        "ids": [e.ids for e in encodings],
        "tokens": [e.tokens for e in encodings[:15]],
        "offsets": [sum(e.offsets, ()) for e in encodings],
        "decoded": t.decode_batch([e.ids for e in encodings]),
        "kept": t.decode_batch([e.ids for e in encodings[:10]], skip_special_tokens=False),
        "pairs": rows(t.encode_batch([tuple(p) for p in pairs])),
        "bare": [t.encode(text, add_special_tokens=False).ids for text in texts[:10]],
        "batches": batches(t),
    }


def learnt(t):
    model = json.loads(t.to_str())["model"]
    tokens = [token for token, _ in sorted(model["vocab"].items(), key=lambda one: one[1])]
    return {"tokens": tokens, **({"merges": model["merges"]} if "merges" in model else {})}


def digest(t):
    text = "\n".join(learnt(t)["tokens"])
    if "merges" in learnt(t):
        text += "\n" + "\n".join(" ".join(pair) for pair in learnt(t)["merges"])
    return hashlib.sha256(text.encode()).hexdigest()


OTHERS = ["aaaa aaa aaaaa aa", "中文中文 日本 日本 中文", "😀😀 😀 éé ééé", "abc ab bc abc abcbc bcab", ""] * 3
training = {
    "few lines": FEW,
    "others": OTHERS,
    "bpe": learnt(bpe(FEW, 600)),
    "bpe others": learnt(bpe(OTHERS, 400)),
    "bpe frequent": learnt(bpe(FEW, 2000, specials=("<s>",), min_frequency=20)),
    "word piece": learnt(word_piece(FEW, 400)),
    "word piece others": learnt(word_piece(OTHERS, 400)),
    "sha256 of all lines": {
        "bpe 5000": digest(bpe(LINES, 5000)),
        "word piece 5000": digest(word_piece(LINES, 5000)),
    },
}
Path(__file__).with_name("subword.json").write_text(
    json.dumps({"texts": texts, "pairs": pairs, "tokenizers": results, "training": training},
               ensure_ascii=False, separators=(",", ":")) + "\n")
