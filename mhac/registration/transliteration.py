"""Names as a machine-readable zone writes them: A to Z only, after ICAO Doc 9303 part 3, section 6.

Latin letters follow table A, Cyrillic ones table B. Other scripts have no letters here and are left out: the
passport's own Latin spelling must be typed for them.
"""

from __future__ import annotations

import unicodedata


def _table(text: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in text.split())


_LATIN = _table("Ä:AE Å:AA Æ:AE Ð:D Ñ:N Ö:OE Ø:OE Ü:UE Þ:TH ẞ:SS Đ:D Ħ:H ı:I İ:I Ĳ:IJ ĸ:Q Ł:L Ŋ:N Œ:OE Ŧ:T")
_CYRILLIC = _table(
    "А:A Б:B В:V Г:G Д:D Е:E Ё:E Ж:ZH З:Z И:I Й:I К:K Л:L М:M Н:N О:O П:P Р:R С:S Т:T У:U Ф:F Х:KH Ц:TS Ч:CH "
    "Ш:SH Щ:SHCH Ъ:IE Ы:Y Ь: Э:E Ю:IU Я:IA І:I Ї:I Є:IE Ґ:G Ђ:D Ј:J Љ:LJ Њ:NJ Ћ:C Ў:U Џ:DZ"
)
_DROPPED = frozenset("'’ʼ`´.ʹʺ")


def transliterate(name: str) -> str:
    """Return a name in the letters of a machine-readable zone, words apart by one space; apostrophes fall away."""
    return " ".join("".join(map(_letters, unicodedata.normalize("NFC", name).upper().replace("ß", "SS"))).split())


def _letters(character: str) -> str:
    if character in _DROPPED or unicodedata.combining(character):
        return ""
    known = _LATIN.get(character) or _CYRILLIC.get(character)
    if known is not None:
        return known
    if character in _CYRILLIC:
        return ""
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    if plain.isascii() and plain.isalpha():
        return plain.upper()
    return " " if not plain.isalpha() else ""
