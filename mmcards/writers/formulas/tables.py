# ruff: noqa: RUF001, SIM905 -- signs look alike, and lists of words are read more easily without quotes
"""What the commands and signs of TeX's formulas stand for: what is not here is not drawn."""

from enum import IntEnum
from typing import Final, NamedTuple


class Class(IntEnum):
    """What a part of a formula is, which decides on the space beside it; the order is that of `SPACES`."""

    ORDINARY = 0
    LARGE = 1
    BINARY = 2
    RELATION = 3
    OPENING = 4
    CLOSING = 5
    PUNCTUATION = 6
    INNER = 7


SPACES: Final = (
    "01230001",
    "11*30001",
    "22**2**2",
    "33*03003",
    "00*00000",
    "01230001",
    "11*11111",
    "11231011",
)
"""The space between a part (row) and the next (column), as in The TeXbook, page 170: none, thin, medium, thick."""

ALSO_IN_SCRIPTS: Final = frozenset({(0, 1), (1, 0), (1, 1), (5, 1), (7, 1)})
WIDTHS: Final = {"1": 3 / 18, "2": 4 / 18, "3": 5 / 18}
"""Of spaces, in ems."""


class Style(IntEnum):
    """How large a part of a formula is set (The TeXbook, chapter 17)."""

    DISPLAY = 0
    TEXT = 1
    SCRIPT = 2


def _table(kind: Class, text: str) -> dict[str, tuple[Class, str]]:
    words = text.split()
    return {name: (kind, character) for name, character in zip(words[::2], words[1::2], strict=True)}


