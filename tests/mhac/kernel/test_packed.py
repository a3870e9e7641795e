"""Long texts that are kept for good take a tenth of the room, and come back letter by letter."""

import json

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite import dialect

from mhac.kernel.canonical import canonical, digest
from mhac.kernel.records import PACKED, PackedText

KIND, SQLITE = PackedText(), dialect()


@given(st.text(max_size=3000).filter(lambda text: not text.startswith(PACKED)))
def test_every_text_comes_back(text: str) -> None:
    kept = KIND.process_bind_param(text, SQLITE)
    assert KIND.process_result_value(kept, SQLITE) == text


def test_a_frozen_content_takes_little_room_and_keeps_its_digest() -> None:
    text = canonical(
        {"answers": [{"field": f"question_{at}", "label": "Was asked", "value": False} for at in range(300)]}
    )
    kept = KIND.process_bind_param(text, SQLITE)
    assert kept is not None
    assert len(kept) * 5 < len(text)
    read = KIND.process_result_value(kept, SQLITE)
    assert read is not None
    assert digest(read) == digest(text)


def test_a_text_of_before_is_read_and_a_tampered_one_fits_no_digest() -> None:
    assert KIND.process_result_value('{"a":1}', SQLITE) == '{"a":1}'
    text = canonical({"classes": ["B1"] * 1000})
    kept = KIND.process_bind_param(text, SQLITE)
    assert kept is not None
    for at in range(2, len(kept)):
        changed = kept[:at] + ("A" if kept[at] != "A" else "B") + kept[at + 1 :]
        read = KIND.process_result_value(changed, SQLITE)
        assert read is not None
        assert digest(read) != digest(text) or read == text
        json.loads(read)
