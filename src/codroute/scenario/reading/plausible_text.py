"""Whether a text read in an encoding can be meant: what gives a wrong encoding away.

Every rule must hold for any text that people write, since a rule that is wrong takes away the right
encoding. What the rules leave open is asked for.
"""

import re
import unicodedata
from functools import cache

_CONTROLS = {"\t", "\r", "\n"}

_BETWEEN_WORDS = re.compile(r"[\s\x00-\x40\x5b-\x60\x7b-\x7f«»“”„‘’‚‹›–—…\u00a0]+")
"""What stands between words in every language; other signs beyond ASCII belong to a word."""

_CHINESE = ("CJK", "BOPOMOFO", "HIRAGANA", "KATAKANA", "FULLWIDTH", "IDEOGRAPHIC", "KANGXI")

_MOST_ACCENTED = 3
"""Characters beyond ASCII that follow each other in a word of Latin letters, as in được."""

_THAI_ODD = re.compile(
    "[\u0e40-\u0e44](?![\u0e01-\u0e2e])"  # a vowel that is written first, without its consonant
    "|(?<![\u0e01-\u0e2e\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
)  # or a mark above or below, without a letter to stand on

_ENOUGH_CHINESE = 8
_MOSTLY = 0.8
"""Of so many Chinese characters, at least this share is common; in real text nearly all are."""

_COMMON = {
    "gb18030": ("gb2312", b"\xb0\xa1", b"\xd7\xfe"),
    "big5": ("big5", b"\xa4\x40", b"\xc6\x7e"),
}
"""The common characters of the Chinese encodings: the codec, the first and the last code."""


def is_plausible(text: str, encoding: str) -> bool:
    """Tell whether a text that was read in an encoding can be meant."""
    if any(_is_odd(character) for character in set(text)):
        return False
    words = _words(text)
    if any(_mixes(word) or _is_garbled(word) for word in words):
        return False
    return encoding not in _COMMON or _may_be_chinese(words, encoding)


def is_convincing(text: str, encoding: str) -> bool:
    """Tell whether a plausible text can be taken as meant without asking.

    There are more encodings than those that are tried, so a few odd words prove nothing.
    """
    words = _words(text)
    if encoding in _COMMON:
        number, common = _count_chinese(words, encoding)
        return common >= _MOSTLY * number
    return not any(_is_bare(word) for word in words)


def _words(text: str) -> list[str]:
    """Give the words that have characters beyond ASCII."""
    return [word for word in set(_BETWEEN_WORDS.split(text)) if not word.isascii()]


def _is_bare(word: str) -> bool:
    """Tell whether a word of Latin letters has none without an accent, as no language has them."""
    return len(word) > 1 and all(not c.isascii() and _script(c) in ("LATIN", None) for c in word)


def _is_odd(character: str) -> bool:
    """Tell whether no text has this character: a control, unassigned, or for private use."""
    return character not in _CONTROLS and unicodedata.category(character) in (
        "Cc",
        "Cn",
        "Co",
        "Cs",
    )


@cache
def _script(character: str) -> str | None:
    """Name the script of a character; signs have none."""
    name = unicodedata.name(character, "")
    if name.startswith(("THAI", "ARABIC")):
        return name.partition(" ")[0]  # their punctuation too
    if unicodedata.category(character)[0] not in "LM" or character in "ªºµˆ":
        return None
    return "CHINESE" if name.startswith(_CHINESE) else name.partition(" ")[0]


def _mixes(word: str) -> bool:
    """Tell whether a word is of several scripts; only Chinese stands beside plain Latin letters."""
    scripts = {_script(character) for character in word} - {None}
    if scripts == {"CHINESE", "LATIN"}:
        return not all(c.isascii() for c in word if _script(c) == "LATIN")
    return len(scripts) > 1


def _is_garbled(word: str) -> bool:
    """Tell whether signs and letters stand where no word of the script has them."""
    if any(_script(character) == "CHINESE" for character in word):
        return False
    scripts = "".join(_letter_or_sign(character) for character in word)
    if _SIGN_INSIDE.search(scripts) or _THAI_ODD.search(word):
        return True
    latin = all(_script(character) in ("LATIN", None) for character in word)
    return latin and _LONG_ACCENTED.search(scripts) is not None


def _letter_or_sign(character: str) -> str:
    """Give the class of a character: a plain letter, another letter, or a sign."""
    if character.isascii():
        return "a"
    return "s" if _script(character) is None else "l"


_SIGN_INSIDE = re.compile("ls+l")
_LONG_ACCENTED = re.compile(f"[ls]{{{_MOST_ACCENTED + 1}}}")


def _may_be_chinese(words: list[str], encoding: str) -> bool:
    """Tell whether the Chinese characters can be such as people use.

    Another encoding gives rare ones: each inside a word of Latin letters, or most of many.
    """
    number, common = _count_chinese(words, encoding)
    if number and not common and all(any(c.isascii() for c in word) for word in words):
        return False
    return number < _ENOUGH_CHINESE or common >= _MOSTLY * number


def _count_chinese(words: list[str], encoding: str) -> tuple[int, int]:
    """Count the Chinese characters, and those that are common."""
    chinese = [c for word in words for c in word if unicodedata.name(c, "").startswith("CJK U")]
    return len(chinese), sum(_is_common(character, encoding) for character in chinese)


@cache
def _is_common(character: str, encoding: str) -> bool:
    """Tell whether a character is of the level that its encoding has for common ones."""
    codec, first, last = _COMMON[encoding]
    try:
        return first <= character.encode(codec) <= last
    except UnicodeEncodeError:
        return False
