#!/usr/bin/env python3
"""Learn the language tables `src/classify/language/grams-{latin,cyrillic}.bin` and their headings `grams.txt`.

  grams.py WORK CORPORA OUT        needs numpy, scipy and brotli; takes about ten minutes on one core

WORK must hold, unpacked, what can be had from the package registry (both Apache-2.0; LICENSE-grams tells versions):
  lingua/language-models/XX/*.json.br    counts of letter n-grams of lingua-language-detector 1.3.5
  hass_frontend/static/translations/     messages of home-assistant-frontend 20250109.2
CORPORA is the folder with train_xlmt_*_train.jsonl (Apache-2.0).

Words are drawn from the counts: how often a run of letters begins (ends) a word is its count less the counts of all
longer runs that end (begin) with it. Words of up to four letters come out exactly as often as they were counted, longer
ones letter by letter from their last four. Those words in groups of one to twelve, pieces of messages and tweets are cut
into hashed runs of one to five characters; one softmax regression per script learns the rows (`grams.rs` reads them).
"""
import collections, glob, json, os, random, re, sys
from bisect import bisect
from itertools import accumulate

import brotli
import numpy as np
import scipy.sparse as sp

TABLES = {
    # name: (columns, languages, log2 of rows)
    "latin": (32, "en de fr es pt it nl sv da nb fi pl cs sk hu ro tr vi id hr sl et lt lv ca sq is hi tl sw eu az", 14),
    "cyrillic": (8, "ru uk bg sr be mk", 13),
}
RARE = set("hi tl sw eu az ca is sl sq be mk".split())  # half as many samples: fewer posts are in them
# Tweets in romanised Hindi are half English words, and here as many as the English ones; in the world they are one in five
# at most.
SELDOM = {"hi": 1.6}
ORDERS = ["unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams"]
LONGEST, WORD_LETTERS, GROUPS = 5, 30, 9000


def latin(c):
    o = ord(c)
    return 97 <= o <= 122 or (0xC0 <= o <= 0x2AF and o not in (0xD7, 0xF7)) or 0x1E00 <= o <= 0x1EFF or 0x300 <= o <= 0x36F


def cyrillic(c):
    return 0x400 <= ord(c) <= 0x52F


LETTER = {"latin": latin, "cyrillic": cyrillic}


def counts(work, lang):
    levels, shorter = [None], None
    for order, name in enumerate(ORDERS, 1):
        path = f"{work}/lingua/language-models/{lang}/{name}.json.br"
        rows = json.loads(brotli.decompress(open(path, "rb").read()))["ngrams"]
        level = {}
        for share, grams in rows.items():
            a, b = share.split("/")
            for gram in grams.split(" "):
                level[gram] = int(a) / int(b) * (1.0 if order == 1 else shorter.get(gram[:-1], 0.0))
        levels.append(level)
        shorter = level
    return levels


def chain(levels):
    begins = [None] + [dict(levels[n]) for n in range(1, 5)]
    for n in range(1, 5):
        for gram, count in levels[n + 1].items():
            if gram[1:] in begins[n]:
                begins[n][gram[1:]] -= count
    first, later = collections.defaultdict(dict), collections.defaultdict(dict)
    for n in range(1, 5):
        for gram, count in begins[n].items():
            if count > 1e-12:
                first[gram[:-1]][gram[-1]] = count
    for gram, count in levels[5].items():
        later[gram[:-1]][gram[-1]] = count

    def table(next_, total):
        letters, weights = list(next_), list(next_.values())
        return letters + [""], list(accumulate(weights + [max(0.0, total - sum(weights))]))

    return (
        {at: table(next_, begins[len(at)].get(at, 0) if at else sum(next_.values())) for at, next_ in first.items()},
        {at: table(next_, levels[4].get(at, 0)) for at, next_ in later.items()},
    )


def words(work, lang, count, rnd):
    first, later = chain(counts(work, lang))
    out = []
    while len(out) < count:
        word = ""
        while len(word) < WORD_LETTERS:
            place = first.get(word) if len(word) < 4 else later.get(word[-4:])
            if place is None:
                break
            letters, sums = place
            at = bisect(sums, rnd.random() * sums[-1]) if sums[-1] > 0 else len(letters) - 1
            letter = letters[min(at, len(letters) - 1)]
            if not letter:
                break
            word += letter
        if word:
            out.append(word)
    return out


def messages(work):
    out = collections.defaultdict(set)
    for path in glob.glob(f"{work}/hass_frontend/static/translations/**/*.json", recursive=True):
        lang = os.path.basename(path).rsplit("-", 1)[0]
        for text in json.load(open(path, encoding="utf-8")).values():
            if isinstance(text, str):
                out[lang].add(re.sub(r"\{[^{}]*\{.*|\{[^}]*\}|<[^>]*>|https?\S+", " ", text))
    english = out["en"]
    return {lang: sorted(t for t in texts if len(t) > 12 and (lang == "en" or t not in english))
            for lang, texts in out.items()}


def piece(text, sizes, rnd):
    parts = text.split()
    size = rnd.choice(sizes)
    at = rnd.randrange(max(1, len(parts) - size + 1))
    return " ".join(parts[at : at + size])


