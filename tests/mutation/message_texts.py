# SPDX-License-Identifier: MIT
"""The texts of a C++ source that say what was given to whoever gets its error, and the source with each of them chosen
as the program runs: as it is, or with a ~ for every letter and digit."""

import dataclasses
import re
from collections.abc import Sequence

from faults import Source

# Their arguments are messages, or parts of them.
RAISES = re.compile(r"Error|refuse\w*|damaged|unsupported|fail|stop_with|note_fault|throw_\w+|png_error")
# Which argument says what was given, of those that have others that are texts: of which files, and the name.
GIVEN = [
    (r"", "Error", 2),
    (r"src/formats/hdf5/rules\.cc", "refuse", 1),
    (r"src/formats/hdf5/", "damaged|unsupported", 1),
    (r"src/keras/", "refuse_value|refuse_only", 2),  # what was expected: what was given is the value alone
]
EXPECTED = re.compile(r"; expected |^expected ")
# Their arguments are compared with something or are for machines.
NOT_SAID = re.compile(r"if|while|for|static_assert|r?find\w*|\w+_with|strncmp|holds_only|add_string")
# A text that a person reads: words with a space beside them.
PROSE = re.compile(r"(?!.*\{)([A-Za-z]{2,}.* |^ .*[A-Za-z]{2,})")
WORD = re.compile(r"[a-z0-9 -]{4,}")
KEPT = re.compile(r'(%-?\d*l*\w|\\x[0-9a-f]+|\\.)|[A-Za-z0-9]')


@dataclasses.dataclass(frozen=True)
class Literal:
    """One, or several side by side, which are one to a compiler."""

    begin: int
    end: int
    first: int  # index of its first token
    last: int
    text: str  # as it is written, without quotes


@dataclasses.dataclass(frozen=True)
class Part:
    """What is garbled of a literal: text[begin:end]."""

    literal: Literal
    begin: int
    end: int

    def text(self):
        return self.literal.text[self.begin : self.end]

    def garbled(self):
        def garble(match):
            return match[1] or "~"

        text = self.literal.text
        return text[: self.begin] + KEPT.sub(garble, self.text()) + text[self.end :]


@dataclasses.dataclass(frozen=True)
class Message:
    """The text of one statement, or of one of two that it chooses between by a condition."""

    file: str
    line: int
    parts: Sequence[Part]

    def text(self):
        return "...".join(part.text() for part in self.parts).strip()


@dataclasses.dataclass(frozen=True)
class Around:
    """What a literal is in: "raises" or "not said" if that is what the call does, with the index of its parenthesis and
    which of its arguments it is; otherwise the index at which its statement begins, or its element of a list."""

    call: str
    begin: int
    argument: int


def literals_of(source):
    """In their order."""
    i, tokens = 0, source.tokens
    while i < len(tokens):
        last = i
        while last < len(tokens) and tokens[last].text.startswith('"'):
            last += 1
        if last > i:
            text = "".join(token.text[1:-1] for token in tokens[i:last])
            yield Literal(tokens[i].begin, tokens[last - 1].end, i, last - 1, text)
        i = max(last, i + 1)


def has_words(text):
    return re.search(r"[A-Za-z]", KEPT.sub(lambda match: "" if match[1] else match[0], text)) is not None


