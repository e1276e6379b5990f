"""What leaves the house: one :class:`Article` is one line of the output.

The field names are a promise to users, and so is ``schema``: within a schema
version a field may be added, never renamed, retyped or removed. A value that
the page does not give is ``None`` (JSON ``null``), never an empty guess; a list
that the page shows to be empty is ``[]``.

``harvester/schema/article.json`` is made from these classes by
``python -m harvester.schema``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_type_hints

T = TypeVar("T")

SCHEMA = 1


def _about(description: str, **more: str) -> dict[str, Any]:
    """Metadata that ``ItemAdapter.get_json_schema`` copies into the JSON Schema."""
    return {"json_schema_extra": {"description": description, **more}}


def _time(description: str) -> dict[str, Any]:
    return _about(description, format="date-time")


@dataclass(slots=True)
class Board:
    """The board that a thread stands in."""

    fid: int | None = field(default=None, metadata=_about("The board's number."))
    name: str | None = field(default=None, metadata=_about("The board's name."))


@dataclass(slots=True)
class Author:
    """Who wrote a post."""

    name: str = field(metadata=_about("The member's name."))
    uid: int | None = field(default=None, metadata=_about("The member's number; null where no link shows it."))


@dataclass(slots=True)
class Edited:
    """The last edit of a post, as its edit line states it."""

    by: str | None = field(default=None, metadata=_about("The name of who edited it."))
    at: str | None = field(default=None, metadata=_time("When, ISO 8601 with the offset of the forum's zone."))


@dataclass(slots=True)
class Picture:
    """A picture of the first post, attached or external; smilies do not count."""

    url: str = field(metadata=_about("The real address, not the placeholder of a lazy loader.", format="uri"))
    aid: int | None = field(default=None, metadata=_about("The attachment's number; null for an external picture."))
    caption: str | None = field(default=None, metadata=_about("The caption or file name that the page shows."))
    file: str | None = field(
        default=None, metadata=_about("Where it was kept, below the site's folder; otherwise null.")
    )
    sha256: str | None = field(default=None, metadata=_about("SHA-256 of its content, in hex; null where not kept."))


@dataclass(slots=True)
class Attachment:
    """A file attached to the first post that is not shown as a picture."""

    url: str | None = field(default=None, metadata=_about("The download address; null where guests get none."))
    aid: int | None = field(default=None, metadata=_about("The attachment's number, where the page shows it."))
    name: str | None = field(default=None, metadata=_about("The file's name."))
    size: str | None = field(default=None, metadata=_about("The size as the page words it, e.g. 12.5 KB."))
    file: str | None = field(
        default=None, metadata=_about("Where it was kept, below the site's folder; otherwise null.")
    )
    sha256: str | None = field(default=None, metadata=_about("SHA-256 of its content, in hex; null where not kept."))


@dataclass(slots=True)
class Link:
    """A link that the author put into the first post."""

    url: str = field(metadata=_about("Its full address.", format="uri"))
    text: str = field(metadata=_about("Its words; empty where it is on a picture."))


@dataclass(slots=True)
class Struck:
    """Words of the first post that its author struck out."""

    text: str = field(metadata=_about("The words; they stand in text, too."))
    start: int = field(metadata=_about("Where they began in the unrepaired text, in code points."))


@dataclass(slots=True)
class Score:
    """The points of one kind that a rating gives."""

    name: str = field(metadata=_about("What the forum calls them: 威望, 金钱, ..."))
    points: int = field(metadata=_about("How many; below 0 where they were taken."))


@dataclass(slots=True)
class Rating:
    """A comment on a post, or a rating of it."""

    author: Author | None = field(metadata=_about("Who gave it; null where no member is named."))
    published: str | None = field(
        metadata=_time("When, ISO 8601 with the offset of the forum's zone; null for a rating.")
    )
    text: str = field(metadata=_about("Its words; a rating may have none."))
    scores: list[Score] = field(metadata=_about("The points of a rating; a comment has none."))


@dataclass(slots=True)
class Reply:
    """A post of the thread other than the first."""

    pid: int | None = field(metadata=_about("The post's number; null if the page it was read from has none."))
    floor: int | None = field(metadata=_about("The floor: 2 is the first reply."))
    author: Author | None = field(metadata=_about("Who wrote it; null where anonymous."))
    published: str | None = field(metadata=_time("When, ISO 8601 with the offset of the forum's zone."))
    text: str = field(metadata=_about("The reply's clean text, one paragraph per line."))
    quotes: list[int] = field(default_factory=list, metadata=_about("Numbers of the posts that it quotes."))
    notice: str | None = field(
        default=None, metadata=_about("What stands in place of the reply or of a part: blocked_post, hidden_part, ...")
    )
    ratings: list[Rating] | None = field(
        default=None, metadata=_about("The comments and ratings below it, as in ratings of the first post.")
    )


#: Where the decoding leaves the :class:`Encoding` of a page, in ``request.meta``.
ENCODING = "harvester_encoding"


@dataclass(slots=True)
class Encoding:
    """How the page's bytes became text."""

    declared: str | None = field(metadata=_about("The label that the page declared, as it stood."))
    used: str = field(metadata=_about("The encoding that was used."))
    method: str = field(metadata=_about("How it was chosen: bom, declared, detected, mixed, default or given."))
    bad_bytes: int = field(metadata=_about("Bytes of the page that no encoding explained."))


