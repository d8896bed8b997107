"""A file converter: a table comes in as CSV or JSON and goes out as any of five kinds."""

import csv
import io
import json
import re
from collections.abc import Callable
from html import escape
from pathlib import PurePath
from typing import Any

from pywebio import start_server
from pywebio.input import *
from pywebio.output import *
from pywebio.session import download, set_env

Row = dict[str, Any]
PREVIEW = 20
MOST_COLUMNS = 200
SAMPLE = "name,city,plants\nAnn,Oslo,12\nBob,Rome,7\n"


class UnreadableError(Exception):
    """Why a file cannot be read as a table, in words for the visitor."""


def read_csv(text: str) -> list[Row]:
    """Comma, semicolon or tab; the first row names the columns."""
    first = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableError(f"This is no CSV: {error}.") from None
    rows = [row for row in rows if row]
    heads = rows[0] if rows else []
    if len(set(heads)) < len(heads):
        raise UnreadableError("Two columns have the same name.")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(heads):
            raise UnreadableError(
                f"Row {number} has {len(row)} cells, but the first row names {len(heads)} columns."
            )
    return [dict(zip(heads, row, strict=True)) for row in rows[1:]]


def parse(text: str, what: str) -> Any:
    """JSON, without the numbers that only Python takes for JSON."""

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no number in JSON")

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{what} is no JSON: {error}.") from None


def read_json(text: str) -> list[Row]:
    """A list of objects."""
    data = parse(text, "This")
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise UnreadableError("The JSON has to be a list of objects: one for each row.")
    return data


def read_lines(text: str) -> list[Row]:
    """One JSON object on each line."""
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            row = parse(line, f"Line {number}")
            if not isinstance(row, dict):
                raise UnreadableError(f"Line {number} is no object.")
            rows.append(row)
    return rows


def columns(rows: list[Row]) -> list[str]:
    """All names of columns, in the order in which they come."""
    return list(dict.fromkeys(key for row in rows for key in row))


def cell(row: Row, column: str) -> str:
    """A cell as text; what is a list or an object stays JSON."""
    value = row.get(column)
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def write_csv(rows: list[Row]) -> str:
    """Commas, and quotes where they are needed."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    heads = columns(rows)
    writer.writerow(heads)
    writer.writerows([cell(row, head) for head in heads] for row in rows)
    return file.getvalue()


def write_json(rows: list[Row]) -> str:
    """A list of objects, laid out for reading."""
    return json.dumps(rows, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def write_lines(rows: list[Row]) -> str:
    """One JSON object on each line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_markdown(rows: list[Row]) -> str:
    """A table for a README."""

    def line(cells: list[str]) -> str:
        return "| " + " | ".join(c.replace("|", r"\|").replace("\n", " ") for c in cells) + " |\n"

    heads = columns(rows)
    body = "".join(line([cell(row, head) for head in heads]) for row in rows)
    return line(heads) + line(["---"] * len(heads)) + body


def write_html(rows: list[Row]) -> str:
    """A table for a web page."""

    def line(kind: str, cells: list[str]) -> str:
        return "<tr>" + "".join(f"<{kind}>{escape(c)}</{kind}>" for c in cells) + "</tr>\n"

    heads = columns(rows)
    body = "".join(line("td", [cell(row, head) for head in heads]) for row in rows)
    return f"<table>\n{line('th', heads)}{body}</table>\n"


READERS: dict[str, Callable[[str], list[Row]]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".json": read_json,
    ".jsonl": read_lines,
}
WRITERS: dict[str, tuple[str, Callable[[list[Row]], str]]] = {
    "CSV": (".csv", write_csv),
    "JSON": (".json", write_json),
    "JSON Lines": (".jsonl", write_lines),
    "Markdown": (".md", write_markdown),
    "HTML": (".html", write_html),
}


def read(name: str, content: bytes) -> list[Row]:
    """The rows of a file; what it is, its name says."""
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise UnreadableError(f"A file with one of these endings, please: {', '.join(READERS)}.")
    try:
        rows = reader(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableError(f"The file is not UTF-8: see byte {error.start}.") from None
    if not rows or not columns(rows):
        raise UnreadableError("There is no row in this file.")
    if len(columns(rows)) > MOST_COLUMNS:
        raise UnreadableError(f"There are more than {MOST_COLUMNS} columns.")
    try:
        write_json(rows).encode()
    except UnicodeEncodeError:
        raise UnreadableError("There is half a character: an escape without its pair.") from None
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"The JSON cannot be written again: {error}.") from None
    return rows


def check(file: dict[str, Any] | None) -> str | None:
    """The message for a file that cannot be read."""
    try:
        if file is not None:
            read(file["filename"], file["content"])
    except UnreadableError as error:
        return str(error)
    return None


def main() -> None:
    """File converter

    A table as CSV or JSON in; CSV, JSON, JSON Lines, Markdown or HTML out.
    """
    set_env(title="File converter")
    put_markdown(
        "# File converter\nYour file stays in the memory of this server for as long as you look."
    )
    put_file("sample.csv", SAMPLE.encode(), label="A small file to try it with")
    while True:
        file = file_upload(
            "A table",
            accept=list(READERS),
            max_size="2M",
            required=True,
            validate=check,
            help_text="CSV (comma, semicolon or tab), JSON or JSON Lines, in UTF-8",
        )
        with use_scope("result", clear=True):
            show(file["filename"], read(file["filename"], file["content"]))


def number(things: list[Any], word: str) -> str:
    """How many there are, in words."""
    return f"{len(things)} {word}" + ("" if len(things) == 1 else "s")


def show(name: str, rows: list[Row]) -> None:
    """A look into the table, and the table as files."""
    heads = columns(rows)
    put_markdown(f"## {number(rows, 'row')}, {number(heads, 'column')}")
    put_table([heads, *([cell(row, head) for head in heads] for row in rows[:PREVIEW])])
    if len(rows) > PREVIEW:
        put_text(f"... and {len(rows) - PREVIEW} rows more").style("opacity: .75")

    def save(kind: str) -> None:
        ending, write = WRITERS[kind]
        download(PurePath(name).stem + ending, write(rows).encode())

    put_buttons([(f"Save as {kind}", kind) for kind in WRITERS], onclick=save, outline=True)
    put_tabs(
        [
            {"title": label, "content": put_code(write(rows[:PREVIEW]), rows=12)}
            for label, (_, write) in WRITERS.items()
        ]
    )


if __name__ == "__main__":
    start_server(main, port=8080)
