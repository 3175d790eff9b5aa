from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from osteon.base.errors import InputError
from osteon.sim.story.lanes import Mark, pack
from osteon.sim.story.life import Life
from osteon.sim.story.look import A4_WIDTH, COLOURS, DASHES, styled
from osteon.sim.story.page import draw_page
from support.life import eventful
from support.runs import library


@pytest.fixture(scope="module")
def page():
    return draw_page(Life.of(eventful()), library())


def boxes_of(page):
    """Return the place of every written word on the page [pixels]."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with styled():
        canvas = FigureCanvasAgg(page)
        canvas.draw()
    renderer = canvas.get_renderer()
    written = [text for text in texts_of(page) if text.get_visible() and text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in written]


def texts_of(page):
    yield from page.texts
    for axes in page.axes:
        yield from (*axes.texts, axes._left_title, axes.xaxis.label, axes.yaxis.label)
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            low, high = sorted(limits)
            yield from (t.label1 for t in axis.get_major_ticks() if low <= t.get_loc() <= high)
        if axes.get_legend():
            yield from axes.get_legend().get_texts()


def test_no_two_texts_meet(page):
    boxes = [(name, box) for name, box in boxes_of(page) if box.width > 1]
    meeting = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 - 1 and b.y0 < a.y1 - 1
    ]
    assert not meeting


def test_every_text_is_on_the_page(page):
    width, height = page.get_size_inches() * page.dpi
    outside = [
        name
        for name, box in boxes_of(page)
        if box.x0 < 0 or box.x1 > width or box.y0 < 0 or box.y1 > height
    ]
    assert not outside
    assert page.get_figwidth() == A4_WIDTH


def test_axes_bear_units(page):
    labels = {axes.get_ylabel() for axes in page.axes}
    assert {"volume (mL)", "% of healthy", "nmol/mmol", "µg/L", "mmol/L", "score 0 to 10"} <= labels
    assert page.axes[-1].get_xlabel() == "Months since entry"


def test_lines_differ_in_colour_and_in_dashes(page):
    lines = [line for line in page.axes[0].get_lines() if line.get_color() in COLOURS]
    assert len({line.get_color() for line in lines}) == 3
    assert (
        len({str(line.get_dash_capstyle()) + str(line._unscaled_dash_pattern) for line in lines})
        == 3
    )
    assert len(DASHES) == len(COLOURS)


def test_the_page_is_svg_with_text_as_text(tmp_path):
    path = tmp_path / "story.svg"
    eventful().plot(path)
    text = path.read_text(encoding="utf-8")
    assert "3 bone metastases" in text
    assert "femur L" in text
    assert text.count("<text") > 40
    again = tmp_path / "again.svg"
    eventful().plot(again)
    assert again.read_bytes() == path.read_bytes()


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"\.svg, \.png or \.pdf"):
        eventful().plot(tmp_path / "story.docx")


def test_a_life_without_lesions_has_a_page_too():
    history = eventful()
    empty = {k: v[:0] for k, v in history.tables["lesion_course"].items()}
    page = replace(history, tables={**history.tables, "lesion_course": empty}).plot()
    assert any("no bone metastasis" in text.get_text() for text in page.axes[0].texts)


def test_many_marks_never_meet():
    luck = np.random.default_rng(1)
    marks = [
        Mark(float(day), "x" * luck.integers(3, 30), "felt") for day in luck.uniform(0, 900, 60)
    ]
    rows = pack(sorted(marks, key=lambda mark: mark.day), 900.0)
    assert sum(map(len, rows)) == 60
    assert len(rows) < 30
