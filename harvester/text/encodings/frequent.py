"""The commonest characters of Chinese text, which distinguish a right decoding from a wrong one."""

from __future__ import annotations

#: The 270 most frequent characters of each script, without ASCII, counted in the training texts of the language
#: model (``data/README.md``). They make up 44 to 90 % of the non-ASCII characters of Chinese text that was decoded
#: rightly, and 0 to 12 % of what the wrong one of UTF-8, GB18030 and Big5 gives (1,140 texts, 300 characters each).
FREQUENT = frozenset(
    "，的。国、中一是在人年大了和发不有新会个地业以全为要上日出方作家“”到来能工这成生动多行时进部对同展"
    "政民化高主加月产现经就力平实建合开体我前公等学区重关长也市美用天面过下机代自近联定强法后理持总提期分"
    "制务通于共本设员央（）文最度消资可推表保当还量万入网比都好事今说军目系党数两息内利增视之次外他场们社"
    "但统基斯更电水海议所道习明性第题安将交间从与各点正南科战领心：十西特示应济其运深续问者治北委金向造已"
    "闻三播报导路小果企看立亿相得去台技调规口城元如流信收位布被任计式没教里而子院记品东程起因意项至活据然"
    "结际支局名接创很情》《世级达指改组州书克國為於後時學會與軍發個這對來東區戰「」由及經動並開爾此德長統"
    "內現過亞機馬使進當府稱羅業將物電體王種拉間聯帝產山史華球權二；朝界領員總兩義原關議著島數從古河語約設"
    "族灣達士始英紀則黨或省常組蘭隊星四實些縣臺尼運選認傳場們爭直首阿屬受郵韓廣巴林少務港影"
)