SYMBOLS: Final = {
    **_table(
        Class.ORDINARY,
        """
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
        varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ
        phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ
        Omega Ω digamma ϝ
        infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ emptyset ∅ varnothing ∅ ell ℓ hbar ℏ
        hslash ℏ imath 𝚤 jmath 𝚥 Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ gimel ℷ daleth ℸ angle ∠ measuredangle ∡
        sphericalangle ∢ triangle △ square □ Box □ blacksquare ■ lozenge ◊ Diamond ◊ bigstar ★ top ⊤ bot ⊥ prime ′
        backprime ‵ flat ♭ natural ♮ sharp ♯ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ complement ∁ eth ð
        mho ℧ surd √ backslash \\ vert | Vert ‖ | ‖ # # $ $ % % & & _ _ degree ° dag † ddag ‡ S § P ¶ pounds £
        checkmark ✓ colon : ldotp . triangledown ▽ diagup ╱ diagdown ╲
        """,
    ),
    **_table(
        Class.BINARY,
        """
        pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ cup ∪ cap ∩ uplus ⊎ sqcup ⊔ sqcap ⊓ vee ∨ lor ∨
        wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ amalg ⨿ diamond ⋄
        dagger † ddagger ‡ bigcirc ◯ triangleleft ◃ triangleright ▹ bigtriangleup △ bigtriangledown ▽ ltimes ⋉
        rtimes ⋊ boxplus ⊞ boxminus ⊟ boxtimes ⊠ boxdot ⊡ centerdot ⋅ dotplus ∔ barwedge ⊼ veebar ⊻ curlyvee ⋎
        curlywedge ⋏ circledast ⊛ circledcirc ⊚ circleddash ⊝ intercal ⊺ divideontimes ⋇ lhd ⊲ rhd ⊳ unlhd ⊴ unrhd ⊵
        """,
    ),
    **_table(
        Class.RELATION,
        """
        leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ lt < gt > equiv ≡ sim ∼ simeq ≃ approx ≈ approxeq ≊ cong ≅ propto ∝
        varpropto ∝ ll ≪ gg ≫ lll ⋘ ggg ⋙ leqslant ⩽ geqslant ⩾ leqq ≦ geqq ≧ lesssim ≲ gtrsim ≳ lessgtr ≶ gtrless ≷
        prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼ succcurlyeq ≽ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇
        subsetneq ⊊ supsetneq ⊋ nsubseteq ⊈ nsupseteq ⊉ sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ in ∈ ni ∋
        notin ∉ owns ∋ mid ∣ nmid ∤ parallel ∥ nparallel ∦ perp ⊥ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ Vvdash ⊪
        nvdash ⊬ nvDash ⊭ asymp ≍ doteq ≐ bowtie ⋈ smile ⌣ frown ⌢ therefore ∴ because ∵ triangleq ≜ coloneqq ≔
        eqqcolon ≕ circeq ≗ bumpeq ≏ Bumpeq ≎ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ ncong ≇ nsim ≁ backsim ∽ eqsim ≂ between ≬
        pitchfork ⋔ vartriangleleft ⊲ vartriangleright ⊳ trianglelefteq ⊴ trianglerighteq ⊵ multimap ⊸
        to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
        uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ mapsto ↦ longmapsto ⟼
        longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸ Longleftrightarrow ⟺
        implies ⟹ impliedby ⟸ iff ⟺ hookrightarrow ↪ hookleftarrow ↩ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖
        rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋
        twoheadrightarrow ↠ twoheadleftarrow ↞ rightarrowtail ↣ leftarrowtail ↢ rightsquigarrow ⇝ leadsto ⇝
        nrightarrow ↛ nleftarrow ↚ nRightarrow ⇏ nLeftarrow ⇍ nleftrightarrow ↮ nLeftrightarrow ⇎
        rightrightarrows ⇉ leftleftarrows ⇇ rightleftarrows ⇄ leftrightarrows ⇆ circlearrowright ↻ circlearrowleft ↺
        curvearrowright ↷ curvearrowleft ↶ dashrightarrow ⇢ dashleftarrow ⇠ upharpoonright ↾ restriction ↾
        """,
    ),
    **_table(Class.OPENING, "{ { lbrace { lbrack [ langle ⟨ lfloor ⌊ lceil ⌈ lvert | lVert ‖ lgroup ⟮ ulcorner ⌜"),
    **_table(Class.CLOSING, "} } rbrace } rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉ rvert | rVert ‖ rgroup ⟯ urcorner ⌝"),
    **_table(Class.INNER, "dots … ldots … cdots ⋯ dotsc … dotsb ⋯ dotsm ⋯ dotsi ⋯ dotso … vdots ⋮ ddots ⋱"),
}
"""What stands for one sign: its class, and the sign."""

LIMITED: Final = {
    name: sign
    for name, (_, sign) in _table(
        Class.LARGE,
        "sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ biguplus ⨄ "
        "bigsqcup ⨆",
    ).items()
}
INTEGRALS: Final = {"int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮", "oiint": "∯", "oiiint": "∰"}

LARGE_SIGNS: Final = frozenset((*LIMITED.values(), *INTEGRALS.values()))

LIMITED_FUNCTIONS: Final = {
    **{name: name for name in "det gcd inf lim max min Pr sup".split()},
    "liminf": "lim\u2009inf",
    "limsup": "lim\u2009sup",
    "injlim": "inj\u2009lim",
    "projlim": "proj\u2009lim",
}
FUNCTIONS: Final = {
    **{
        name: name
        for name in (
            "arccos arcsin arctan arg cos cosh cot coth csc deg dim exp hom ker lg ln log sec sin sinh tan tanh".split()
        )
    },
    **LIMITED_FUNCTIONS,
}

BY_SIGN: Final = {
    **{sign: kind for kind, sign in reversed(SYMBOLS.values())},
    **dict.fromkeys("+−∗", Class.BINARY),
    **dict.fromkeys("=<>:", Class.RELATION),
    **dict.fromkeys("([{", Class.OPENING),
    **dict.fromkeys(")]}!?", Class.CLOSING),
    **dict.fromkeys(",;", Class.PUNCTUATION),
    **dict.fromkeys("/|.‖", Class.ORDINARY),
}
"""The classes of signs that are typed as they are."""

