"""Text made fit to be shown: nothing in it steers a terminal or hides what stands there."""

import unicodedata

_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of control codes, invisible marks, halves of letters and line ends."""

_JOINERS = "\u200c\u200d"
"""They shape the letters of Persian and Arabic words, and of some emoji."""


def clean(text: str) -> str:
    r"""Write control codes and invisible marks as ``\x1b`` or ``\u202e``, not as they are."""
    if text.isprintable():
        return text
    return "".join(_escaped(letter) if _steers(letter) else letter for letter in text)


def clean_lines(text: str, between: str = "\n") -> str:
    """Clean a text of several lines, and join its lines anew."""
    return between.join(clean(line) for line in text.split("\n"))


def _steers(letter: str) -> bool:
    return unicodedata.category(letter) in _STEERING and letter not in _JOINERS


def _escaped(letter: str) -> str:
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
