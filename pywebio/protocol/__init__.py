"""Everything that travels between a session and its views, as typed structures.

This is the one place where commands, events, outputs and fields have their names. The TypeScript
twin (``webiojs/src/protocol/``) is generated from it by ``tools/make_protocol_ts.py``; a check
fails when it is stale.

Frames
------
view -> server
    The first frame of a connection is a :class:`Hello`, each further one a :class:`Batch`.
server -> view
    An object is a control frame (:class:`Welcome` or :class:`Bye`). An array is
    ``[first, events, command, command, ...]``: ``first`` numbers the first command (the next ones
    follow without a gap, and a view's numbers begin at 1), ``events`` is the number of the last
    event of this view that the server has taken. ``[first, events]`` alone only acknowledges.

Numbers belong to a view, that is to one load of the page: commands are kept by the server until
the view has acknowledged them, events by the view until the server has. After a lost line each
side says what it has and gets the rest.

State and effects
-----------------
Most commands say what now stands on the page; they are *state* and are part of a snapshot.
Commands that happen once (``run_js``, ``toast``, ``download``, ...) are *effects*: each carries an
``effect`` number that rises through the session, and a page leaves out those that it has done.

A snapshot is ``snapshot.begin``, the commands that make the page, ``snapshot.end``. Between the
two the view keeps whatever node it has with the same id and revision, and removes at the end what
was not named.
"""

from __future__ import annotations

from .base import *
from .commands import *
from .events import *
from .fields import *
from .frames import *
from .outputs import *
