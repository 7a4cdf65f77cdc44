# SPDX-License-Identifier: MIT
"""The places of a C++ source where one fault can be seeded, found in its tokens.

It relies on the layout of .clang-format: binary operators have spaces around them, templates and pointers have not.
What does not compile after all is not counted.
"""

import bisect
import dataclasses
import re

TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<directive>^[ ]*\#(?:[^\n\\]|\\\n|\\.)*)
      | (?P<string>R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+')
      | (?P<number>(?:0x[0-9a-fA-F']+|\d[\d']*(?:\.\d*)?(?:[eE][+-]?\d+)?)[uUlLfF]*)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<sign><<=|>>=|\.\.\.|::|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[^\s\w])""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = {closing: opening for opening, closing in OPENING.items()}

# Each of these, by what the fault is.
EXCHANGED = {
    "comparison": {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="},
    "arithmetic": {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*="},
    "bits": {"&": "|", "|": "&", "<<": ">>", ">>": "<<", "|=": "&=", "&=": "|="},
    "logic": {"&&": "||", "||": "&&"},
    "truth": {"true": "false", "false": "true"},
}
FUNCTIONS = {
    "Add": "Sub",
    "Sub": "Add",
    "Mul": "Add",
    "Div": "Mul",
    "MulAdd": "NegMulAdd",
    "NegMulAdd": "MulAdd",
    "Lt": "Le",
    "Le": "Lt",
    "Eq": "Ne",
    "Ne": "Eq",
    "InterleaveLower": "InterleaveUpper",
    "InterleaveUpper": "InterleaveLower",
    "Min": "Max",
    "Max": "Min",
    "min": "max",
    "max": "min",
    "all_of": "any_of",
    "any_of": "all_of",
    "find": "rfind",
    "rfind": "find",
    "front": "back",
    "back": "front",
    "starts_with": "ends_with",
    "ends_with": "starts_with",
    "sqrt": "abs",
    "prefix": "suffix",
}
# Which two arguments of which functions: exchanging the others would change nothing.
ARGUMENTS = {
    "MulAdd": (1, 2),
    "NegMulAdd": (1, 2),
    "Sub": (0, 1),
    "Div": (0, 1),
    "CopySign": (0, 1),
    "IfThenElse": (1, 2),
    "InterleaveLower": (-2, -1),
    "InterleaveUpper": (-2, -1),
    "subspan": (0, 1),
    "substr": (0, 1),
    "copy_n": (0, 2),
    "memcpy": (0, 1),
    "clamp": (1, 2),
}
PAIRS = [
    ("row", "column"),
    ("rows", "columns"),
    ("width", "height"),
    ("high", "wide"),
    ("begin", "end"),
    ("first", "last"),
    ("in", "out"),
    ("input", "output"),
    ("inputs", "outputs"),
    ("low", "high"),
    ("x", "y"),
    ("p", "t"),
    ("a", "b"),
    ("slot0", "slot1"),
    ("from", "to"),
    ("before", "after"),
    ("size", "count"),
    ("gradient", "value"),
    ("kernel", "bias"),
    ("m", "n"),
]
OTHER_NAME = {}
for one, other in PAIRS:
    OTHER_NAME.setdefault(one, other)
    OTHER_NAME.setdefault(other, one)

CONSTANT = re.compile("k[A-Z]")
# Their arguments are messages.
REFUSES = re.compile(r"refuse\w*|fail|Error|throw_\w+|static_assert|quote|to_string|CHECK\w*")
# They begin what is not a statement, or one that cannot be missed without another fault.
NOT_DELETED = set(
    "auto bool case catch char class const constexpr default do double else enum explicit extern float for friend if "
    "inline int namespace operator private public return static struct switch template try typedef using virtual void "
    "while".split()
)


@dataclasses.dataclass(frozen=True)
class Token:
    kind: str
    text: str
    begin: int

    @property
    def end(self):
        return self.begin + len(self.text)


@dataclasses.dataclass(frozen=True)
class Fault:
    """What to put in the place of source[begin:end]."""

    kind: str
    begin: int
    end: int
    replacement: str


class Source:
    def __init__(self, text):
        self.text = text
        self.line_begins = [0, *(match.end() for match in re.finditer("\n", text))]
        found = (Token(match.lastgroup, match.group(), match.start()) for match in TOKEN.finditer(text))
        self.tokens = [token for token in found if token.kind not in ("comment", "directive")]
        self.partner = self.find_partners()
        self.left_out = self.find_left_out()
        self.loop_heads = self.find_loop_heads()

    def find_partners(self):
        """The index of the other bracket, for each."""
        partner, open_brackets = {}, []
        for i, token in enumerate(self.tokens):
            if token.kind == "sign" and token.text in OPENING:
                open_brackets.append(i)
            elif token.kind == "sign" and token.text in CLOSING:
                partner[i] = open_brackets.pop()
                partner[partner[i]] = i
        return partner

    def find_left_out(self):
        """Indexes of tokens of messages, template parameters and declarations of types."""
        left_out = set()
        for i, token in enumerate(self.tokens[:-1]):
            follows = self.tokens[i + 1].text
            if token.kind == "word" and REFUSES.fullmatch(token.text) and follows == "(":
                left_out.update(range(i + 1, self.partner[i + 1]))
            if token.text in ("using", "namespace"):
                end = i
                while self.tokens[end].text not in (";", "{"):
                    end += 1
                left_out.update(range(i, end))
            if token.text == "template" and follows == "<":
                depth, end = 0, i + 1
                while True:
                    depth += {"<": 1, ">": -1, ">>": -2}.get(self.tokens[end].text, 0)
                    end += 1
                    if depth <= 0:
                        break
                left_out.update(range(i, end))
        return left_out

    def find_loop_heads(self):
        """Indexes of tokens between the parentheses of a for: without its condition a loop has no end."""
        heads = (i + 1 for i, token in enumerate(self.tokens) if token.text == "for")
        return {i for head in heads for i in range(head, self.partner[head])}

    def line(self, at):
        return bisect.bisect_right(self.line_begins, at)

    def is_spaced(self, token):
        return self.text[token.begin - 1].isspace() and self.text[token.end].isspace()

    def arguments(self, opening):
        """(begin, end) of the text of each argument of the call whose parenthesis this is."""
        closing = self.partner[opening]
        cuts, i = [opening], opening + 1
        while i < closing:
            text = self.tokens[i].text
            if text in OPENING:
                i = self.partner[i]
            elif text == ",":
                cuts.append(i)
            i += 1
        cuts.append(closing)
        return [(self.tokens[a + 1].begin, self.tokens[b - 1].end) for a, b in zip(cuts, cuts[1:]) if b - a > 1]

    def faults(self):
        for i, token in enumerate(self.tokens):
            if i in self.left_out or i == 0 or i + 1 == len(self.tokens):
                continue
            if token.kind == "sign":
                yield from self.in_sign(token)
            elif token.kind == "number":
                yield from in_number(token)
            elif token.kind == "word":
                yield from self.in_word(i, token)
            yield from self.without_statement(i)

    def in_sign(self, token):
        for kind, exchanged in EXCHANGED.items():
            if token.text in exchanged and self.is_spaced(token):
                yield Fault(kind, token.begin, token.end, exchanged[token.text])

    def in_word(self, i, token):
        before, after = self.tokens[i - 1].text, self.tokens[i + 1].text
        if token.text in EXCHANGED["truth"]:
            yield Fault("truth", token.begin, token.end, EXCHANGED["truth"][token.text])
        if token.text == "if":
            yield from self.negated(i + (2 if after == "constexpr" else 1))
        if before in ("::", ".") and after in ("(", "<") and token.text in FUNCTIONS:
            yield Fault("function", token.begin, token.end, FUNCTIONS[token.text])
        if after == "(" and token.text in ARGUMENTS:
            yield from self.exchanged_arguments(i + 1, ARGUMENTS[token.text])
        if before == "[" and after == "]" and self.tokens[i - 2].text != "[" and not CONSTANT.match(token.text):
            yield from self.other_index(token)
        parts = token.text.split("_")
        for part, name in enumerate(parts):
            if name in OTHER_NAME and (len(name) > 1 or len(parts) == 1) and before != "::":
                other = "_".join([*parts[:part], OTHER_NAME[name], *parts[part + 1 :]])
                yield Fault("name", token.begin, token.end, other)

    def negated(self, opening):
        begin, end = self.tokens[opening].end, self.tokens[self.partner[opening]].begin
        if ";" not in self.text[begin:end]:
            yield Fault("condition", begin, end, f"!({self.text[begin:end]})")

    def exchanged_arguments(self, opening, which):
        arguments = self.arguments(opening)
        try:
            (begin, end), (other_begin, other_end) = arguments[which[0]], arguments[which[1]]
        except IndexError:
            return
        first, between, second = self.text[begin:end], self.text[end:other_begin], self.text[other_begin:other_end]
        if first != second:
            yield Fault("arguments", begin, other_end, second + between + first)

    def other_index(self, token):
        """Each other variable that is an index in the twenty lines around."""
        line = self.line(token.begin)
        near = self.text[
            self.line_begins[max(line - 11, 0)] : self.line_begins[min(line + 10, len(self.line_begins) - 1)]
        ]
        names = set(re.findall(r"(?<!\[)\[([a-z]\w*)\]", near)) - {token.text}
        for name in sorted(name for name in names if not CONSTANT.match(name)):
            yield Fault("index", token.begin, token.end, name)

    def without_statement(self, i):
        """The statement that begins here, if it is a call, an assignment or a jump."""
        before, token = self.tokens[i - 1].text, self.tokens[i]
        begins = before in (";", "{", "}", ":", "else") or (before == ")" and self.closes_condition(i - 1))
        if not begins or i in self.loop_heads or token.text in NOT_DELETED:
            return
        if token.kind != "word" and token.text not in ("*", "++", "--"):
            return
        end = i
        while end < len(self.tokens) and self.tokens[end].text != ";":
            if self.tokens[end].text in CLOSING:
                return
            end = self.partner.get(end, end) + 1
        if end == len(self.tokens) or self.declares(i, end):
            return
        statement = self.text[token.begin : self.tokens[end].end]
        yield Fault("statement", token.begin, self.tokens[end].end, ";" + "\n" * statement.count("\n"))

    def closes_condition(self, closing):
        opening = self.partner[closing]
        return self.tokens[opening - 1].text in ("if", "for", "while", "constexpr")

    def declares(self, begin, end):
        """Whether it gives something a type and a name: two words, or a word behind a template or a reference."""
        if self.tokens[begin].text in ("throw", "break", "continue"):
            return False
        first = begin + 1 if self.tokens[begin].kind == "word" else begin + 2
        for i in range(first, end):
            if self.tokens[i].text in ("=", "(", "{", "[", "+=", "-=", "*=", "/=", "|=", "<<", ".", "->"):
                return False
            if self.tokens[i].kind == "word" and self.tokens[i - 1].text != "::":
                return True
        return False


def in_number(token):
    if re.fullmatch(r"\d[\d']*[uUlL]*", token.text):
        value, suffix = re.fullmatch(r"([\d']*)(\D*)", token.text).groups()
        value = int(value.replace("'", ""))
        yield Fault("number", token.begin, token.end, f"{value + 1}{suffix}")
        if value > 0:
            yield Fault("number", token.begin, token.end, f"{value - 1}{suffix}")
    elif token.text.startswith("0x"):
        yield Fault("number", token.begin, token.end, f"({token.text} + 1)")
    else:
        yield Fault("number", token.begin, token.end, f"({token.text} * 2 + 1)")
