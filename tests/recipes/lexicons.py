#!/usr/bin/env python3
"""Make the word lists `src/classify/sentiment/lexicons/XX.txt` from free lists (LICENSE-lexicons tells versions).

  lexicons.py WORK OUT       needs wordfreq, which only chooses: nothing of it is kept

WORK must hold, unpacked: npm/afinn-165-multilingual, npm/stopwords-iso, vaderSentiment-swedish-1.0.3,
vaderSentiment_fr-1.3.4, textblob-fr-0.2.0.

The lists are machine translations of English ones, so a word is kept only if
- it is one word, of two letters or more, in the script of the language;
- its translations agree on the sign (what comes from praise and from blame is an accident of translation);
- it is no function word of the language;
- it is in use: at least once in ten million words.
Valences are means over the lists, on the scale of -4 to 4.
"""
import collections, json, re, sys
import xml.etree.ElementTree as xml

from wordfreq import zipf_frequency

# our code: (code in the AFINN package, code for frequencies, code of the stop words, letters)
LANGUAGES = {
    "sv": ("sv", "sv", "sv", "[a-zåäöé-]"), "da": ("da", "da", "da", "[a-zæøåé-]"), "nb": ("no", "nb", "no", "[a-zæøåé-]"),
    "de": ("de", "de", "de", "[a-zäöüß-]"), "nl": ("nl", "nl", "nl", "[a-zëïéèö-]"), "fr": ("fr", "fr", "fr", "[a-zàâçéèêëîïôûùüœ'-]"),
    "es": ("es", "es", "es", "[a-záéíóúñü-]"), "it": ("it", "it", "it", "[a-zàèéìòù'-]"), "pt": ("pt", "pt", "pt", "[a-záâãàçéêíóôõú-]"),
    "fi": ("fi", "fi", "fi", "[a-zäöå-]"), "pl": ("pl", "pl", "pl", "[a-ząćęłńóśźż-]"), "tr": ("tr", "tr", "tr", "[a-zçğıöşüâ-]"),
    "ru": ("ru", "ru", "ru", "[а-яё-]"), "ar": ("ar", "ar", "ar", "[\u0621-\u064a]"), "hi": ("hi", "hi", "hi", "[\u0900-\u097f]"),
    "ko": ("ko", "ko", "ko", "[가-힣]"),
}
LEAST_ZIPF = 2.0


def vader(path, split):
    for line in open(path, encoding="utf-8"):
        parts = line.rstrip("\n").split(split)
        if len(parts) >= 2:
            try:
                yield parts[0].strip(), float(parts[1])
            except ValueError:
                pass


def sources(work, code, afinn):
    for word, value in json.load(open(f"{work}/npm/afinn-165-multilingual/build/AFINN-{afinn}.json", encoding="utf-8")).items():
        yield word, (value or 0) * 0.8
    if code == "sv":
        yield from vader(f"{work}/misc/vaderSentiment-swedish-1.0.3/vaderSentiment/vader_lexicon.txt", "\t")
    if code == "fr":
        yield from vader(f"{work}/misc/vaderSentiment_fr-1.3.4/vaderSentiment_fr/fr_lexicon.txt", "->")
        for word in xml.parse(f"{work}/misc/textblob-fr-0.2.0/textblob_fr/fr-sentiment.xml").getroot():
            yield word.get("form"), float(word.get("polarity")) * 4


def main():
    work, out = sys.argv[1:3]
    stop = json.load(open(f"{work}/npm/stopwords-iso/stopwords-iso.json", encoding="utf-8"))
    for code, (afinn, frequency, stops, letters) in LANGUAGES.items():
        values = collections.defaultdict(list)
        for word, value in sources(work, code, afinn):
            word = word.lower().strip()
            if code == "ko" and word.endswith("다") and len(word) > 2:
                word = word[:-1]  # endings follow the stem
            if abs(value) >= 0.3:
                values[word].append(value)
        rows = collections.defaultdict(list)
        for word, said in values.items():
            one = re.fullmatch(f"{letters}+", word) and len(word) >= 2
            agreed = max(said) < 0 or min(said) > 0
            used = code == "ko" or zipf_frequency(word, frequency) >= LEAST_ZIPF
            if one and agreed and used and word not in stop.get(stops, []):
                rows[max(-4, min(4, round(sum(said) / len(said) * 5) / 5))].append(word)
        with open(f"{out}/{code}.txt", "w", encoding="utf-8") as f:
            f.write("# Valence (-4 to 4), then words: made by tests/recipes/lexicons.py, see LICENSE-lexicons.\n")
            for value in sorted(rows):
                if value:
                    f.write(f"{value:g}\t{' '.join(sorted(rows[value]))}\n")
        print(code, sum(map(len, rows.values())))


main()
