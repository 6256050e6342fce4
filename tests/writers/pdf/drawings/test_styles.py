"""Which of several rules says how an element looks."""

from typing import TYPE_CHECKING

import pytest

from mmcards.writers.pdf.drawings.styles import Colour, Keyword, Reference, paint

if TYPE_CHECKING:
    from tests.writers.pdf.drawings.conftest import Show

BLACK, RED, GREEN, WHITE = (0, 0, 0), (255, 0, 0), (0, 128, 0), (255, 255, 255)
PATTERN = '<g fill="red"><pattern id="a" width="1" height="1"><rect width="100" height="100"/></pattern></g>'
GRADIENT = '<g color="red"><linearGradient id="a"><stop stop-color="currentColor"/></linearGradient></g>'
RECT = '<rect width="100" height="100" {}/>'


@pytest.mark.parametrize(
    ("rest", "colour"),
    [
        (RECT.format(""), BLACK),
        (RECT.format('fill="red"'), RED),
        (RECT.format('fill="rgb(255 0 0)"'), RED),
        (RECT.format('fill="#F00"'), RED),
        (RECT.format('fill="hsl(0, 100%, 50%)"'), RED),
        (RECT.format('fill="none"'), WHITE),
        (RECT.format('fill="transparent"'), WHITE),
        (RECT.format('fill="no colour"'), BLACK),
        (RECT.format('fill="red" fill-opacity="0%"'), WHITE),
        (RECT.format('fill="green" style="fill: red"'), RED),
        (RECT.format('style="fill: red; fill: no-colour"'), RED),
        (RECT.format('style="fill: red; fill: light-dark(green, black)"'), GREEN),
        (RECT.format('style="--a: red; fill: var(--a)"'), RED),
        (RECT.format('style="fill: var(--none, red)"'), RED),
        (RECT.format('style="fill: red !important; fill: green"'), RED),
        (RECT.format('color="red" fill="currentColor"'), RED),
        ("<style>rect { fill: red }</style>" + RECT.format('fill="green"'), RED),
        ("<style>rect { fill: red }</style>" + RECT.format('style="fill: green"'), GREEN),
        ("<style>rect { fill: red !important }</style>" + RECT.format('style="fill: green"'), RED),
        ("<style>.a { fill: red } rect { fill: green }</style>" + RECT.format('class="b a"'), RED),
        ("<style>rect { fill: red } rect { fill: green }</style>" + RECT.format(""), GREEN),
        ("<style>rect { fill: red } a:hover, rect::before { fill: green } </style>" + RECT.format(""), RED),
        ("<style>@media screen { rect { fill: green } }</style>" + RECT.format('fill="red"'), RED),
        ("<style>@media print { rect { fill: red } }</style>" + RECT.format(""), RED),
        ("<style><![CDATA[ /* a */ svg > rect[width='100']:first-of-type{fill:red} ]]></style>" + RECT.format(""), RED),
        ("<style type='text/less'>rect { fill: green }</style>" + RECT.format('fill="red"'), RED),
        ("<style>broken { { } ] rect</style>" + RECT.format('fill="red"'), RED),
        ('<g fill="red">' + RECT.format("") + '</g>', RED),
        ('<g fill="red">' + RECT.format('fill="inherit"') + '</g>', RED),
        ('<g fill="red">' + RECT.format('style="fill: initial"') + '</g>', BLACK),
        ('<g opacity="0"><g>' + RECT.format("") + '</g></g>', WHITE),
        ('<g display="none">' + RECT.format("") + '</g>', WHITE),
        ('<g visibility="hidden">' + RECT.format("") + '</g>', WHITE),
        ('<g visibility="hidden">' + RECT.format('visibility="visible"') + '</g>', BLACK),
        ('<defs><g id="a">' + RECT.format("") + '</g></defs><use href="#a" fill="red"/>', RED),
        (RECT.format('fill="url(#none) red"'), RED),
        (PATTERN + RECT.format('fill="url(#a)"'), RED),
        (GRADIENT + RECT.format('fill="url(#a)"'), RED),
        (RECT.format('fill="url(#none)"'), WHITE),
    ],
)  # fmt: skip
def test_rules_prevail_as_in_css(rest: str, colour: tuple[int, int, int], show: "Show") -> None:
    assert show(rest).at(50, 50) == colour


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("red", Colour(1, 0, 0)),
        ("#0008", Colour(0, 0, 0, 136 / 255)),
        ("rgba(100%, 0%, 0%, .5)", Colour(1, 0, 0, 0.5)),
        ("hwb(120 0% 0%)", Colour(0, 1, 0)),
        ("NONE", Keyword("none")),
        ("currentColor", Keyword("currentcolor")),
        ("context-stroke", Keyword("context-stroke")),
        ("url(#a)", Reference("a", None)),
        ("url( '#a b' ) none", Reference("a b", Keyword("none"))),
        ("url(#a) #00f", Reference("a", Colour(0, 0, 1))),
        ("oklch(0.7 0.1 100)", None),
        ("12", None),
        ("", None),
    ],
)
def test_paints_are_read_as_in_css(text: str, found: object) -> None:
    assert paint(text) == found
