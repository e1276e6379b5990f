"""By what pages of Discuz! are found in archives: 6.x, 7.x, X, their archivers and touch pages, and skins of them."""

from __future__ import annotations

from harvester.forum.imprint import FirstPost
from harvester.forum.marks import Marks

MARKS = Marks(
    cues=(b"iscuz", b"DISCUZ", b'"append_parent"'),
    maker=b"discuz",
    # Of the same house: forums of another make, in .NET and as an app.
    not_maker=(b"discuz!nt", b"discuz! nt", b"discuz!q", b"discuz! q"),
    proofs={
        b'<div id="append_parent"': 2,
        b'<div id="ajaxwaitid"': 2,
        b"owered by Discuz!</title>": 3,
        b"owered by Discuz! Archiver</title>": 3,
        b'">Discuz!</a></strong>': 2,
        b'<td class="t_f" id="postmessage_': 2,
        b'<div id="postmessage_': 1,
        b'<tbody id="normalthread_': 2,
        b'<tbody id="stickthread_': 1,
    },
    hints=(
        b"discuz_uid",
        b'="static/js/common.js',
        b'="include/js/common.js',
        b'="include/javascript/common.js',
        b'="data/cache/',
        b"forumdata/cache/",
        b'="forum.php?mod=',
        b'="viewthread.php?tid=',
        b'="forumdisplay.php?fid=',
        b'="thread-',
        b'="forum-',
        b'="tid-',
        b'="fid-',
        b"Comsenz",
        b"www.discuz.net",
    ),
    # Of X and 7.2: from the box of the text, with its files, to the boxes of comments and ratings after it.
    first=FirstPost(
        titles=(b'id="thread_subject"',),
        title_end=b"</",
        texts=(b'class="pct"', b'id="postmessage_'),
        ends=(b'"comment_%d"', b'"post_rate_div_%d"'),
        number=b'id="postmessage_',
    ),
)
