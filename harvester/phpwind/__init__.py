"""phpwind 8 and 9 as a forum engine: page in, dataclasses out. No other room imports it.

Facts were read off running 8.3, 8.7 and 9.1 and the source of 8.0, 8.3, 8.5 and 8.7. It imports nothing of the
project but :mod:`harvester.forum`.
"""
