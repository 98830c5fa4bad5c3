"""Writes tokenizer.json: what Keras' Tokenizer and pad_sequences make of some texts.

python make_tokenizer.py    (needs: pip install tensorflow-cpu, whose Keras 3 keeps them as legacy)
"""
import json
from pathlib import Path

from keras.src.legacy.preprocessing.text import Tokenizer, text_to_word_sequence
from keras.utils import pad_sequences

TEXTS = [
    "This is a good movie.",
    "The plot is confusing.",
    "I love the soundtrack.",
    "Good, GOOD plot: isn't it?\tYes\nand NO!",
    "电影 很 好 Ünïcode ÄÖ",
    "",
    "  spaces   everywhere  ",
]
OTHERS = ["The acting is terrible.", "a good good unknown plot", ""]
CASES = [
    {},
    {"num_words": 4},
    {"oov_token": "<OOV>"},
    {"oov_token": "good", "num_words": 5},
    {"char_level": True},
    {"lower": False, "filters": ".", "split": " "},
    {"split": "o"},
]

results = []
for options in CASES:
    tokenizer = Tokenizer(**options)
    tokenizer.fit_on_texts(TEXTS)
    sequences = tokenizer.texts_to_sequences(OTHERS)
    matrix = lambda mode: tokenizer.texts_to_matrix(OTHERS[:2], mode).tolist()
    results.append({
        "options": options,
        "word_index": tokenizer.word_index,
        "sequences": sequences,
        "texts": tokenizer.sequences_to_texts(sequences),
        "matrices": {m: matrix(m) for m in ["binary", "count", "freq", "tfidf"]},
    })

SEQUENCES = [[1], [2, 3], [4, 5, 6], []]
padded = [
    {"options": o, "rows": pad_sequences(SEQUENCES, **o).tolist()}
    for o in [
        {},
        {"maxlen": 2},
        {"maxlen": 5, "padding": "post"},
        {"maxlen": 2, "truncating": "post"},
        {"maxlen": 2, "padding": "post", "truncating": "post", "value": -1},
    ]
]
golden = {
    "texts": TEXTS,
    "others": OTHERS,
    "tokenizers": results,
    "words": [text_to_word_sequence(t) for t in TEXTS],
    "sequences": SEQUENCES,
    "padded": padded,
}
text = json.dumps(golden, ensure_ascii=False, separators=(",", ":"))
Path(__file__).with_name("tokenizer.json").write_text(text + "\n", encoding="utf-8")