TYPED: Final = {"-": "−", "*": "∗", "·": "⋅"}
"""What a typed sign is drawn as."""

SMALL_SPACES: Final = {
    ",": 3 / 18,
    "thinspace": 3 / 18,
    ":": 4 / 18,
    ">": 4 / 18,
    "medspace": 4 / 18,
    ";": 5 / 18,
    "thickspace": 5 / 18,
    "!": -3 / 18,
    "negthinspace": -3 / 18,
    "negmedspace": -4 / 18,
    "negthickspace": -5 / 18,
    "enspace": 0.5,
    "quad": 1.0,
    "qquad": 2.0,
    " ": 0.25,
    "\n": 0.25,
    "\t": 0.25,
    "space": 0.25,
    "nobreakspace": 0.25,
}
"""In ems."""

ACCENTS: Final = {
    "hat": "\u02c6",
    "tilde": "\u02dc",
    "bar": "\u00af",
    "vec": "\u20d7",
    "dot": "\u02d9",
    "ddot": "\u00a8",
    "dddot": "\u20db",
    "check": "\u02c7",
    "breve": "\u02d8",
    "acute": "\u00b4",
    "grave": "\u0060",
    "mathring": "\u02da",
}
STRETCHED: Final = {
    "underline": "\u2015",
    "widehat": "\u0302",
    "widetilde": "\u0303",
    "overline": "\u2015",
    "overrightarrow": "→",
    "overleftarrow": "←",
    "overleftrightarrow": "↔",
}
BRACES: Final = {
    "overbrace": "⏞",
    "overbracket": "⎴",
    "overparen": "⏜",
    "underbrace": "⏟",
    "underbracket": "⎵",
    "underparen": "⏝",
}
ARROWS: Final = {
    "xrightarrow": "⟶",
    "xleftarrow": "⟵",
    "xleftrightarrow": "⟷",
    "xRightarrow": "⟹",
    "xLeftarrow": "⟸",
    "xLeftrightarrow": "⟺",
    "xmapsto": "⟼",
}
"""They are as long as they are without text."""

ALPHABETS: Final = {
    "mathrm": "normal",
    "mathnormal": "",
    "mathbf": "bold normal",
    "mathit": "italic",
    "mathbb": "double",
    "Bbb": "double",
    "mathcal": "script",
    "mathscr": "script",
    "mathfrak": "fraktur",
    "mathsf": "sans",
    "mathtt": "mono",
    "boldsymbol": "bold",
    "bm": "bold",
    "pmb": "bold",
    "mathbfit": "bold",
}
"""Alphabets, as ziamath calls them. Letters that are not `normal` slant as TeX has it."""

SWITCHES: Final = {
    "rm": "normal",
    "bf": "bold normal",
    "it": "italic",
    "sf": "sans",
    "tt": "mono",
    "cal": "script",
    "frak": "fraktur",
}
TEXTS: Final = {
    "text": "normal",
    "textrm": "normal",
    "textnormal": "normal",
    "textup": "normal",
    "textmd": "normal",
    "mbox": "normal",
    "hbox": "normal",
    "textbf": "bold normal",
    "textit": "italic",
    "emph": "italic",
    "textsl": "italic",
    "textsf": "sans",
    "texttt": "mono",
}
STYLES: Final = {
    "displaystyle": (Style.DISPLAY, "true", "0"),
    "textstyle": (Style.TEXT, "false", "0"),
    "scriptstyle": (Style.SCRIPT, "false", "1"),
    "scriptscriptstyle": (Style.SCRIPT, "false", "2"),
}
CLASSES: Final = {
    "mathord": Class.ORDINARY,
    "mathop": Class.LARGE,
    "mathbin": Class.BINARY,
    "mathrel": Class.RELATION,
    "mathopen": Class.OPENING,
    "mathclose": Class.CLOSING,
    "mathpunct": Class.PUNCTUATION,
    "mathinner": Class.INNER,
}
FRACTIONS: Final = {
    "frac": None,
    "dfrac": Style.DISPLAY,
    "cfrac": Style.DISPLAY,
    "tfrac": Style.TEXT,
    "binom": None,
    "dbinom": Style.DISPLAY,
    "tbinom": Style.TEXT,
}
SIZES: Final = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
"""The heights of brackets, in ems (plain TeX: 8.5, 11.5, 14.5 and 17.5 points to a font of 10, and their depths)."""

