"""Parts of files that pages send by POST: who may send them, and what is answered."""

from __future__ import annotations

from .. import protocol as wire
from ..session.base import Session
from ..session.uploads import UploadRefused
from .http import Request, Response, text
from .options import PART_MOST, POSTED_MOST
from .page import UPLOAD_KEY


def answer_part(request: Request, session: Session, address: str) -> Response:
    """Take a part of a file. It is written to the disk before this returns.

    `address` is ``SECRET/SLOT/ID``; `size` in the query is that of the whole file, `offset` where
    the part begins. The answer says how many bytes have arrived, and how large a part may be.
    """
    if len(request.body) > PART_MOST:
        return text(413, "This part is too large.")
    secret, _, rest = address.partition("/")
    slot, _, upload_id = rest.partition("/")
    try:
        size, offset = (_number(request.query.get(name, "")) for name in ("size", "offset"))
        upload = session.uploads.write(secret, _number(slot), upload_id, size, offset, request.body)
    except UploadRefused as refused:
        return text(refused.status, str(refused))
    except OSError as error:  # the disk is full: told at the field
        session.log_drop(f"a part of a file that could not be written ({error})")
        return text(507, "The file could not be written.")
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    body = b'{"received":%d,"most":%d}' % (upload.received, POSTED_MOST)
    return Response(200, headers, body)


def take_part(session: Session, part: wire.Part, body: bytes) -> int:
    """Take a part that came as a binary frame; returns the status that a POST would have."""
    sid, _, address = part.upload.partition("/")
    if sid != session.sid:
        return 403
    query = {"size": str(part.size), "offset": str(part.offset)}
    return answer_part(Request("POST", query, body=body), session, address).status


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 17):
        raise UploadRefused(400, f"An upload is named by ?{UPLOAD_KEY}=...&size=...&offset=...")
    return int(text)
