"""The add-on in a project of somebody else's: a fresh one, with a spider for a site that is not a forum."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import attrs
import pytest
from itemadapter import ItemAdapter
from pydantic import BaseModel, ConfigDict
from scrapy import Field, Item
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler
from serving import QuietServer

from harvester.addon import Harvester
from harvester.addon.repairing import RepairPipeline
from harvester.config.declaring import ConfigurationError

DAMAGED, RESTORED = "這裡的產業(yè)發(fā)展很快", "這裡的產業發展很快"

PAGE = f"""<html><head><meta charset="utf-8"><title>消息</title></head><body><h1>老街改造工程今天开工</h1>
<p>{DAMAGED}</p><p>居民们说，他们等了很多年，如今路灯亮了，下水道也通了。</p></body></html>"""

SPIDER = """
import scrapy


class News(scrapy.Spider):
    name = "news"

    async def start(self):
        yield scrapy.Request(self.address)

    def parse(self, response):
        yield {"title": response.css("h1::text").get(), "body": response.css("p::text").getall(), "code": 7}
"""


@dataclass
class Story:
    title: str
    tags: list[str] = field(default_factory=list)


@attrs.define
class AttrsStory:
    title: str


class PydanticStory(BaseModel):
    title: str


@dataclass(frozen=True, slots=True)
class FrozenStory:
    title: object


@attrs.frozen
class FrozenAttrsStory:
    title: object


class FrozenPydanticStory(BaseModel):
    model_config = ConfigDict(frozen=True)
    title: Any


class Said(NamedTuple):
    words: str


@attrs.define
class CheckedStory:
    title: Any = attrs.field(validator=attrs.validators.in_([DAMAGED]))


class ScrapyStory(Item):
    title = Field()
    log = Field()


class Gbk(BaseHTTPRequestHandler):
    """A page in GBK that calls itself UTF-8, as its server does."""

    body: ClassVar[bytes] = PAGE.encode("gbk")

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with QuietServer(("127.0.0.1", 0), Gbk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def pipeline(**settings: str | bool) -> RepairPipeline:
    return RepairPipeline.from_crawler(get_crawler(settings_dict=settings))


def test_a_fresh_project_with_a_spider_of_its_own(tmp_path: Path, address: str) -> None:
    run = [sys.executable, "-m", "scrapy"]
    subprocess.run([*run, "startproject", "paper", "."], cwd=tmp_path, check=True, capture_output=True)  # noqa: S603 - ours
    (tmp_path / "paper" / "spiders" / "news.py").write_text(SPIDER, encoding="utf-8")
    settings = tmp_path / "paper" / "settings.py"
    added = 'ADDONS = {"harvester.addon.Harvester": 500}\nHARVESTER_LOG_FIELD = "repairs"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + added, encoding="utf-8")
    crawl = [*run, "crawl", "news", "-a", f"address={address}", "-O", "out.jsonl", "-s", "DOWNLOAD_DELAY=0"]
    done = subprocess.run(crawl, cwd=tmp_path, check=True, capture_output=True, text=True)  # noqa: S603 - ours

    (line,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    item = json.loads(line)
    assert item["title"] == "老街改造工程今天开工"
    assert item["body"][0] == RESTORED
    assert item["code"] == 7
    assert {made["kind"] for made in item["repairs"]} == {"gloss"}
    assert {made["where"] for made in item["repairs"]} == {"body[0]"}
    assert "harvester/repairs/gloss" in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("paper", "scrapy.cfg", "out.jsonl")] == []


@pytest.mark.parametrize(
    "item",
    [
        {"title": DAMAGED},
        ScrapyStory(title=DAMAGED),
        Story(DAMAGED),
        AttrsStory(DAMAGED),
        PydanticStory(title=DAMAGED),
    ],
    ids=lambda item: type(item).__name__,
)
def test_every_kind_of_item(item: object) -> None:
    assert pipeline().process_item(item) is item
    assert ItemAdapter(item)["title"] == RESTORED


def test_only_the_fields_that_are_named() -> None:
    item = pipeline(HARVESTER_FIELDS="title").process_item({"title": DAMAGED, "body": DAMAGED})
    assert item == {"title": RESTORED, "body": DAMAGED}


def test_texts_within_items_lists_and_tables() -> None:
    story = Story("", [DAMAGED])
    item = pipeline().process_item({"stories": (story, {"said": [DAMAGED]}), "n": 1.5, "none": None})
    assert story.tags == [RESTORED]
    assert item == {"stories": (story, {"said": [RESTORED]}), "n": 1.5, "none": None}


@pytest.mark.parametrize("kind", [FrozenStory, FrozenAttrsStory, FrozenPydanticStory])
def test_a_frozen_item_is_replaced_wherever_it_stands(kind: type[Any]) -> None:
    item = kind(title=[kind(title=DAMAGED), Said(DAMAGED)])
    assert pipeline().process_item(item) == kind(title=[kind(title=RESTORED), Said(RESTORED)])
    assert item.title[0].title == DAMAGED


def test_an_item_whose_class_refuses_a_repair_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    item = pipeline().process_item({"first": CheckedStory(DAMAGED), "second": [CheckedStory(DAMAGED)], "body": DAMAGED})
    assert (item["first"].title, item["second"][0].title, item["body"]) == (DAMAGED, DAMAGED, RESTORED)
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["CheckedStory"]


def test_a_list_that_holds_itself_is_no_reason_to_lose_an_item() -> None:
    item: dict[str, Any] = {"title": DAMAGED, "odd": []}
    item["odd"].append(item["odd"])
    assert pipeline().process_item(item)["title"] == RESTORED


def test_repair_off_still_ends_undecoded_bytes() -> None:
    item = pipeline(HARVESTER_REPAIR=False).process_item({"title": f"{DAMAGED}\U0010f880"})
    assert item == {"title": f"{DAMAGED}\ufffd"}


def test_an_item_without_a_field_for_the_log_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    repairing = pipeline(HARVESTER_LOG_FIELD="repairs")
    for _ in range(2):
        assert repairing.process_item(ScrapyStory(title=DAMAGED))["title"] == RESTORED
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["ScrapyStory"]


def test_the_parts_stand_where_a_project_puts_them() -> None:
    settings = Settings({"ITEM_PIPELINES": {"harvester.addon.repairing.RepairPipeline": 50}})
    Harvester().update_settings(settings)
    assert list(settings.getwithbase("ITEM_PIPELINES").values()) == [50]
    assert 585 in settings.getwithbase("DOWNLOADER_MIDDLEWARES").values()


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"HARVESTER_REPAIR_KINDS": "glos"}, "glos"),
        ({"HARVESTER_FEILDS": "title"}, "did you mean HARVESTER_FIELDS"),
        ({"HARVESTER_CHARSET": "gkb"}, "no such encoding"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(settings: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        Harvester().update_settings(Settings(settings))
