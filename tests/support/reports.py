"""Reports of synthetic trials, and a page as a parser reads it."""

from html.parser import HTMLParser

from osteon.library.library import Library
from osteon.trial.compare import compare
from osteon.trial.endpoints import arms_in, compute_effects
from osteon.trial.report import Content, Material, render
from osteon.trial.result import TrialResult
from osteon.trial.trial import Trial
from support.synthetic_trial import TRIAL_TOML, read_trial

VOID = {"meta", "br", "hr", "img", "link", "input"}
PROVENANCE = {"version": "0.1.0", "seed": 7, "n": 20, "references": ("riggs_2012",)}


def content(folder, tables, text=TRIAL_TOML, **more):
    """Return what the report of synthetic tables shows."""
    library = Library.load()
    file = read_trial(folder, text)
    effects = compute_effects(file, library, tables)
    arms = arms_in(file, library, tables)
    numbers = (effects, compare(file, effects))
    return Content.of(Material(file, library, arms, tables, *numbers, PROVENANCE, **more))


def page(folder, tables, text=TRIAL_TOML, **more):
    """Return the report of synthetic tables as HTML."""
    return render(content(folder, tables, text, **more))


def result_of(folder, tables, text=TRIAL_TOML):
    """Return synthetic tables as the result of a trial."""
    path = folder / "synthetic.toml"
    path.write_text(text, encoding="utf-8")
    return TrialResult(Trial.load(path), tables, {**PROVENANCE, "references": ["riggs_2012"]})


def first_arm_only():
    """Return the trial's text with its first arm alone and nothing reported."""
    text = TRIAL_TOML[: TRIAL_TOML.index("[[reported]]")]
    return text[: text.rindex("[[arm]]")]


def many_arms(names):
    """Return the trial's text with an arm for each name and nothing reported."""
    head = TRIAL_TOML[: TRIAL_TOML.index("[[arm]]")]
    arm = '[[arm]]\nname = "{}"\nbone_agent = "denosumab 120 mg sc q4w"\n'
    return head + "".join(arm.format(name) for name in names)


class Page(HTMLParser):
    """Every element with its attributes, its parents and its text; what would be fetched."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.fetched = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.fetched += [facts[key] for key in ("src", "data") if key in facts]
        element = {"tag": tag, "text": "", "parents": [own["tag"] for own in self.open], **facts}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data):
        for own in self.open:
            own["text"] += data

    def all(self, *tags):
        """Return the elements of some tags, in order."""
        return [own for own in self.elements if own["tag"] in tags]

    @property
    def ids(self):
        return [own["id"] for own in self.elements if "id" in own]
