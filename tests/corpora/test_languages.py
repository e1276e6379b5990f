"""The language of a text, where it is evident."""

from __future__ import annotations

import pytest

from harvester.corpora.languages import language_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("霁川江边的渔火一盏接一盏亮了起来。", "zh"),
        ("霽川江邊的漁火一盞接一盞亮了起來。", "zh"),
        ("這間餐廳嘅嘢食好好味，我哋聽日再嚟過。", "zh"),
        ("鲜の每日果汁店开业了，第一周全场半价，欢迎街坊来坐。", "zh"),
        ("用 Python 3.11 运行 scrapy crawl discuz，它会把论坛的帖子写成 JSON 行。", "zh"),
        ("见 https://bbs.example.com/forum.php?mod=viewthread&tid=7 一文，今天刚刚更新过，附有照片。", "zh"),
        ("川辺の漁り火がひとつ、またひとつと灯っていった。", "ja"),
        ("강변의 고기잡이 불빛이 하나둘 켜지기 시작했다.", "ko"),
        ("The lamps of the fishing boats were lit one by one as it grew dark on the river.", "en"),
        ("Les lampes des bateaux s'allument l'une après l'autre tandis que la nuit tombe sur la rivière.", None),
        ("def repair(text): return [edit for edit in find(text) if edit.before != edit.after]", None),
        ("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", None),
        ("你好", None),
        ("", None),
    ],
)
def test_the_language_of_a_text(text: str, found: str | None) -> None:
    assert language_of(text) == found
