#!/usr/bin/env python3
"""What may be hoped for on two labelled sets at once: `tweeteval_test`, of which 48 % are neutral, and `vader_tweets`, of which
1 % are. Both are English posts, and nothing but the text is told of them.

  bound.py MENTIOND CORPORA      wants numpy and scikit-learn; about a minute

It gives a judge more than an honest one has, and prints the best pairs of figures that it reaches:

- posts that look like those of `tweeteval_test` are judged by a logistic model of all words, word triples and letter runs of
  49,000 training posts beside this program's own score, many times what the program may carry;
- posts that look like those of `vader_tweets` are judged by this program's score with a band of their own;
- which of both a post looks like is told by a model that was fitted to the two sets themselves, each half judged by the other.

It is no proof. The last column tells what `vader_tweets` would have if posts of it that are recognised were never judged wrong:
between it and the column before lies what a better score of small talk could win for this judge.
"""
import json
import re
import subprocess
import sys
import zlib
from itertools import product

import numpy as np
import scipy.sparse as sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.pipeline import make_union

LABELS = ["negative", "neutral", "positive"]


def rows(folder, name):
    with open(f"{folder}/labelled/{name}.jsonl", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sums(program, texts):
    """The program's scores, before they are flattened into −1 … 1."""
    # Each from a source of its own, lest the texts before it tell how it is heard.
    lines = ({"id": "", "text": text, "language": "en", "source": str(at)} for at, text in enumerate(texts))
    asked = "".join(json.dumps(line) + "\n" for line in lines)
    told = subprocess.run([program, "inspect", "text", "--json"], input=asked.encode(), stdout=subprocess.PIPE, check=True)
    scores = np.array([json.loads(line)["sentiment"]["score"] for line in told.stdout.decode().splitlines()])
    scores = np.clip(scores, -0.999, 0.999)
    return scores * np.sqrt(18 / (1 - scores**2))


def words_and_letters(least, words, letters, case):
    return make_union(
        TfidfVectorizer(ngram_range=words, min_df=least, sublinear_tf=True, token_pattern=r"[\w']+|[^\w\s]+", lowercase=not case),
        TfidfVectorizer(analyzer="char_wb", ngram_range=letters, min_df=least + 2, sublinear_tf=True, lowercase=not case),
    )


def plain(text):
    """Without what only tells how a set was made anonymous."""
    text = re.sub(r"@\w+", "@u", re.sub(r"https?://\S+", " ", text)).replace("&amp;", "&").replace("…", "...")
    return re.sub(r"[^\x00-\x7f]", "E", text)


def read(folder, name):
    gold = {row["id"]: LABELS.index(row["label"]) for row in rows(folder, f"{name}.gold")}
    found = rows(folder, f"{name}.input")
    half = np.array([zlib.crc32(row["id"].encode()) % 2 == 0 for row in found])
    return [row["text"] for row in found], np.array([gold[row["id"]] for row in found]), half


def features(matrix, sums):
    sums = np.clip(sums, -6, 6) / 3
    return sparse.hstack([matrix, sparse.csr_matrix(np.c_[sums, np.maximum(sums, 0), np.maximum(-sums, 0)])]).tocsr()


def main(program, folder):
    train = rows(folder, "train_semeval")
    sets = {name: read(folder, name) for name in ("tweeteval_test", "vader_tweets")}
    said = {name: sums(program, texts) for name, (texts, _, _) in sets.items()}
    kept = words_and_letters(2, (1, 3), (3, 5), False)
    learnt = kept.fit_transform([row["text"] for row in train])
    model = LogisticRegression(C=1.5, max_iter=300, class_weight="balanced")
    model.fit(features(learnt, sums(program, [row["text"] for row in train])), [LABELS.index(row["label"]) for row in train])
    judged = {name: model.predict(features(kept.transform(sets[name][0]), said[name])) for name in sets}

    looks = {name: np.zeros(len(texts)) for name, (texts, _, _) in sets.items()}
    for here in (True, False):
        texts = [(plain(text), name == "vader_tweets") for name in sets for text, half in zip(sets[name][0], sets[name][2]) if half == here]
        marks = words_and_letters(2, (1, 2), (2, 5), True)
        which = LogisticRegression(C=10, max_iter=500, class_weight="balanced")
        which.fit(marks.fit_transform([text for text, _ in texts]), [of for _, of in texts])
        for name, (all_texts, _, half) in sets.items():
            other = np.flatnonzero(half != here)
            looks[name][other] = which.predict_proba(marks.transform([plain(all_texts[at]) for at in other]))[:, 1]
    told = np.r_[looks["tweeteval_test"], looks["vader_tweets"]]
    print("told apart: AUC %.3f" % roc_auc_score(np.r_[[0] * len(looks["tweeteval_test"]), [1] * len(looks["vader_tweets"])], told))

    def verdicts(name, above, leans):
        return np.where(looks[name] > above, leans, judged[name])

    def within(name, blame, praise):
        return np.where(said[name] >= praise, 2, np.where(said[name] <= -blame, 0, 1))

    talk = sets["vader_tweets"][1]

    reached = []
    for above, blame, praise in product(np.arange(0.0, 1.01, 0.05), (0.2, 0.35, 0.5, 0.7), (0.01, 0.05, 0.1, 0.2)):
        first = verdicts("tweeteval_test", above, within("tweeteval_test", blame, praise))
        second = verdicts("vader_tweets", above, within("vader_tweets", blame, praise))
        reached.append((
            f1_score(sets["tweeteval_test"][1], first, average="macro"),
            f1_score(talk, second, average="weighted"),
            f1_score(talk, verdicts("vader_tweets", above, talk), average="weighted"),
        ))
    print("tweeteval_test macro-F1 at least, vader_tweets weighted F1, the same if never wrong where recognised")
    for least in (0.53, 0.56, 0.59, 0.60, 0.61, 0.62, 0.63):
        enough = [row for row in reached if row[0] >= least]
        if enough:
            print(f"{least:.2f}  {max(row[1] for row in enough):.3f}  {max(row[2] for row in enough):.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
