"""The argument map as SVG: boxes that are links, and curves between them."""

from html import escape

from reformlab.style import tr

from .graph import CATEGORIES
from .layout import LINE, PAD, WIDTH, arrange

MARGIN = 12
ARROW = 6


def svg(graph) -> str:
    """Return the drawing of a `graph.Graph`; every concept leads to its row of the table."""
    plan = arrange(graph)
    size = f"{-MARGIN} {-MARGIN} {plan.width + 2 * MARGIN + 28:.0f} {plan.height + 2 * MARGIN:.0f}"
    label = tr(
        "Map of {concepts} concepts and {links} links, in columns from context on the left to significance on the "
        "right. The table below says the same."
    )
    label = label.format(concepts=len(graph.concepts), links=len(graph.links))
    parts = [f'<svg class="argument-map" data-moves viewBox="{size}" role="group" aria-label="{escape(label)}">']
    parts += ['<g class="links" aria-hidden="true">', *_links(graph, plan.boxes), "</g>"]
    for category, x, y in plan.heads:
        name = escape(tr(CATEGORIES[category][0]))
        parts.append(f'<text class="group-name" aria-hidden="true" x="{x}" y="{y + 15}">{name}</text>')
    # Tab order and arrow keys follow the argument, not the columns
    for category in CATEGORIES:
        found = [name for name, entry in graph.concepts.items() if entry.category == category]
        found.sort(key=lambda name: (plan.boxes[name].column, plan.boxes[name].y))
        parts += [_concept(graph, name, plan.boxes[name]) for name in found]
    return "\n".join([*parts, "</svg>"])


def _concept(graph, name, box):
    entry = graph.concepts[name]
    counts = tr("{before} links lead to it, {after} lead away").format(
        before=len(graph.into(name)), after=len(graph.out_of(name))
    )
    label = escape(f"{entry.en}, {tr(CATEGORIES[entry.category][1])}. {counts}.")
    lessons = " ".join(map(str, entry.lessons))
    row = [
        f'<a id="concept-{name}" class="concept category-{entry.category}" href="#row-{name}" data-concept="{name}"',
        f' data-category="{entry.category}" data-lessons="{lessons}" aria-label="{label}">',
        f'<rect class="ground" x="{box.x}" y="{box.y}" width="{WIDTH}" height="{box.height}" rx="{_corner(entry)}"/>',
        f'<rect class="stripe" x="{box.x}" y="{box.y}" width="5" height="{box.height}"/>',
    ]
    y = box.y + PAD
    for lines, language in ((box.english, ""), (box.chinese, ' class="chinese" lang="zh-Hans"')):
        for line in lines:
            row.append(f'<text{language} x="{box.x + 12}" y="{y + 12}">{escape(line)}</text>')
            y += LINE
    # The sign that a neighbour of the chosen concept carries: before it, after it, or both
    row.append(f'<text class="sign" x="{box.x + WIDTH - 4}" y="{box.y + 3}" text-anchor="end"></text></a>')
    return "".join(row)


def _corner(entry):
    return {"instrument": 0, "measure": 0, "risk": 12, "dividend": 12}.get(entry.category, 5)


def _links(graph, boxes):
    ports = _ports(graph, boxes)
    for number, link in enumerate(graph.links):
        (x1, y1, out), (x2, y2, into) = ports[number, link.start], ports[number, link.end]
        reach = max(34, abs(x2 - x1) * 0.42) if out != into else 30 + abs(y2 - y1) * 0.05
        tip = x2 + into * ARROW
        line = (
            f"M{x1:.0f},{y1:.1f}C{x1 + out * reach:.0f},{y1:.1f} {tip + into * reach:.0f},{y2:.1f} {tip:.0f},{y2:.1f}"
        )
        head = f"M{x2:.0f},{y2:.1f}l{into * ARROW},-3v6z"
        yield (
            f'<g class="link {link.status}" data-from="{link.start}" data-to="{link.end}">'
            f'<path class="line" d="{line}"/><path class="head" d="{head}"/></g>'
        )


def _ports(graph, boxes):
    """Spread the ends of links over the sides of the boxes, in the order of their other ends.

    Returns
    -------
    dict
        (number of the link, concept) -> x, y and the direction out of the box: 1 right, -1 left.
    """
    sides = {}
    for number, link in enumerate(graph.links):
        step = boxes[link.end].column - boxes[link.start].column
        out, into = (1, 1) if step == 0 else (1, -1) if step > 0 else (-1, 1)
        sides.setdefault((link.start, out), []).append((boxes[link.end].middle, number))
        sides.setdefault((link.end, into), []).append((boxes[link.start].middle, number))
    found = {}
    for (name, side), ends in sides.items():
        box = boxes[name]
        for place, (_, number) in enumerate(sorted(ends), start=1):
            x = box.x + (WIDTH if side > 0 else 0)
            found[number, name] = (x, box.y + box.height * place / (len(ends) + 1), side)
    return found