def samples(work, corpora, lang, said, rnd):
    groups = GROUPS // 2 if lang in RARE else GROUPS
    out = []
    if lang != "hi":  # Hindi in Latin letters is known from tweets only
        drawn = words(work, lang, 60_000, rnd)
        at = 0
        for _ in range(groups):
            size = rnd.choices([1, 2, 3, 4, 5, 8, 12], [20, 40, 12, 8, 6, 7, 7])[0]
            if at + size > len(drawn):
                rnd.shuffle(drawn)
                at = 0
            out.append(" ".join(drawn[at : at + size]))
            at += size
        some = said.get(lang, [])
        some = rnd.sample(some, min(2500, len(some)))
        out += [piece(text, [2, 3, 4, 6, 10, 20], rnd) for text in some]
    path = f"{corpora}/train_xlmt_{lang}_train.jsonl"
    if os.path.exists(path):
        texts = [json.loads(line)["text"] for line in open(path, encoding="utf-8") if line.strip()]
        texts = [text for text in texts if not re.search("[\u0900-\u097f]", text)]
        out += texts + [piece(text, [3, 4, 6, 8], rnd) for text in texts]
    return out


def clean(text, letter):
    text = " ".join(w for w in text.split() if not ("@" in w or "://" in w or w.lower().startswith("www.")))
    text = "".join(c.lower()[0] for c in text.replace("\u2019", "'"))
    out = []
    for at, c in enumerate(text):
        inner = c == "'" and 0 < at < len(text) - 1 and letter(text[at - 1]) and letter(text[at + 1])
        out.append(c if letter(c) or inner else " ")
    return " " + " ".join(word[:WORD_LETTERS] for word in "".join(out).split()) + " "


def rows_of(texts, bits):
    """Rows of the runs of each text, counted, over the square root of their number."""
    chars = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    text = np.repeat(np.arange(len(texts)), [len(t) for t in texts])
    space, n = chars == 32, len(chars)
    hashes, valid = np.full(n, 0x811C9DC5, dtype=np.uint32), np.ones(n, bool)
    where, which = [], []
    for length in range(1, LONGEST + 1):
        last, same = np.zeros(n, np.uint32), np.zeros(n, bool)
        last[: n - length + 1] = chars[length - 1 :]
        same[: n - length + 1] = text[: n - length + 1] == text[length - 1 :]
        if length >= 3:  # a space stands only at either end
            middle = np.zeros(n, bool)
            middle[: n - length + 2] = space[length - 2 :]
            valid &= ~middle
        valid &= same
        with np.errstate(over="ignore"):
            hashes = (hashes ^ last) * np.uint32(0x01000193)
            spread = (hashes ^ (hashes >> np.uint32(15))) * np.uint32(0x85EBCA6B)
        keep = valid & ~(space & (length == 1))
        where.append(text[keep])
        which.append(spread[keep] >> np.uint32(32 - bits))
    where, which = np.concatenate(where), np.concatenate(which)
    out = sp.csr_matrix((np.ones(len(where), np.float32), (where, which)), shape=(len(texts), 1 << bits))
    out.sum_duplicates()
    grams = np.maximum(np.asarray(out.sum(1)).ravel(), 1)
    return sp.diags((1 / np.sqrt(grams)).astype(np.float32)) @ out


def learn(rows, labels, columns, epochs=10, rate=0.02, decay=1e-6):
    """Softmax regression by Adam."""
    rng = np.random.default_rng(0)
    shapes = (rows.shape[1], columns), (columns,)
    weights = [np.zeros(shape, np.float32) for shape in shapes]
    mean = [np.zeros(shape, np.float32) for shape in shapes]
    square = [np.zeros(shape, np.float32) for shape in shapes]
    step = 0
    for epoch in range(epochs):
        order, loss = rng.permutation(rows.shape[0]), 0.0
        now = rate * (1 - epoch / epochs)
        for at in range(0, len(order), 2048):
            index = order[at : at + 2048]
            batch = rows[index]
            odds = batch @ weights[0] + weights[1]
            odds -= odds.max(1, keepdims=True)
            share = np.exp(odds)
            share /= share.sum(1, keepdims=True)
            pick = (np.arange(len(index)), labels[index])
            loss -= np.log(share[pick] + 1e-9).sum()
            share[pick] -= 1
            share /= len(index)
            step += 1
            for i, slope in enumerate((batch.T @ share + decay * weights[0], share.sum(0))):
                mean[i] = 0.9 * mean[i] + 0.1 * slope
                square[i] = 0.999 * square[i] + 0.001 * slope * slope
                weights[i] -= now * (mean[i] / (1 - 0.9**step)) / (np.sqrt(square[i] / (1 - 0.999**step)) + 1e-8)
        print(f"epoch {epoch}: loss {loss / len(order):.4f}", flush=True)
    return weights


def main():
    work, corpora, out = sys.argv[1:4]
    said = messages(work)
    lines = ["# Table, what one step of it is worth, then its languages in the order of the columns with what each begins with."]
    for name, (columns, langs, bits) in TABLES.items():
        rnd, texts, labels = random.Random(3), [], []
        for label, lang in enumerate(langs.split()):
            some = [clean(text, LETTER[name]) for text in samples(work, corpora, lang, said, rnd)]
            some = [text for text in some if len(text) > 3]
            texts += some
            labels += [label] * len(some)
            print(name, lang, len(some), flush=True)
        weights, bias = learn(rows_of(texts, bits), np.array(labels), len(langs.split()))
        size = np.abs(weights)
        unit = np.quantile(size[size > 0], 0.9995) / 127
        table = np.zeros((1 << bits, columns), np.int8)
        table[:, : weights.shape[1]] = np.clip(np.round(weights / unit), -127, 127)
        table.tofile(f"{out}/grams-{name}.bin")
        heads = " ".join(f"{lang}:{value - SELDOM.get(lang, 0):.4f}" for lang, value in zip(langs.split(), bias))
        lines.append(f"{name}\t{unit:.6g}\t{heads}")
    with open(f"{out}/grams.txt", "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")


main()
