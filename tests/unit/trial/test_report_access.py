"""The report for everybody: the rules that an accessibility checker holds a page to."""

import re
from itertools import pairwise

import pytest

from support.reports import Page, page
from support.synthetic_trial import synthetic_tables

AA = 4.5  # least contrast of text
GRAPHICS = 2.9  # least contrast of what must be told apart; WCAG asks for 3 of 1


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    return page(tmp_path_factory.mktemp("access"), synthetic_tables(120))


@pytest.fixture(scope="module")
def parsed(text):
    return Page(text)


def test_the_page_has_a_language_a_title_and_its_landmarks_once(parsed):
    assert parsed.all("html")[0]["lang"] == "en-GB"
    assert parsed.all("title")[0]["text"].endswith("– osteon")
    for tag in ("header", "main", "footer", "nav", "h1"):
        assert len(parsed.all(tag)) == 1
    outside = [own for own in parsed.elements if own["parents"] == ["html", "body"]]
    assert {own["tag"] for own in outside} == {"header", "nav", "main", "footer"}
    assert parsed.all("nav")[0]["aria-label"]


def test_headings_step_down_one_by_one(parsed):
    levels = [int(own["tag"][1]) for own in parsed.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert all(own["text"].strip() for own in parsed.all("h1", "h2", "h3"))


def test_every_link_of_the_contents_leads_somewhere_and_no_name_comes_twice(parsed):
    inside = [own["href"][1:] for own in parsed.all("a") if own["href"].startswith("#")]
    assert inside
    assert set(inside) <= set(parsed.ids)
    assert len(parsed.ids) == len(set(parsed.ids))
    sections = [own["id"] for own in parsed.all("section")]
    assert [name for name in inside if name in sections][: len(sections)] == sections
    assert all(own["text"].strip() for own in parsed.all("a"))


def test_every_table_says_what_it_is_and_what_its_headings_are_for(parsed):
    tables = parsed.all("table")
    assert len(parsed.all("caption")) == len(tables) > 8
    assert all(own["text"].strip() for own in parsed.all("caption", "th"))
    assert all(own["scope"] in ("col", "row", "colgroup", "rowgroup") for own in parsed.all("th"))


def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name(parsed):
    scrolling = [own for own in parsed.elements if "scroll" in own.get("class", "").split()]
    assert len(scrolling) == len(parsed.all("table")) + len(parsed.all("svg"))
    assert all(own["tabindex"] == "0" and own["aria-label"] for own in scrolling)


def test_every_figure_has_a_title_and_says_what_it_shows(parsed):
    for own in parsed.all("svg"):
        assert own["role"] == "img"
        said = [parsed.ids.count(name) for name in own["aria-labelledby"].split()]
        assert said == [1, 1]
    titles = [own for own in parsed.all("title") if "svg" in own["parents"]]
    assert len(titles) == len(parsed.all("desc")) == len(parsed.all("svg")) == 8
    assert all(len(own["text"]) > 20 for own in parsed.all("desc"))


def test_text_in_figures_is_text_in_the_colours_of_the_page(text, parsed):
    assert re.search(r"<text[^>]*>denosumab</text>", text)
    svgs = "".join(re.findall(r"<svg.*?</svg>", text, flags=re.DOTALL))
    assert not re.search(r"fill=|stroke=|style=|#[0-9a-f]{6}", svgs)


def test_arms_differ_in_more_than_colour(text):
    dashes = re.findall(r"svg \.line\.arm-\d \{ stroke-dasharray: ([\d ]+); \}", text)
    assert len(dashes) == len(set(dashes)) == 7


def colours(text, scheme):
    style = text[text.index("<style>") : text.index("</style>")]
    blocks = style.split("@media screen and (prefers-color-scheme: dark)")
    block = blocks[0] if scheme == "light" else blocks[1].split("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, two):
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_in_light_and_dark(text, scheme):
    own = colours(text, scheme)
    for ink in ("ink", "soft", "good", "bad", "link"):
        for ground in ("page", "tint"):
            assert contrast(own[ink], own[ground]) >= AA, (ink, ground)
    for arm in range(1, 9):
        assert contrast(own[f"arm-{arm}"], own["page"]) >= GRAPHICS, arm


def test_paper_is_light(text):
    style = text[text.index("<style>") : text.index("</style>")]
    assert "@media screen and (prefers-color-scheme: dark)" in style
    assert "@page { size: A4" in style
    assert "@media (prefers-color-scheme" not in style
