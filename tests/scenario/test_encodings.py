"""What is certain of a file's encoding is read, the rest is asked for; nothing is guessed."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_files import faults_of, tiny_folder

from codroute.errors import InvalidInput
from codroute.scenario.reading.encodings import decode
from codroute.scenario.reading.writing import ENCODINGS, Encoding

STATED_AT = "[files.providers] in scenario.toml with {key} = "

CHINESE = "provider,name\nsf,顺丰速运\njt,极兔国际\nyw,燕文物流\nsa,利雅得专线\n"
CARDS = (
    "country,region,fee\n沙特阿拉伯,利雅得,18\n阿联酋,迪拜,15\n科威特,科威特城,20\n卡塔尔,多哈,21\n"
)
TAIWAN = "provider,name\nbc,黑貓宅急便\nsc,新竹物流\nkr,嘉里大榮\npost,中華郵政\n"
THAI = "provider,name\nk,เคอรี่ เอ็กซ์เพรส\nf,แฟลช เอ็กซ์เพรส\np,ไปรษณีย์ไทย\nr,กรุงเทพมหานคร\n"
ARABIC = "provider,name\na,أرامكس\ns,سمسا إكسبرس\nn,ناقل\nr,الرياض\nd,دبي\n"
VIETNAMESE = (
    "provider,name\ng,Giao Hàng Nhanh\nv,Bưu điện Việt Nam\nq,Hồ Chí Minh, đường Nguyễn Huệ\n"
)
FRENCH = "provider,name\np,La Poste Française\nc,Île-de-France\ne,Société à l'étranger\nn,nº 5\n"
GERMAN = "provider,name\np,Österreichische Post, größte\nm,München\n"


def encoded(text: str, encoding: str) -> bytes:
    """Encode as Windows does: Vietnamese tones stand behind their letters."""
    if encoding == "big5":
        return text.encode("cp950")
    if encoding != "cp1258":
        return text.encode(encoding)
    apart = unicodedata.normalize("NFD", text)
    for tone_less in "âăêôơưÂĂÊÔƠƯ":
        letter, mark = unicodedata.normalize("NFD", tone_less)
        for below in ("\u0323", ""):
            apart = apart.replace(letter + below + mark, tone_less + below)
    return apart.encode("cp1258")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        (CARDS, "gb18030"),
        (TAIWAN, "big5"),
        (THAI, "cp874"),
        ("region\nกรุงเทพ\n", "cp874"),
        (ARABIC, "cp1256"),
        (VIETNAMESE, "cp1258"),
        (FRENCH, "cp1252"),
        ("provider,name\nd,Désert\n", "cp1252"),
        (GERMAN, "cp1252"),
        ("provider,name\np,12 €\n", "cp1252"),
    ],
)
def test_what_can_be_one_text_is_read_with_a_warning(text: str, encoding: str) -> None:
    read, (warning,) = decode("providers.csv", encoded(text, encoding), None, STATED_AT)
    assert read == text
    assert warning.severity == "warning"
    assert f"read as {encoding}" in warning.found
    assert f'encoding = "{encoding}"' in warning.wanted


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("provider,name\nsf,顺丰\n", "gb18030"),
        ("zone\nA区\nB区\n", "gb18030"),
        ("zone\n第a组\n", "gb18030"),
        ("name\n鑫\n", "gb18030"),
        (TAIWAN, "gb18030"),
        ("provider,name\nbc,黑貓\n", "big5"),
        ("region\nدبي\n", "cp1256"),
        ("region\nSão Paulo\n", "cp1252"),
        ("region\nМосква\n", "cp1251"),
        ("region\nМосква\nНовосибирск\nКазань\nСамара\n", "cp1251"),
        ("region\n東京都\n", "shift_jis"),
    ],
)
def test_what_may_be_several_texts_is_asked_for(text: str, encoding: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        decode("providers.csv", encoded(text, encoding), None, STATED_AT)
    (fault,) = refused.value.faults
    assert fault.row is not None
    assert STATED_AT.replace("{key}", "encoding") in fault.wanted


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_asked_for_is_read(encoding: Encoding) -> None:
    text = {
        "gb18030": "zone\nA区\n",
        "big5": "zone\n黑貓\n",
        "cp1256": "zone\nدبي\n",
        "cp874": "zone\nกท\n",
        "cp1258": "zone\nHà Nội, đường\n",
    }.get(encoding, "zone\nZürich\n")
    assert decode("lanes.csv", encoded(text, encoding), encoding, STATED_AT) == (text, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_mark_is_certain(encoding: str) -> None:
    marked = CHINESE if encoding in ("utf-8-sig", "utf-16") else f"\ufeff{CHINESE}"
    assert decode("providers.csv", marked.encode(encoding), None, None) == (CHINESE, [])


def test_utf_8_is_certain_whatever_is_asked_for() -> None:
    assert decode("providers.csv", CHINESE.encode(), "gb18030", STATED_AT) == (CHINESE, [])


def test_a_mark_that_lies_is_told() -> None:
    with pytest.raises(
        InvalidInput, match="row 2: found byte 0xff; wanted utf-8 text, as its mark"
    ):
        decode("providers.csv", b"\xef\xbb\xbfprovider\n\xff\n", None, STATED_AT)


def test_where_nothing_can_be_stated_utf_8_is_wanted() -> None:
    with pytest.raises(InvalidInput) as refused:
        decode("plan.csv", "lane\n顺丰\n".encode("gb18030"), None, None)
    assert refused.value.faults[0].wanted == "UTF-8 text (a spreadsheet saves it as 'CSV UTF-8')"


def test_utf_16_without_a_mark_is_refused(tmp_path: Path) -> None:
    content = "provider,name\nfalcon,Falcon\n".encode("utf-16-le")
    (fault,) = faults_of(tiny_folder(tmp_path, ("providers.csv", None, content)))
    assert fault.found == "a NUL byte"


@given(st.binary(max_size=60) | st.text(max_size=20).map(lambda text: text.encode("gb18030")))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        text, faults = decode("providers.csv", content, None, STATED_AT)
    except InvalidInput as error:
        assert all(fault.found and fault.wanted for fault in error.faults)
    else:
        assert isinstance(text, str)
        assert all(fault.severity == "warning" for fault in faults)
