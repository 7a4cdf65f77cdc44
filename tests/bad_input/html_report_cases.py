# SPDX-License-Identifier: MIT
"""Names that would be markup, of columns, categories, labels, files and titles: the page shows them as text.

hourglass report is to end well (exit code 0); what is asserted is the page."""

import functools
import html
import html.parser
import os
import pathlib
import re
import subprocess
import tempfile

from corpus import Read
from png_bytes import END, header, png, rows

# Of a page with a decoder to play with: Chart.js, the page's own, and data for them.
SCRIPTS = 5
SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
NAMES = {
    "script": SCRIPT,
    "image_that_fails": IMAGE,
    "end_of_the_style": "</style><script>alert(1)</script>",
    "end_of_the_script": "</script><script>alert(1)</script>",
    "end_of_a_comment": "--><script>alert(1)</script><!--",
    "handler_in_single_quotes": "x' onmouseover='alert(1)",
    "handler_in_double_quotes": 'x" onmouseover="alert(1)',
    "drawing": "<svg onload=alert(1)>",
    "frame": '<iframe src="https://example.com">',
    "style_sheet": '<link rel=stylesheet href="https://example.com/a.css">',
    "entities": "&lt;b&gt; &amp;amp; &#60;script&#62;",
    "script_address": "javascript:alert(1)",
    "data_address": "data:text/html;base64,PHNjcmlwdD4=",
    "template": "{{7*7}} ${7*7} <%= 7*7 %>",
    "json_string": '\\u003cscript\\u003e "]}; alert(1); //',
    "right_to_left": "\u202egnp.exe\u202c",
    "no_width": "a\u200b\u200db",
    "line_separators": "a\u2028b\u2029c",
    "ten_thousand_letters": "n" * 10_000,
    "emoji": "\U0001f600 \U0001f1e9\U0001f1ea",
}


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def train_and_read(data, arguments=()):
    """A model trained by the program under test, once for each set of data."""
    with tempfile.TemporaryDirectory(prefix="hourglass-model-") as folder:
        for name, contents in data:
            pathlib.Path(folder, name).parent.mkdir(parents=True, exist_ok=True)
            pathlib.Path(folder, name).write_bytes(contents)
        command = [os.environ["HOURGLASS_PROGRAM"], "train", "--encoder", "dense 2", "--epochs", "1", "--quiet"]
        subprocess.run([*command, "--out", "m.keras", *arguments], cwd=folder, check=True)
        return pathlib.Path(folder, "m.keras").read_bytes()


trained = functools.cache(train_and_read)


def trained_on(data, *arguments):
    return lambda path: path.write_bytes(trained(tuple(data.items()), arguments))


class Tags(html.parser.HTMLParser):
    """What a browser would run or fetch."""

    def __init__(self, page):
        super().__init__()
        self.scripts, self.bad = 0, []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.scripts += tag == "script"
        if tag in ("iframe", "object", "embed", "link", "base", "form"):
            self.bad.append(tag)
        for name, value in attributes:
            leads = name in ("src", "href", "srcset", "action", "data", "xlink:href")
            away = leads and not re.match(r"#|data:image/png;base64,", value or "")
            if name.startswith("on") or (name == "style" and "url(" in value) or away:
                self.bad.append(f"{tag} {name}={value}")


def is_harmless(test, page):
    """Nothing in it but the page's own scripts, and nothing that it would fetch."""
    tags = Tags(page)
    test.assertEqual(tags.bad, [])
    test.assertLessEqual(tags.scripts, SCRIPTS)


def page_of(test, folder, *shown):
    page = (folder / "r.html").read_text(encoding="utf-8")
    is_harmless(test, page)
    for text in shown:
        # Long names may be cut; their beginning is there.
        test.assertIn(html.escape(text[:20], quote=False), page.replace("&quot;", '"').replace("&#39;", "'"))


def column(name, text):
    table = (f"{quoted(text)},b\n" + "".join(f"{i % 7},{i % 5}\n" for i in range(40))).encode()
    files = {"t.csv": table, "m.keras": trained_on({"t.csv": table}, "--data", "t.csv")}

    def look(test, folder, _):
        page_of(test, folder, text)

    return Read(f"column_{name}", files, ["report", "m.keras", "--data", "t.csv", "--out", "r.html"], look)


def category(name, text):
    rows_of_table = (
        f"{i % 7},{quoted(text) if i % 3 else 'other'},{quoted(text) if i % 2 else 'label'}\n" for i in range(40)
    )
    table = ("a,word,kind\n" + "".join(rows_of_table)).encode()
    files = {"t.csv": table, "m.keras": trained_on({"t.csv": table}, "--data", "t.csv", "--label", "kind")}
    command = ["report", "m.keras", "--data", "t.csv", "--label", "kind", "--out", "r.html"]

    def look(test, folder, _):
        page_of(test, folder)

    return Read(f"category_and_label_{name}", files, command, look)


def title(name, text):
    table = b"a,b\n" + b"".join(b"%d,%d\n" % (i % 7, i % 5) for i in range(40))
    files = {"t.csv": table, "m.keras": trained_on({"t.csv": table}, "--data", "t.csv")}
    command = ["report", "m.keras", "--data", "t.csv", "--out", "r.html", "--title", text]

    def look(test, folder, _):
        page_of(test, folder, text)

    return Read(f"title_{name}", files, command, look)


def file_names(name, text):
    """Of the model, of the data, and of a picture and its label."""
    text = text.replace("/", "_")[:200]
    pictures = {
        f"p/{text}/{i}{text}.png"[:240] + ".png": png(header(), rows(bytes([0, i, 9, 0, 40, i])), END)
        for i in range(12)
    }
    model = f"{text}.keras"
    files = {**pictures, model: trained_on(pictures, "--data", "./p")}

    def look(test, folder, _):
        page_of(test, folder)

    return Read(f"files_{name}", files, ["report", model, "--data", "./p", "--out", "r.html"], look)


CASES = [
    *(column(name, text) for name, text in NAMES.items()),
    *(category(name, NAMES[name]) for name in ("script", "image_that_fails", "end_of_the_script", "right_to_left")),
    *(title(name, NAMES[name]) for name in ("script", "image_that_fails", "end_of_the_style", "line_separators")),
    *(file_names(name, NAMES[name]) for name in ("script", "image_that_fails", "drawing", "right_to_left")),
]
