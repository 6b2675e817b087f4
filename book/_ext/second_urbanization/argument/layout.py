"""Where each concept of the argument map stands: columns from context to significance, few crossings, always the same.

Layers are given by the category, so only the order inside a group is free. It is found by the barycentre method
(Sugiyama, Tagawa and Toda 1981): each concept moves to the mean place of its neighbours, several times over. Groups
whose members are numbered or told in order by the text keep that order.
"""

from dataclasses import dataclass

# The groups of each column, from top to bottom. A category that stands in two columns is split between them.
COLUMNS = (
    ("context",),
    ("problem", "measure"),
    ("mechanism",),
    ("dividend", "risk"),
    ("breakthrough", "instrument"),
    ("significance", "instrument"),
)
ORDERED = {"problem", "mechanism", "risk", "breakthrough"}
SWEEPS = 24

WIDTH, GUTTER = 154, 46  # of a concept; between columns
GAP, HEAD, REST = 12, 28, 18  # between concepts; for the name of a group; between groups
LINE, PAD = 15, 7  # height of a line of text; between text and edge of a concept
LETTERS, SIGNS = 20, 11  # that a line of Latin and of Chinese text holds


@dataclass(frozen=True)
class Box:
    """One concept: left, top, height, and the lines of its two names."""

    x: float
    y: float
    height: float
    english: tuple
    chinese: tuple
    column: int

    @property
    def middle(self) -> float:
        """Half of its height, from the top of the drawing."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Layout:
    """Boxes by concept, heads as (category, left, top), and the size of the drawing."""

    boxes: dict[str, Box]
    heads: tuple
    width: float
    height: float


def wrap(text, limit) -> tuple[str, ...]:
    """Break a name into lines of at most `limit` letters; a longer word stays whole."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= limit or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def wrap_chinese(text, limit) -> tuple[str, ...]:
    """Break a Chinese name into lines of nearly equal length."""
    count = -(-len(text) // limit)
    size = -(-len(text) // count)
    return tuple(text[at : at + size] for at in range(0, len(text), size))


def short(entry) -> str:
    """Return the first of an entry's Chinese names without what stands in brackets."""
    return entry.chinese[0][0].partition(" (")[0]


def groups(graph) -> list[list[tuple[str, list[str]]]]:
    """Return for each column its groups, each with its concepts in the order of the table."""
    members = {}
    for name, entry in graph.concepts.items():
        members.setdefault(entry.category, []).append(name)
    uses = [category for column in COLUMNS for category in column]
    columns = []
    for column in COLUMNS:
        columns.append([])
        for category in column:
            share = -(-len(members[category]) // uses.count(category))
            uses.remove(category)
            columns[-1].append((category, members[category][:share]))
            members[category] = members[category][share:]
    return columns


def ordered(graph) -> list[list[tuple[str, list[str]]]]:
    """Return the columns with their concepts in the order that keeps links short."""
    columns = groups(graph)
    near = {name: [] for name in graph.concepts}
    for link in graph.links:
        near[link.start].append(link.end)
        near[link.end].append(link.start)
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            place = _places(columns)
            for category, names in column:
                if category not in ORDERED:
                    names.sort(key=lambda name: sum(place[other] for other in near[name]) / max(1, len(near[name])))
    return columns


def _places(columns):
    """Return the height of every concept as a share of its column."""
    places = {}
    for column in columns:
        names = [name for _, group in column for name in group]
        places |= {name: (at + 0.5) / len(names) for at, name in enumerate(names)}
    return places


def arrange(graph) -> Layout:
    """Return the places of all concepts of a `graph.Graph`."""
    boxes, heads, bottom = {}, [], 0
    for number, column in enumerate(ordered(graph)):
        x, y = number * (WIDTH + GUTTER), 0
        for category, names in column:
            heads.append((category, x, y))
            y += HEAD
            for name in names:
                entry = graph.concepts[name]
                lines = wrap(entry.en, LETTERS), wrap_chinese(short(entry), SIGNS)
                height = 2 * PAD + LINE * sum(map(len, lines))
                boxes[name] = Box(x, y, height, *lines, number)
                y += height + GAP
            y += REST
        bottom = max(bottom, y - GAP - REST)
    return Layout(boxes, tuple(heads), len(COLUMNS) * (WIDTH + GUTTER) - GUTTER, bottom)
