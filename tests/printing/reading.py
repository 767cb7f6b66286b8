"""What a PDF of ours says, read back from its pages."""

import re
import zlib
from collections.abc import Iterator, Mapping

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_PLAIN = {b"r": b"\r", b"n": b"\n"}

Letters = Mapping[int, str]


def words_of(file: bytes) -> str:
    """All that stands on the pages, a line for each piece of text."""
    objects = {int(number): body for number, body in _OBJECT.findall(file)}
    fonts = {name: _letters(objects, int(number)) for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", file)}
    streams = [_stream(body) for body in objects.values()]
    return "\n".join(line for each in streams if b" Tj" in each for line in _lines(each, fonts))


def _lines(page: bytes, fonts: Mapping[bytes, Letters]) -> Iterator[str]:
    letters: Letters = {}
    for font, shown in _SHOWN.findall(page):
        if font:
            letters = fonts[font]
            continue
        codes = _ESCAPED.sub(lambda each: _PLAIN.get(each[1], each[1]), shown)
        yield "".join(letters[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2))


def _letters(objects: Mapping[int, bytes], number: int) -> Letters:
    (unicode,) = re.findall(rb"/ToUnicode (\d+) 0 R", objects[number])
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", _stream(objects[int(unicode)]))
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None or b"/Image" in body:
        return b""
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]
