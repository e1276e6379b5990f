import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.discuz.forms import forms as of_discuz
from harvester.forum.forms import Form

TEMPLATES = [
    "thread-{id}-{page}-{prev}.html",
    "t{id}-{page}-{prev}",
    "read-{id}-{page}.html",
    "2026/t/{id}_{page}.shtml",
    "forum.php?mod=viewthread&tid={id}&page={page}",
]


@pytest.mark.parametrize("template", TEMPLATES)
@given(identity=st.integers(1, 9_999_999_999), page=st.integers(1, 9_999_999))
def test_what_is_written_is_read_again(template: str, identity: int, page: int) -> None:
    form = Form(template)
    address = form.write(identity, page)
    if page == 1 and "?" in template:
        assert address.endswith(f"tid={identity}")
    else:
        assert form.read(address) == (identity, page)


@pytest.mark.parametrize("address", ["thread-9-1.html", "xthread-9-1-1.html", "thread-9-1-1.htm", "thread-a-1-1.html"])
def test_other_addresses_are_not_read(address: str) -> None:
    assert Form(TEMPLATES[0]).read(address) is None


def test_the_form_that_most_links_have_is_the_site_s() -> None:
    forms = of_discuz()
    forms.learn("thread", 9, "forum.php?mod=viewthread&tid=9&extra=page%3D1")
    for tid in (7, 8):
        forms.learn("thread", tid, f"thread-{tid}-1-3.html")
    assert forms.write("thread", 5) == "thread-5-1-1.html"
    assert forms.read("forum.php?mod=viewthread&tid=5&page=2") == ("thread", 5, 2)


@pytest.mark.parametrize(
    "address",
    [
        "forum.php?mod=viewthread&tid=9&authorid=3",
        "forum.php?mod=redirect&tid=9&goto=lastpost",
        "plugin.php?id=x&tid=9",
        "news.html",
        "",
    ],
)
def test_aliases_teach_nothing(address: str) -> None:
    forms = of_discuz()
    forms.learn("thread", 9, address)
    assert forms.form("thread") == of_discuz().form("thread")
