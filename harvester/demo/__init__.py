"""A small forum on loopback, damage included, to try the harvester on and to test it with.

Its articles are of this project's own writing, in the manner of the paper of a town
that does not exist. ``python -m harvester.demo`` starts it for people, and
:class:`DemoForum` for tests::

    with DemoForum(charset="gbk") as forum:
        crawl(forum.url)
        compare(forum.truth())
"""

from harvester.demo.forum import DemoForum

__all__ = ["DemoForum"]
