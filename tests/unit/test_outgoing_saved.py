"""Messages saved with a name: the way into a file and back, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubsub_tui.outgoing.draft import Draft
from pubsub_tui.outgoing.kind import Kind
from pubsub_tui.outgoing.problem import OutgoingError
from pubsub_tui.outgoing.properties import Properties
from pubsub_tui.outgoing.saved import list_templates, load_template, save_template
from pubsub_tui.outgoing.template import literal
from tests.unit.test_outgoing_draft import PROPERTIES

DRAFTS = st.builds(
    Draft,
    st.text(st.characters(exclude_categories=["Cs"])).map(literal),
    (
        st.text(st.characters(exclude_categories=["Cs"]))
        | st.text('ab"\\\n\r\t\0\x7f\x85\u2028')
        | st.just("{{count}}\n{{now}}")
    ).map(lambda text: text if text.startswith("{{count") else literal(text)),
    st.sampled_from(Kind),
    st.sampled_from((0, 1, 2)),
    st.booleans(),
    PROPERTIES.map(
        lambda each: Properties(
            each.content_type,
            each.response_topic,
            each.correlation_data,
            each.message_expiry,
            each.is_text,
            tuple((literal(name), literal(text)) for name, text in each.user),
        )
    ),
)


def said(folder: Path, name: str) -> str:
    with pytest.raises(OutgoingError) as error:
        load_template(folder, name)
    return str(error.value)


@given(DRAFTS)
def test_a_draft_comes_back_as_it_was_saved(draft: Draft) -> None:
    with TemporaryDirectory() as folder:
        path = save_template(Path(folder), "my message", draft)
        assert path == Path(folder) / "my message.toml"
        assert load_template(Path(folder), "my message") == draft
        assert list_templates(Path(folder)) == ["my message"]


def test_a_payload_of_several_lines_is_readable_in_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    path = save_template(
        folder, "a", Draft("site/{{ask line}}", '{\n "n": {{count}}\n}', Kind.JSON)
    )
    assert path.read_text() == (
        'topic = "site/{{ask line}}"\n'
        'payload = """{\n "n": {{count}}\n}"""\n'
        'kind = "json"\n'
        "qos = 0\n"
        "retain = false\n"
    )


def test_only_the_topic_has_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "short.toml").write_text('topic = "a"\n')
    assert load_template(tmp_path, "short") == Draft("a")


def test_templates_are_listed_by_name(tmp_path: Path) -> None:
    for name in ("b.toml", "a.toml", ".hidden.toml", "a.txt", "ü 1.toml"):
        (tmp_path / name).touch()
    assert list_templates(tmp_path) == ["a", "b", "ü 1"]
    assert list_templates(tmp_path / "missing") == []


@pytest.mark.parametrize("name", ["", "../a", "a/b", ".a", "a ", "x" * 65, "a\n"])
def test_a_name_is_that_of_a_file_in_the_folder(tmp_path: Path, name: str) -> None:
    sentence = "template: a name has letters, digits, spaces, dots and dashes, at most 64"
    assert said(tmp_path, name) == sentence
    with pytest.raises(OutgoingError, match=sentence):
        save_template(tmp_path, name, Draft("a"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("topic = ", " is not valid TOML: Invalid value (at the end, line 1, column 9)"),
        ("qos = 1", ": the topic is missing"),
        ('topic = "a"\npaylod = ""', ", line 2: paylod is not known; known are topic, payload, "),
        ("topic = 1", ", line 1: topic must be a text"),
        ('topic = "a"\n\nqos = true', ", line 3: qos must be 0, 1 or 2"),
        ('topic = "a"\nqos = 3', ", line 2: qos must be 0, 1 or 2"),
        ('topic = "a"\nretain = 1', ", line 2: retain must be true or false"),
        ('topic = "a"\nkind = "xml"', ", line 2: kind must be one of text, json, hex, "),
        ('topic = "a"\nproperties = 1', ", line 2: properties must be a table, [properties]"),
        (
            'topic = "a"\n[properties]\ncontent_type = 1',
            ", line 3: content_type: expected a text",
        ),
        (
            'topic = "a"\npayload = """\n\n{{cuont}}"""',
            ", line 2: payload: line 2, column 1: 'cuont' is not known; perhaps count",
        ),
        (
            'topic = "a"\n[properties]\nuser_properties = [["a", "{{"]]',
            ", line 3: user property: column 1: no }} closes this {{",
        ),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text)
    assert said(tmp_path, "broken").startswith(f"{path}{sentence}")


def test_a_template_that_is_not_there(tmp_path: Path) -> None:
    assert said(tmp_path, "none") == f"there is no template 'none' in {tmp_path}"


def test_what_can_not_be_saved_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    save_template(tmp_path, "a", Draft("a", "1"))
    for draft in (Draft("a", "{{x"), Draft("a", "\ud800")):
        with pytest.raises(OutgoingError):
            save_template(tmp_path, "a", draft)
    assert load_template(tmp_path, "a") == Draft("a", "1")
    save_template(tmp_path, "a", Draft("a", "2"))
    assert load_template(tmp_path, "a") == Draft("a", "2")
    assert [path.name for path in tmp_path.iterdir()] == ["a.toml"]
    with pytest.raises(OutgoingError, match="can not be written: File exists"):
        save_template(tmp_path / "a.toml", "a", Draft("a"))