STRUCK: Final = {
    "boxed": "box",
    "fbox": "box",
    "cancel": "updiagonalstrike",
    "bcancel": "downdiagonalstrike",
    "xcancel": "updiagonalstrike downdiagonalstrike",
}
IGNORED: Final = frozenset("nonumber notag relax displaylimits".split())

DELIMITERS: Final = {
    **{sign: sign for sign in "()[]|/"},
    **{f"\\{name}": sign for name, (_, sign) in SYMBOLS.items() if sign in "{}[]|‖⟨⟩⌊⌋⌈⌉⟮⟯⌜⌝↑↓↕⇑⇓⇕\\"},
    "<": "⟨",
    ">": "⟩",
    ".": "",
}


class Table(NamedTuple):
    """An environment of rows and columns: its brackets, how columns stand, and how far apart in ems; its style.

    `between` is the space between rows and `strut` the least height of one, in ems. Those that are `named` say their
    columns themselves; in those that are `aligned` a cell goes on where the one before ended.
    """

    brackets: tuple[str, str] = ("", "")
    columns: str = "c"
    gaps: tuple[float, ...] = (1.0,)
    between: float = 0.35
    style: Style = Style.TEXT
    named: bool = False
    aligned: bool = False
    strut: float = 1.0


ALIGNED: Final = Table(columns="rl", gaps=(0, 2.0), between=0.5, style=Style.DISPLAY, aligned=True)
GATHERED: Final = Table(between=0.5, style=Style.DISPLAY)
ENVIRONMENTS: Final = {
    "matrix": Table(),
    "pmatrix": Table(("(", ")")),
    "bmatrix": Table(("[", "]")),
    "Bmatrix": Table(("{", "}")),
    "vmatrix": Table(("|", "|")),
    "Vmatrix": Table(("‖", "‖")),
    "smallmatrix": Table(gaps=(0.33,), between=0.1, style=Style.SCRIPT, strut=0.6),
    "array": Table(named=True),
    "cases": Table(("{", ""), columns="l"),
    "rcases": Table(("", "}"), columns="l"),
    "dcases": Table(("{", ""), columns="l", style=Style.DISPLAY),
    "aligned": ALIGNED,
    "align": ALIGNED,
    "align*": ALIGNED,
    "split": ALIGNED,
    "gathered": GATHERED,
    "gather": GATHERED,
    "gather*": GATHERED,
}
PLAIN_ENVIRONMENTS: Final = ("equation", "equation*", "displaymath", "math")

HINTS: Final = {
    "over": "write `\\frac{…}{…}` for `\\over`",
    "atop": "write `\\substack{… \\\\ …}` for `\\atop`",
    "choose": "write `\\binom{…}{…}` for `\\choose`",
    "ce": "`\\ce` (chemistry) is drawn by Anki alone",
    "pu": "`\\pu` (units) is drawn by Anki alone",
    "hline": "lines in a table are not drawn",
    "tag": "numbers of formulas are not drawn",
    **dict.fromkeys(
        (
            "def",
            "gdef",
            "edef",
            "let",
            "newcommand",
            "renewcommand",
            "DeclareMathOperator",
            "newenvironment",
            "require",
        ),
        "nothing can be defined in a formula",
    ),
}
"""What to say of what is known and not drawn."""
