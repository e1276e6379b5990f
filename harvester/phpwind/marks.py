"""By what pages of phpwind are found in archives: 5.x to 8.x, its plain and its telephones' pages, 9.x, and skins."""

from __future__ import annotations

from harvester.forum.imprint import FirstPost
from harvester.forum.marks import Marks

MARKS = Marks(
    cues=(b"hpwind", b"HPWind", b"HPWIND", b"pw_baseurl", b"images/pw_", b"/wind.js"),
    maker=b"phpwind",
    proofs={
        b"owered by phpwind</title>": 3,
        b"owered by PHPWind</title>": 3,
        b"owered by phpwind.net</title>": 3,
        b"owered by PHPWind.net</title>": 3,
        b"owered By phpwind</div>": 3,
        b'<table id="J_posts_list"': 2,
        b'<div id="cloudwind_common_bottom"': 2,
        b"><b>PHPWind</b></a>": 2,  # at the foot up to 7.x
        b' id="read_tpc"': 2,
        b"<a name=tpc></a>": 2,
        b'<div class="tpc_content"': 1,
        b'<div class="editor_content"': 1,
    },
    hints=(
        b"pw_baseurl",
        b"images/pw_",
        b"js/pw_",
        b"/wind.js",
        b"J_read_floor",
        b"J_posts_list",
        b'href="read.php?tid',
        b'href="thread.php?fid',
        b'href="simple/?t',
        b'href="index.php?a=',
        b"www.phpwind.net",
    ),
    # Up to the ratings of 8.x, and the buttons of 9.x.
    first=FirstPost(
        titles=(b'id="subject_tpc"', b'id="J_post_title"'),
        title_end=b"</h1>",
        texts=(b'class="tpc_content"', b'class="editor_content"'),
        ends=(b'"mark_tpc"', b'"app_read_floor_0"'),
    ),
)
