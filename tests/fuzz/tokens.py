# ruff: noqa: RUF001  # letters of other scripts look like Latin ones
"""What is put into bytes, texts, trees, formulas and drawings: whatever some program on the way minds."""

from typing import Final

BYTES: Final = (
    *(b"\0", b"\xff", b"\x80", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(b"\xfe\xff", b"\n", b"\r", b"\r\n", b"\t", b" ", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9"),
    *(b"\xc2\xa0", b"\x0b", b"\x0c", b"\x1b[2J", b"\x7f", b"\xe2\x80\xae", b"\xe2\x81\xa6", b"\xcc\x81"),
    *(b"\xf0\x9f\x91\xa9\xe2\x80\x8d", b"\xef\xbf\xbe", b"- ", b": ", b":", b"? ", b"| ", b"|\n", b">-\n"),
    *(b"|9\n", b"&a ", b"*a", b"!x ", b"!!str ", b"%YAML 1.2\n---\n", b"---\n", b"...\n", b"{", b"}", b"["),
    *(b"]", b",", b'"', b"'", b"#", b" #", b"@", b"`", b"%", b"<<: ", b"\\", b"\\x00", b'"\\ud800"'),
    *(b"<<<<<<< a\n", b"=======\n", b">>>>>>> b\n", b"~", b"null", b"true", b"0x1F", b"1e999", b"-1"),
    *(b"99999999999999999999",),
)
"""Bytes that YAML and UTF-8 mind."""

TOKENS: Final = (
    *("**", "*", "***", "~~", "`", "``", "```", "```python\n", "~~~\n", "\\", "\\\\", "\\*", "\n", "\n\n"),
    *("  \n", "\t", " ", "- ", "- a\n- b\n", "1. ", "1) ", "999999999. ", "+ ", "* ", "> ", ">> ", "# "),
    *("###### ", "    ", "---", "===", "\n    - ", "| a | b |\n|---|---|\n| c | d |\n", "|", "|---|"),
    *("| :-: |", "\\|", "||", "\n|--\n", "a|b\n-|-\n|", "{{", "}}", "::", "{{c1::", "{{c2::a::b}}", "{{a}}"),
    *("{{c0::x}}", "{{c500::x}}", "{{c501::x}}", "{{c999999999::x}}", "{{c1::}}", "$", "$$", "$x$", "$$x$$"),
    *("\\frac{", "\\sqrt[3]{", "^", "_", "{", "}", "&", "\\\\", "\\left(", "\\right.", "\\text{", "\\,"),
    *("\\begin{matrix}", "\\end{matrix}", "\\begin{cases}a&b\\\\c\\end{cases}", "\\not=", "\\limits"),
    *("\\color{red}", "\\bm", "\\mathbb{R}", "\\overset{a}{b}", "\\underbrace{a}_b", "\\hat"),
    *("\\def\\a{\\a\\a}\\a", "\\href{javascript:a}{b}", "\\sum_{i}^{n}", "![", "](", "![a](gradient.png)"),
    *("![a](flow.svg){width=40%}", "![](a.mp3)", "{width=0}", "{width=9999px}", "![a](../a.png)"),
    *("[a](https://b.c)", "[", "]", "(", ")", "](https://", "[a](javascript:b)", "[a](mailto:b@c)"),
    *("[[type:a]]", "[sound:a.mp3]", "<b>", "</div>", "<script>", "</script>", "<!--", "-->", "&lt;", "&#x1b;"),
    *("&amp;", '"', "'", "\\(", "\\)", "\\[", "[latex]", "{{FrontSide}}", "{{#a}}", "{{/a}}", "{{type:a}}"),
    *("${a}", "$title", "</style>", "]]>", "{{{", "}}}", "{{{{", "}}}}", "\0", "\x01", "\x02", "\x05", "\x1b"),
    *("\x7f", "\x85", "\u2028", "\u200b", "\u200d", "\u202e", "\u2066", "\u2069", "\ufeff", "\ufffe", "\u0301"),
    *("\u0338", "\u0e33", "\u1100\u1161", "重", "ﷺ", "שלום", "مرحبا", "हिन्दी", "ไทย", "ﬁ", "ß", "İ", "👩‍👩‍👧"),
    *("🇩🇪", "\U000e0001", "\U0010fffd", "\ud800", "a", "1", "0", "-1", "1e400", "é", "\u00a0", "\u00ad", "…"),
    *("–", "«", "€", "½", "a" * 300, "a " * 100, "重" * 200),
)
"""What Markdown, cloze, TeX, HTML, Anki and Unicode mind."""

WRAPS: Final = (
    *(("**", "**"), ("*", "*"), ("~~", "~~"), ("`", "`"), ("{{", "}}"), ("{{c1::", "}}"), ("{{c2::", "::a}}")),
    *(("$", "$"), ("$$", "$$"), ("[", "](https://a.b)"), ("![", "](a.png)"), ("\\frac{", "}{2}"), ("{", "}")),
    *(("\\left(", "\\right)"), ("\\sqrt{", "}"), ("x^{", "}"), ("> ", ""), ("- ", ""), ("1. ", "")),
    *(("```\n", "\n```"), ("\\text{$", "$}"), ("| ", " |"), ("\n\n", "\n\n")),
    *(("\\begin{matrix}", "\\end{matrix}"),),
)
"""What stands around a text."""

SIGNS: Final = (
    *("a", "x", "12", "\\alpha", "\\to", "\\sum", "\\int", "\\infty", "\\quad", "\\,", "\\!", "\\cdot", "\\ldots", "="),
    *(
        "<",
        "+",
        "-",
        "(",
        "]",
        "|",
        "!",
        "'",
        "\\mathbb{R}",
        "\\operatorname{a}",
        "\\lim",
        "\\nabla",
        "\\%",
        "\\{",
        "~",
    ),
    *("\\notin", "\\not=", "\\bm x", "\\colon", "\\dots", "\\sin", "\\prod", "\\oint", "é", "重", "\\text{ja 重}"),
)
"""What formulas are made of."""

GROUPS: Final = (
    *(
        "\\frac{?}{?}",
        "\\sqrt{?}",
        "\\sqrt[?]{?}",
        "?^{?}",
        "?_{?}",
        "?_{?}^{?}",
        "{?}",
        "\\left(?\\right]",
        "\\hat{?}",
    ),
    *("\\left.?\\middle|?\\right\\}", "\\overline{?}", "\\underbrace{?}_{?}", "\\binom{?}{?}", "\\text{a $?$ b}"),
    *("\\begin{matrix}?&?\\\\?\\end{matrix}", "\\begin{cases}?&?\\\\?&?\\end{cases}", "\\overset{?}{?}", "\\vec ?"),
    *(
        "\\begin{aligned}?&=?\\\\&=?\\end{aligned}",
        "\\begin{array}{lc}?&?\\end{array}",
        "\\mathrm{?}",
        "\\bigl(?\\bigr)",
    ),
    *(
        "\\displaystyle ?",
        "\\xrightarrow{?}",
        "\\sum\\limits_{?}^{?}",
        "\\mathcal{?}",
        "\\boldsymbol{?}",
        "\\phantom{?}",
    ),
)
"""What stands around the parts of a formula, which are at each `?`."""

KEYS: Final = (
    *("deck", "id", "uid", "description", "source", "language", "tags", "files", "fonts", "print", "section"),
    *("kind", "reverse", "shuffle", "draft", "cards", "question", "answer", "hint", "typed", "was"),
    *("explanation", "choices", "prompt", "categories", "items", "ask", "needs", "text", "category"),
    *("responses", "premises", "response", "steps", "subdecks", "Question", "", " ", "<<", "=", "~", "1"),
    *("true", "a: b", "重", "\u0301", "- ", "#", "x" * 200, "\n", "\x85", "\ud800"),
)
"""Keys of decks and cards, and odd ones."""

WORDS: Final = (
    *("flashcard", "self-check", "choice", "classify", "match", "cloze", "order", "true", "false", "yes", ""),
    *(" ", "~", "en", "ar", "de-DE", "x", "a", "a-b", "0", "-1", "1.5", "c1", "a::b", "::", "deck.yaml"),
    *("../a.yaml", "/etc/passwd", "a.png", ".", "a/b", "\0", "a" * 300, "fold", "duplex", "sheet", "list"),
    *("a4", "a7", "3x5", "100x150mm", "1x1mm", "9999x9999in", "0x0mm", "63x88mm", "long", "short", "1.5,-2"),
    *("nan,inf", "1e308,1", "left", "top", "interleaved", "fronts-then-backs", "fronts-then-backs-reversed"),
)
"""Values that some key takes, and odd ones."""

NUMBERS: Final = (
    *("0", "-1", "1e9", "-1e9", "1e308", "1e999", "NaN", "1e-300", "50%", "2em", "", "0.5.5", "--1", "1 2 3"),
    *("none",),
)
"""In place of a number in an SVG."""

ATTRIBUTES: Final = (
    *('width="0"', 'height="1e9"', 'viewBox="0 0 0 0"', 'viewBox="0 0 1e-9 1e9"', 'transform="scale(0)"'),
    *('transform="rotate(1e308)"', 'transform="matrix(1 0 0 0 0 0)"', 'stroke-dasharray="0 0"'),
    *('stroke-dasharray="1e-9"', 'stroke-width="1e9"', 'opacity="2"', 'fill="url(#a)"', 'clip-path="url(#a)"'),
    *('href="#a"', 'id="a"', 'd="M0 0A0 0 0 0 0 1 1Z"', 'd="M1 1a1e9 1 45 1 0 1e-9 0"'),
    *('style="fill:red;font-size:1e9px"', 'style="transform:rotate(45deg)"', 'class="a"', 'points="1,2 3"'),
    *('display="none"', 'preserveAspectRatio="xMinYMax slice"', 'gradientTransform="scale(0)"'),
    *('font-size="0"', 'text-anchor="end"', 'x="1 2 3"'),
)
"""In place of an attribute."""

DRAWN: Final = (
    *("<g>", "</g>", '<g id="a"><use href="#b"/></g>', '<rect width="9" height="9"/>', '<circle r="-1"/>'),
    *("<text>a重שלום</text>", "<defs>", '<linearGradient id="a"/>'),
    *('<radialGradient id="a" r="0"><stop/></radialGradient>', '<clipPath id="a"><rect width="0"/></clipPath>'),
    *('<path d="M0,0 C"/>', '<polygon points=""/>', '<use href="#a"/>', "<style>*{fill:url(#a)}</style>"),
    *('<symbol id="a"/>', "<tspan>a</tspan>", '<pattern id="a" width="0" height="1"/>', '<mask id="a"/>'),
    *('<marker id="a"/>', "<switch/>", '<image href="data:image/png;base64,AAAA"/>'),
)
"""Between elements, or in place of one."""