@dataclass(slots=True)
class Repair:
    """One repair that was made to a field of the line."""

    where: str = field(metadata=_about("The field that it was made in: title, text, author.name, replies[0].text, ..."))
    kind: str = field(metadata=_about("The accident that was undone."))
    start: int = field(metadata=_about("Where it began in the unrepaired field, in code points."))
    before: str = field(metadata=_about("The damaged span."))
    after: str = field(metadata=_about("What it was repaired to."))
    certainty: str = field(metadata=_about("certain, likely or guess."))
    bits: float = field(metadata=_about("Plausibility gained, in bits."))
    why: str = field(metadata=_about("The reason, in a line."))


@dataclass(slots=True)
class Byline:
    """Who made a piece, in one role, as the text words it: 随州日报 / 全媒记者 / 陈云."""

    outlet: str | None = field(metadata=_about("The paper, agency or site; null where the byline names none."))
    role: str = field(
        metadata=_about("The role: 记者, 全媒记者, 通讯员, 作者, ...; empty where the names stand alone.")
    )
    names: list[str] = field(metadata=_about("One or more names."))


@dataclass(slots=True)
class Issue:
    """When and where a text was printed, as a stamp says: 2023年05月09日 16版."""

    date: str | None = field(default=None, metadata=_about("The day, ISO 8601.", format="date"))
    page: str | None = field(default=None, metadata=_about("The page as it stands: 16版, A05版."))


@dataclass(slots=True)
class MaskedData:
    """How often personal data of a kind was masked in a line."""

    kind: str = field(metadata=_about("phones, emails or ids."))
    count: int = field(metadata=_about("How many marks of this kind were put."))


@dataclass(slots=True)
class Corrected:
    """A field that a person corrected."""

    where: str = field(metadata=_about("The field: title or text."))
    by: str = field(metadata=_about("Who put it right."))
    at: str = field(metadata=_time("When, ISO 8601 in UTC."))
    outdated: bool = field(metadata=_about("Whether the field has changed since, in the forum or by hand."))


@dataclass(slots=True)
class Capture:
    """The record of a web archive that a page was read off."""

    file: str = field(metadata=_about("The file, as it was named; of a WACZ, # and the file in it, too."))
    offset: int = field(metadata=_about("At which byte of the file its record begins; of a HAR, which entry it is."))
    date: str = field(metadata=_time("When it was captured, ISO 8601 in UTC."))
    target: str = field(metadata=_about("The address that it was captured under.", format="uri"))