class Messages:
    def __init__(self, file, text):
        self.file, self.source = file, Source(text)
        self.tokens = self.source.tokens

    def found(self):
        """In the order of their lines."""
        statements = {}  # of each, the literals that are its own, and those that a condition chooses
        for literal in literals_of(self.source):
            place = self.place_of(literal)
            if place is not None:
                statements.setdefault(place, []).append(literal)
        messages = [message for literals in statements.values() for message in self.messages_of(literals)]
        return sorted(messages, key=lambda message: message.parts[0].literal.begin)

    def place_of(self, literal):
        """What tells the statement from others, or None if this is no part of a message."""
        around = self.around(literal)
        if around.call == "raises":
            is_given = around.argument == self.given_argument(around)
            return (around.begin, around.argument) if is_given else None
        head = [token.text for token in self.tokens[around.begin : literal.first]]
        if around.call == "not said" or self.is_in_table(literal) or "char" in head:
            return None
        is_returned = "return" in head and self.tokens[literal.first - 1].text in ("return", "?", ":")
        if PROSE.search(literal.text) or (is_returned and WORD.fullmatch(literal.text)):
            return around.begin, 0
        return None

    def is_in_table(self, literal):
        """Whether it is a constant of the whole file, which is no statement."""
        text = self.source.text
        begin = max(text.rfind(start, 0, literal.begin) for start in ("\nconstexpr ", "\nconst "))
        return begin >= 0 and ";" not in text[begin : literal.begin]

    def around(self, literal):
        tokens, i, argument, element = self.tokens, literal.first - 1, 0, None
        while i >= 0 and tokens[i].text not in (";", "{", "}") and not self.is_label(i):
            text = tokens[i].text
            if text in (")", "]"):
                i = self.source.partner[i]
            elif text == ",":
                argument += 1
                element = element or i
            elif text == "(":
                if RAISES.fullmatch(tokens[i - 1].text):
                    return Around("raises", i, argument)
                if NOT_SAID.fullmatch(tokens[i - 1].text):
                    return Around("not said", i, argument)
                argument, element = 0, None
            i -= 1
        is_list = i >= 0 and tokens[i].text == "{" and tokens[i - 1].text not in (")", "const", "else")
        return Around("", (element if is_list and element else i) + 1, 0)

    def is_label(self, i):
        """Whether it is the colon behind a case."""
        if self.tokens[i].text != ":":
            return False
        i -= 1
        while i >= 0 and self.tokens[i].text not in (";", "{", "}", "?", ":"):
            if self.tokens[i].text in ("case", "default"):
                return True
            i -= 1
        return False

    def given_argument(self, around):
        name = self.tokens[around.begin - 1].text
        for files, names, given in reversed(GIVEN):
            if re.match(files, self.file) and re.fullmatch(names, name):
                return given
        return around.argument

    def messages_of(self, literals):
        """Of one statement: its own text, and each that a condition chooses."""
        own, chosen, ended = [], [], False
        for literal in literals:
            cut = EXPECTED.search(literal.text)
            part = Part(literal, 0, cut.start() if cut else len(literal.text))
            if ended or not has_words(part.text()):
                pass
            elif self.tokens[literal.first - 1].text in ("?", ":"):
                chosen.append([part])
            else:
                own.append(part)
            ended = ended or cut is not None
        if not own and not chosen:
            own = self.expected_of(literals)
        for parts in [own, *chosen]:
            if parts:
                yield Message(self.file, self.source.line(parts[0].literal.begin), parts)

    def expected_of(self, literals):
        for literal in literals:
            cut = EXPECTED.search(literal.text)
            if cut:
                end = literal.text.find(";", cut.end())
                part = Part(literal, cut.end(), end if end >= 0 else len(literal.text))
                return [part] if has_words(part.text()) else []
        return []


def with_choices(text, messages, first):
    """The source `text` with calls in the place of the messages' literals; the first message has the number `first`."""
    replacements = []
    for number, message in enumerate(messages, first):
        for part in message.parts:
            call = f'::hourglass_message({number}, "{part.literal.text}", "{part.garbled()}")'
            replacements.append((part.literal.begin, part.literal.end, call))
    for begin, end, call in sorted(replacements, reverse=True):
        lines = "\n" * text[begin:end].count("\n")
        text = text[:begin] + call + lines + text[end:]
    declaration = "const char* hourglass_message(int number, const char* text, const char* garbled); "
    return declaration + not_constant(text)


def not_constant(text):
    """What calls a function as the program runs cannot be a constant of the compiler."""
    return re.sub(r"(?<!if )\bconstexpr\b(?=[^;]*hourglass_message)", "const", text)
