"""A forum software that nobody runs, its engine as an outsider would write it, and a server of such a forum.

Its habits are those of phpwind, all at once: whatever goes wrong has status 200; the front page is not an index; a
category has the address of a board; past its end a list or a thread is its last page again; floors count from 0;
a board against copying puts noise before every break, NUL and all; a guard against floods answers with bare words.
"""