@dataclass(slots=True, kw_only=True)
class Article:
    """A thread's first post, with what the forum says about the thread: one line of output."""

    schema: int = field(default=SCHEMA, metadata=_about("The version of this schema."))
    kind: str = field(default="article", metadata=_about("What the line is: article."))
    id: str = field(metadata=_about("SITE:TID, the same in every run."))
    site: str = field(metadata=_about("The forum: its host, with the port and path where it has them."))
    url: str = field(metadata=_about("The canonical address of the thread's first page.", format="uri"))
    tid: int = field(metadata=_about("The thread's number."))
    pid: int | None = field(
        metadata=_about("The first post's number; null where the thread was read through the archiver.")
    )
    board: Board = field(metadata=_about("The board it stands in."))
    title: str = field(metadata=_about("The thread's title."))
    thread_type: str | None = field(metadata=_about("The thread type, without brackets."))
    author: Author | None = field(metadata=_about("Who wrote it; null where anonymous."))
    published: str | None = field(metadata=_time("When it was posted, ISO 8601 with the offset of the forum's zone."))
    edited: Edited | None = field(metadata=_about("The last edit; null where there is no edit line."))
    text: str = field(metadata=_about("The clean text of the first post, one paragraph per line."))
    pictures: list[Picture] = field(metadata=_about("Its pictures, in the order of the page."))
    attachments: list[Attachment] = field(metadata=_about("Its other attached files, in the order of the page."))
    views: int | None = field(metadata=_about("How often it was viewed, as the page says."))
    reply_count: int | None = field(metadata=_about("How many replies the forum counts."))
    flags: list[str] = field(metadata=_about("What the forum marks: sticky, digest, closed, poll, ..."))
    encoding: Encoding = field(metadata=_about("How the page's bytes became text."))
    repairs: list[Repair] = field(default_factory=list, metadata=_about("Every repair that was made."))
    original_text: str | None = field(
        default=None, metadata=_about("The text before any repair; null unless HARVESTER_KEEP_ORIGINAL is set.")
    )
    harvested: str = field(metadata=_time("When the page was fetched, ISO 8601 in UTC."))
    revision: int = field(default=1, metadata=_about("1 for the first version that was harvested."))
    changed: list[str] | None = field(
        default=None, metadata=_about("The fields that differ from the revision before; null in the first.")
    )
    previous_hash: str | None = field(
        default=None, metadata=_about("SHA-256 of the text of the revision before, in UTF-8; null in the first.")
    )
    replies: list[Reply] | None = field(
        default=None, metadata=_about("The replies, if they were asked for; otherwise null.")
    )
    joined: list[int] = field(
        default_factory=list,
        metadata=_about("Posts in which the author continues: their texts are joined to this one."),
    )
    headline: str | None = field(
        default=None, metadata=_about("The headline as it stands in the text; null where the text has none.")
    )
    subtitle: str | None = field(default=None, metadata=_about("The line below the headline that begins with a dash."))
    byline: Byline | None = field(default=None, metadata=_about("The first credit of the byline."))
    bylines: list[Byline] = field(default_factory=list, metadata=_about("All credits of the byline, the first too."))
    source: str | None = field(default=None, metadata=_about("Where the text says that it is from."))
    dateline: str | None = field(default=None, metadata=_about("The dateline: 本报讯, 新华社北京12月1日电, ..."))
    editor: str | None = field(default=None, metadata=_about("The editor's name; several are joined by 、."))
    section_headings: list[str] = field(
        default_factory=list, metadata=_about("Short lines between its paragraphs, each by itself.")
    )
    event_dates: list[str] = field(
        default_factory=list, metadata=_about("Full dates that it names, ISO 8601, each once; only certain ones.")
    )
    page_turns: list[str] = field(
        default_factory=list, metadata=_about("The print edition's page turns in it, as they stand.")
    )
    engine: str | None = field(
        default=None, metadata=_about("The forum's engine, by the name that -a engine= takes: discuz, ...")
    )
    via: str | None = field(
        default=None, metadata=_about("Who passed on what source wrote, where the text names both.")
    )
    original_url: str | None = field(
        default=None, metadata=_about("The address that the text gives as that of the original.")
    )
    original_title: str | None = field(default=None, metadata=_about("The title after 原标题."))
    location: str | None = field(
        default=None, metadata=_about("Where it was written: the place of the dateline, or that a byline ends with.")
    )
    agency: str | None = field(
        default=None, metadata=_about("Whose report the text begins by repeating: 据路透社报道.")
    )
    photographers: list[str] = field(default_factory=list, metadata=_about("Who took the pictures."))
    translator: str | None = field(default=None, metadata=_about("Who translated it; several are joined by 、."))
    column: str | None = field(default=None, metadata=_about("The column after 栏目."))
    abstract: str | None = field(default=None, metadata=_about("The words after 摘要, 导读, 核心提示."))
    issue: Issue | None = field(default=None, metadata=_about("When and where it was printed; null without a stamp."))
    layout: str | None = field(
        default=None,
        metadata=_about(
            "What read the page: a layout (x, 7, 6, touch), the archiver, or, of an unknown "
            "skin, unknown (by the ids of its posts) or likeness (by what looks like posts)."
        ),
    )
    language: str | None = field(
        default=None, metadata=_about("The text's language, BCP 47: zh, ja, ko or en; null where that is not evident.")
    )
    script: str | None = field(
        default=None, metadata=_about("The script of a Chinese text: Hans, Hant or mixed; null where it shows neither.")
    )
    text_normalised: str | None = field(
        default=None, metadata=_about("The text in a normal form; null unless HARVESTER_NORMALISE names steps.")
    )
    text_hans: str | None = field(
        default=None, metadata=_about("The text in simplified characters; null unless HARVESTER_CONVERT has hans.")
    )
    text_hant: str | None = field(
        default=None, metadata=_about("The text in traditional characters; null unless HARVESTER_CONVERT has hant.")
    )
    duplicate_of: str | None = field(
        default=None, metadata=_about("The id of the first line with this text, or nearly; see HARVESTER_DUPLICATES.")
    )
    masked: list[MaskedData] | None = field(
        default=None, metadata=_about("What personal data was masked; null unless HARVESTER_MASK names kinds.")
    )
    continues: str | None = field(
        default=None, metadata=_about("The id of the thread whose article continues in this one, if both are there.")
    )
    continued_by: str | None = field(
        default=None, metadata=_about("The id of the thread in which this article continues, if both are there.")
    )
    corrected: list[Corrected] | None = field(
        default=None,
        metadata=_about("What people corrected (scrapy correct), in exports; null in the lines of a harvest."),
    )
    program: str | None = field(default=None, metadata=_about("The version of Harvester that made the line."))
    model: str | None = field(
        default=None,
        metadata=_about("The language model that its repairs go by: the beginning of its SHA-256, in hex."),
    )
    links: list[Link] | None = field(
        default=None,
        metadata=_about(
            "The links that its author put into the first post, each once; null unless HARVESTER_KEEP names links, and "
            "where the page leaves them out."
        ),
    )
    ratings: list[Rating] | None = field(
        default=None,
        metadata=_about(
            "The comments (点评) and ratings (评分) below the first post, as the page shows them; null unless "
            "HARVESTER_KEEP names ratings, and where the page has no place for them."
        ),
    )
    last_reply: str | None = field(
        default=None,
        metadata=_time("When the list says that the last reply was written, with the offset of the forum's zone."),
    )
    warc: Capture | None = field(
        default=None,
        metadata=_about("Where its first page stands in a web archive, in lines of harvester read; else null."),
    )
    struck: list[Struck] | None = field(
        default=None,
        metadata=_about(
            "What its author struck out of the text, in its order; null unless HARVESTER_KEEP names struck, and where "
            "the page does not show it."
        ),
    )


