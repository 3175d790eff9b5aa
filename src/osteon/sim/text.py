"""A column of text: which of a few words each row holds, so that no row is a text of its own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

Places = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True, eq=False)
class Text:
    """One text a row.

    Attributes
    ----------
    places : (n,) int
        Place of each row's text among the words.
    words : tuple of str
        Different texts; rows need not hold all of them.
    """

    places: Places
    words: tuple[str, ...]

    @classmethod
    def of(cls, values: Iterable[str]) -> "Text":
        """Return the column that holds these texts."""
        place: defaultdict[str, int] = defaultdict(count().__next__)
        places = np.fromiter(map(place.__getitem__, values), np.uint32)
        return cls(_small(places, len(place)), tuple(place))

    @classmethod
    def same(cls, word: str, length: int) -> "Text":
        """Return a column with one text in every row."""
        return cls(np.zeros(length, np.uint8), (word,))

    @classmethod
    def chosen(cls, places: "NDArray[np.integer[Any]]", words: Iterable[str]) -> "Text":
        """Return a column that holds words, which may repeat, at these places."""
        known = cls.of(words)
        return cls(known.places[places], known.words)

    @classmethod
    def joined(cls, parts: "Sequence[Text]") -> "Text":
        """Return the rows of one column after those of another."""
        words = parts[0].words
        if any(part.words != words for part in parts):
            every = cls.of(word for part in parts for word in part.words)
            ends = np.cumsum([len(part.words) for part in parts])[:-1]
            own = np.split(every.places, ends)
            rows = [here[part.places] for here, part in zip(own, parts, strict=True)]
            return cls(np.concatenate(rows), every.words)
        return cls(np.concatenate([part.places for part in parts]), words)

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, rows: int) -> str: ...

    @overload
    def __getitem__(self, rows: "slice | NDArray[Any]") -> "Text": ...

    def __getitem__(self, rows: Any) -> "Text | str":
        """Return some rows, or the text of one."""
        places = self.places[rows]
        return Text(places, self.words) if isinstance(places, np.ndarray) else self.words[places]

    def __eq__(self, word: object) -> NDArray[np.bool_]:  # type: ignore[override]
        """Return which rows hold a text, as an array of texts does."""
        if not isinstance(word, str):
            return np.asarray(np.asarray(self) == word)
        return np.array([own == word for own in self.words], bool)[self.places]

    def __ne__(self, word: object) -> NDArray[np.bool_]:  # type: ignore[override]
        """Return which rows hold another text."""
        return ~(self == word)

    __hash__ = None  # type: ignore[assignment]

    def __array__(
        self, dtype: DTypeLike | None = None, *, copy: bool | None = None
    ) -> NDArray[Any]:
        """Return the texts as objects, which a text that rows share is once."""
        del copy
        return np.array(self.words, object)[self.places].astype(dtype or object, copy=False)

    @property
    def dtype(self) -> np.dtype[Any]:
        """What the rows are to NumPy."""
        return np.dtype(object)

    def tolist(self) -> list[str]:
        """Return the text of each row."""
        return [self.words[place] for place in self.places.tolist()]


def _small(places: Places, words: int) -> Places:
    """Return places among so many words in as little memory as they take."""
    return places.astype(np.min_scalar_type(words), copy=False)
