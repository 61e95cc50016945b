from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.text.front_matter import FrontMatterError, parse_date, split

LAUGHS = "\n".join(
    ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    + [f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]" for before, name in ["ab", "bc", "cd", "de", "ef"]]
)


@pytest.mark.parametrize(
    ("text", "kind", "data", "body", "body_line"),
    [
        ("---\ntitle: A\n---\nBody\n", "yaml", {"title": "A"}, "Body\n", 4),
        ("---\r\ntitle: A\r\n...\r\nBody", "yaml", {"title": "A"}, "Body", 4),
        ("\ufeff---\ntitle: A\n---\n", "yaml", {"title": "A"}, "", 4),
        ("--- \ntitle: A\n---\t\nB", "yaml", {"title": "A"}, "B", 4),
        ("---\n---\nBody", "yaml", {}, "Body", 3),
        ("---\ndate: 2014-05-20\n---\n", "yaml", {"date": date(2014, 5, 20)}, "", 4),
        ('+++\ntitle = "A"\n[extra]\nx = 1\n+++\nBody', "toml", {"title": "A", "extra": {"x": 1}}, "Body", 6),
        ('{\n"title": "A"\n}\n\nBody', "json", {"title": "A"}, "\nBody", 4),
        (';;;\n{"title": "A"}\n;;;\nBody', "json", {"title": "A"}, "Body", 4),
        ("Just text\n---\n", None, {}, "Just text\n---\n", 1),
        ("---\n\nA thematic break first", None, {}, "---\n\nA thematic break first", 1),
        ("{% include x %}", None, {}, "{% include x %}", 1),
        ("", None, {}, "", 1),
    ],
)
def test_front_matter_is_taken_off(text, kind, data, body, body_line):
    found = split(text)

    assert (found.kind, found.data, found.body, found.body_line) == (kind, data, body, body_line)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("---\na: 1\nb: 2\na: 3\n---\n", 4, "“a” is given twice"),
        ("---\na:\n  b: 1\n  b: 2\n---\n", 4, "“b” is given twice"),
        ("---\ntitle: A\ndate: 2014-02-30\n---\n", 3, "2014-02-30"),
        ("---\ntitle: A\ndate: 2014-05-20T25:00:00\n---\n", 3, "hour"),
        ("---\ntitle: 'A\n---\n", 3, "quoted scalar"),
        ("---\ntitle: A: B\n---\n", 2, "mapping values"),
        ("---\na: 1\nb: \x01\n---\n", 3, "U+0001"),
        ("---\na: !!python/object/apply:os.system [ls]\n---\n", 2, "could not determine a constructor"),
        ("---\n- a\n---\n", 2, "names and values"),
        ("---\ntitle: A\nnever closed", 1, "never closed"),
        (f"---\n{LAUGHS}\n---\n", 2, "too much"),
        ("---\na: &a [*a]\n---\n", 2, "too much"),
        (f"---\na: {'[' * 3000}\n---\n", 2, "nested too deeply"),
        (f"---\na: {'1' * 5000}\n---\n", 2, "not a possible"),
        ("+++\na = 1\nb =\n+++\n", 3, "Invalid value"),
        ("+++\na = 1\na = 2\n+++\n", 3, "overwrite"),
        ("+++\na = 1\ndate = 2014-02-30\n+++\n", 3, "Invalid date"),
        (f"+++\na = {'[' * 5000}\n+++\n", 2, "nested too deeply"),
        ('{\n"a": 1,\n"b": ,\n}', 3, "not valid JSON"),
        ('{"a": 1, "a": 2}', 1, "“a” is given twice"),
        (f'{{"a": {"1" * 5000}}}', 1, "limit"),
        (f'{{"a": {"[" * 100_000}', 1, "nested too deeply"),
        (';;;\n{"a": 1\n;;;\n', 3, "not valid JSON"),
    ],
)
def test_broken_front_matter_names_the_line(text, line, message):
    with pytest.raises(FrontMatterError) as caught:
        split(text)

    assert caught.value.line == line
    assert message in caught.value.message
    assert str(caught.value).startswith(f"line {line}: ")


@given(st.sampled_from(["---\n{}\n---\nB", "+++\n{}\n+++\nB", "{{{}", ";;;\n{}\n;;;\n", "{}"]), st.text())
def test_any_text_is_split_or_refused_with_a_line(form, text):
    whole = form.format(text)
    line, body = 1, ""
    try:
        body = split(whole).body
    except FrontMatterError as error:
        line = error.line

    assert 1 <= line <= whole.count("\n") + 2
    assert whole.endswith(body)


BERLIN = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2014-05-20", datetime(2014, 5, 20, tzinfo=BERLIN)),
        ("2014-5-2", datetime(2014, 5, 2, tzinfo=BERLIN)),
        ("2014/05/20 08:30", datetime(2014, 5, 20, 8, 30, tzinfo=BERLIN)),
        ("2014-05-20 21:10:00 -0500", datetime(2014, 5, 20, 21, 10, tzinfo=timezone(timedelta(hours=-5)))),
        ("2014-05-20 21:10:00 UTC", datetime(2014, 5, 20, 21, 10, tzinfo=UTC)),
        ("2014-05-20T21:10:00Z", datetime(2014, 5, 20, 21, 10, tzinfo=UTC)),
        ("2014-05-20T21:10:00.123456789+02:00", datetime(2014, 5, 20, 21, 10, 0, 123456, tzinfo=BERLIN)),
        ("20 May 2014", datetime(2014, 5, 20, tzinfo=BERLIN)),
        ("May 20th, 2014 at 9:10 PM", datetime(2014, 5, 20, 21, 10, tzinfo=BERLIN)),
        ("Tue, 20 May 2014 21:10:00 +0000", datetime(2014, 5, 20, 21, 10, tzinfo=UTC)),
        ("Sept. 3, 2014", datetime(2014, 9, 3, tzinfo=BERLIN)),
        (date(2014, 5, 20), datetime(2014, 5, 20, tzinfo=BERLIN)),
        (datetime(2014, 5, 20, 1), datetime(2014, 5, 20, 1, tzinfo=BERLIN)),  # noqa: DTZ001
        (datetime(2014, 5, 20, 1, tzinfo=UTC), datetime(2014, 5, 20, 1, tzinfo=UTC)),
    ],
)
def test_date_is_understood(value, expected):
    parsed = parse_date(value, BERLIN)

    assert parsed == expected
    assert parsed.utcoffset() == expected.utcoffset()


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("2014-02-30", "2014-02-30"),
        ("2014-05-20 25:00", "hour"),
        ("1 May 2014 12:99", "minute"),
        ("31 February 2014", "31 February 2014"),
        ("tomorrow", "write it like"),
        ("9999-12-31T23:59:59-14:00", "too far"),
        ("", "not a date"),
        (None, "not a date"),
        (True, "not a date"),
        (20140520, "not a date"),
    ],
)
def test_impossible_date_is_refused_by_name(value, named):
    with pytest.raises(ValueError, match=named):
        parse_date(value, BERLIN)


@given(st.text())
def test_any_text_is_a_date_or_a_value_error(text):
    try:
        result = str(parse_date(text, UTC))
    except ValueError as error:
        result = str(error)

    assert result.endswith("+00:00") or text.strip()[:10] in result
