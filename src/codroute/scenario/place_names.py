"""Names of places made comparable, in the scripts of the markets: one spelling, one key.

Case, accents, spaces, hyphens, apostrophes, the width of letters and the script of digits never
tell two places apart. Words such as City or Province, and articles, are left out in a second key,
the core, which is compared only if the whole names differ. Nothing here knows any place.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise


@dataclass(frozen=True)
class NameKey:
    """A name as it is compared: all of it, without its kind words, and what kinds they name."""

    whole: str
    core: str
    kinds: frozenset[str]

    def may_be(self, other: "NameKey") -> bool:
        """Tell whether the kinds named leave room for one place: a city is no county."""
        return not self.kinds or not other.kinds or not self.kinds.isdisjoint(other.kinds)


@lru_cache(maxsize=100_000)
def name_key(text: str) -> NameKey:
    """Give the keys of a name; both are empty where it has no letter and no digit."""
    words = _words(text)
    core, kinds = _without_kinds(words)
    return NameKey("".join(words), "".join(_without_articles(core)), frozenset(kinds))


_LETTERS = str.maketrans(
    {
        **dict.fromkeys("'’‘ʼʻʿʾ`´′ˈ", None),  # the apostrophes of transliterations
        **dict.fromkeys(
            "\u0640\u0621ฯ", None
        ),  # tatweel, a lone hamza, the Thai sign for "and so on"
        **{"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ٱ": "ا"},
        **{"đ": "d", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"},
        # Traditional letters in the names of Taiwan's counties and of kinds of places.
        **dict(zip("臺縣區鄉鎮東雲蘭蓮義連門園", "台县区乡镇东云兰莲义连门园", strict=True)),
    }
)

_MARKS = re.compile(r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
"""Accents of Latin, Greek and Cyrillic letters, and Arabic vowels; Thai vowels are no accents."""


def _folded(text: str) -> str:
    """Write letters in one form: no case, no accents, no width, digits 0 to 9."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_LETTERS))).casefold()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain)).translate(_LETTERS)
    return unicodedata.normalize("NFC", plain)


def _words(text: str) -> list[str]:
    """Cut a name into words; a vowel sign belongs to its word, digits are a word of their own."""
    letters = [
        str(unicodedata.decimal(letter, letter)) if _is_letter(letter) else " "
        for letter in _INITIALS.sub(r"\1", _folded(text))
    ]
    spaced = re.sub(r"(?<=[0-9])(?=[^0-9 ])|(?<=[^0-9 ])(?=[0-9])", " ", "".join(letters))
    return [_SHORT_FORMS.get(word, word) for word in spaced.split()]


_INITIALS = re.compile(r"\b(\w)\.(?=\w(?:[.\s]|$))")
"""The point after a single letter that another one follows: W.P. is one word.

What follows is seen, as a letter and its Thai vowel sign would be no single letter to ``\\b``.
"""


def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"


_SHORT_FORMS = {
    "sta": "santa",
    "sto": "santo",
    "gen": "general",
    "kg": "kampung",
    "tmn": "taman",
    "bdr": "bandar",
}
"""Philippine and Malaysian short forms of words that belong to a name."""

_KINDS = {
    "city": "city town municipality municipal bandaraya lungsod oras orasul municipiul miasto "
    "مدينة بلدية град гр",
    "province": "province region governorate emirate state negeri wilayah persekutuan wp probinsya "
    "changwat jud judet judetul wojewodztwo woj محافظة منطقة إمارة ولاية област обл",
    "county": "county powiat hsien",
    "district": "district amphoe khet daerah mukim sector sectorul община حي",
    "ward": "ward township village tambon khwaeng barangay brgy bgy gmina comuna com",
}
_LEADING_KINDS = {
    "city": "tp tx tt",
    "province": "tinh จ",
    "district": "quan q huyen h เขต อ",
    "ward": "phuong p xa x ต",
}
"""Kind words that are so only in front: elsewhere, and in other languages, they belong to names."""

_LEADING_PHRASES = {
    ("thanh", "pho"): "city",
    ("thi", "xa"): "city",
    ("thi", "tran"): "city",
}
_PREFIXES = {
    "จังหวัด": "province",
    "อำเภอ": "district",
    "เขต": "district",
    "ตำบล": "ward",
    "แขวง": "ward",
    "เทศบาลนคร": "city",
    "เทศบาลเมือง": "city",
}
"""Thai kind words; no space stands between them and the name."""

_SUFFIXES = {
    "省": "province",
    "市": "city",
    "県": "province",
    "县": "county",
    "区": "district",
    "乡": "ward",
    "镇": "ward",
    "มหานคร": "city",
}
_JOINING = ("of", "ng", "de", "del", "the")
"""What stands between a kind word in front and the name: City of Cebu."""


def _by_word(kinds: dict[str, str]) -> dict[str, str]:
    """Give the kind of each listed word, written as names are compared."""
    return {_folded(word): kind for kind, words in kinds.items() for word in words.split()}


_ANYWHERE, _IN_FRONT = _by_word(_KINDS), _by_word(_LEADING_KINDS)
_GLUED_IN_FRONT = {_folded(word): kind for word, kind in _PREFIXES.items()}
_GLUED_BEHIND = {_folded(word): kind for word, kind in _SUFFIXES.items()}
_SHORTEST_REST = 2
"""Letters that must remain of a word from which a kind is cut."""


def _without_kinds(words: list[str]) -> tuple[list[str], set[str]]:
    """Leave out kind words, and say which kinds they were; something always remains."""
    kinds: set[str] = set()
    rest = list(words)
    if tuple(rest[:2]) in _LEADING_PHRASES and len(rest) > 2:
        kinds.add(_LEADING_PHRASES[rest[0], rest[1]])
        rest = rest[2:]
    elif len(rest) > 1 and rest[0] in _IN_FRONT:
        kinds.add(_IN_FRONT[rest.pop(0)])
    named = [word for word in rest if word not in _ANYWHERE]
    if named and len(named) < len(rest):
        kinds |= {_ANYWHERE[word] for word in rest if word in _ANYWHERE}
        joined = len(named) > 1 and named[0] in _JOINING and rest[0] in _ANYWHERE
        rest = named[1:] if joined else named
    return [_cut(word, kinds) for word in rest], kinds


def _cut(word: str, kinds: set[str]) -> str:
    """Cut a kind from a word of a script that sets no spaces."""
    for kind_word, kind in _GLUED_IN_FRONT.items():
        if word.startswith(kind_word) and len(word) - len(kind_word) >= _SHORTEST_REST:
            kinds.add(kind)
            return word.removeprefix(kind_word)
    for kind_word, kind in _GLUED_BEHIND.items():
        if word.endswith(kind_word) and len(word) - len(kind_word) >= _SHORTEST_REST:
            kinds.add(kind)
            return word.removesuffix(kind_word)
    return word


_ARTICLE = _folded("ال")
_ARTICLES = ("al", "el")
_ASSIMILATED = ("ad", "adh", "an", "ar", "as", "ash", "at", "ath", "az")
"""The Arabic article before a letter that it takes on: Ar Riyadh, An Najaf."""


def _without_articles(words: list[str]) -> list[str]:
    """Leave out Arabic articles, in Arabic letters and in Latin ones."""
    kept = []
    for word, after in pairwise([*words, ""]):
        if after and (word in _ARTICLES or (word in _ASSIMILATED and after.startswith(word[1:]))):
            continue
        rest = word.removeprefix(_ARTICLE)
        kept.append(rest if len(rest) >= _SHORTEST_REST else word)
    return kept
