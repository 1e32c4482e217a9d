"""The load benchmark of exam delivery: a hall of virtual candidates against the served program, with faults and kills.

``python -m benchmarks.delivery --candidates 2000 --minutes 10 --kills 20`` (see ``--help``). What makes its figures
honest: the generator is a process of its own and an open loop, so that a slow server is not asked more slowly; a time
is counted from the moment the page meant to send, not from when it came to; every candidate keeps the queue of the
real page and holds at the end what was acknowledged, and what the human chose last, against the server's own tables.
"""