@dataclass(slots=True, kw_only=True)
class Gone:
    """A line that says that a thread whose article was harvested is no longer there."""

    schema: int = field(default=SCHEMA, metadata=_about("The version of this schema."))
    kind: str = field(default="gone", metadata=_about("What the line is: gone."))
    id: str = field(metadata=_about("SITE:TID, as in the article's line."))
    site: str = field(metadata=_about("The forum, as in the article's line."))
    url: str = field(metadata=_about("The canonical address of the thread's first page.", format="uri"))
    tid: int = field(metadata=_about("The thread's number."))
    engine: str | None = field(default=None, metadata=_about("The forum's engine, as in the article's line."))
    revision: int = field(metadata=_about("The last revision that was harvested."))
    notice: str = field(metadata=_about("What the forum says in its place."))
    harvested: str = field(metadata=_time("When it was found to be gone, ISO 8601 in UTC."))


def from_dict(kind: type[T], value: Mapping[str, Any]) -> T:
    """The item of a line, or a part of one; fields that it does not know are left out.

    Raises :class:`TypeError` where one that it must have is missing.

    >>> from_dict(Board, {"fid": 2, "name": "News", "colour": "red"})
    Board(fid=2, name='News')
    """
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind) if each.name in value]  # type: ignore[arg-type]  # a dataclass
    return kind(**{name: _rich(hints[name], value[name]) for name in names})


def _rich(hint: Any, value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    if isinstance(hint, UnionType):
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
    if isinstance(value, list):
        (inner,) = get_args(hint)
        return [_rich(inner, each) for each in value]
    known = isinstance(hint, type) and is_dataclass(hint) and isinstance(value, Mapping)
    return from_dict(hint, value) if known else value


def to_dict(item: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the dataclasses above
    """The item as plain dicts and lists, in the order of its fields, ready for JSON."""
    return {each.name: _plain(getattr(item, each.name)) for each in fields(item)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    if isinstance(value, list):
        return [_plain(element) for element in value]
    return to_dict(value) if is_dataclass(value) else value
