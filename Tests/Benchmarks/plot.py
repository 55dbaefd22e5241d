"""Draws the marks as a picture: what was measured beside what it may be, as SVG text."""
from html import escape

WIDTH, ROW, HEAD = 1_180, 26, 46
LABEL, FIGURE = 470, 270
# The part of the picture that a bar may take, and how many times the limit it shows at most.
PLOT, LONGEST = WIDTH - LABEL - FIGURE - 30, 2.0
MET, MISSED = "#3b7d5a", "#c2553d"
PANELS = (("≤", "At most: a bar ends before the line"), ("≥", "At least: a bar reaches the line"))


def draw(marks, caption, show):
    """SVG of rows as `Bench.mark` keeps them; `show` writes a figure as the tables do."""
    parts, top = [], 78
    for sign, title in PANELS:
        rows = [mark for mark in marks if mark["wanted"].startswith(sign)]
        if rows:
            parts += panel(rows, title, top, show)
            top += HEAD + ROW * len(rows) + 24
    met = sum(mark["met"] == "yes" for mark in marks)
    head = [
        text(20, 32, "What the runtime is held to", size=20, weight=600),
        text(20, 56, f"{met} of {len(marks)} met · {caption}", colour="#666"),
        *legend(WIDTH - 20, 32),
    ]
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" '
        'font-family="system-ui, Helvetica, Arial, sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{top}" fill="#fff"/>', *head, *parts, "</svg>", ""])


def panel(rows, title, top, show):
    """One kind of limit: a title, an axis of multiples of the limit, a bar for each mark."""
    left, bottom = LABEL, top + HEAD + ROW * len(rows)
    parts = [text(20, top + 16, title, weight=600)]
    for multiple in (0, 0.5, 1, 1.5, 2):
        x = left + PLOT * multiple / LONGEST
        limit = multiple == 1
        parts += [
            text(x, top + HEAD - 10, "limit" if limit else f"{multiple:g} ×", anchor="middle",
                 colour="#222" if limit else "#888", size=12),
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top + HEAD - 4}" y2="{bottom}" '
            f'stroke="{"#222" if limit else "#ddd"}" stroke-width="{1.5 if limit else 1}"/>',
        ]
    for number, mark in enumerate(rows):
        parts += bar(mark, left, top + HEAD + ROW * number, show)
    return parts


def bar(mark, left, y, show):
    colour = MET if mark["met"] == "yes" else MISSED
    ratio = mark["of the limit"]
    # A limit of nothing has no multiples: nothing is no bar, anything is one that leaves the picture.
    if ratio is None:
        ratio = 0.0 if mark["met"] == "yes" else 2 * LONGEST
    length = PLOT * min(max(ratio, 0), LONGEST) / LONGEST
    parts = [
        text(left - 12, y + 17, mark["mark"], anchor="end"),
        # Narrow enough to be seen where there is next to nothing.
        f'<rect x="{left}" y="{y + 5}" width="{max(length, 2):.1f}" height="{ROW - 10}" fill="{colour}"/>',
    ]
    if ratio > LONGEST:
        x = left + PLOT
        parts += [
            f'<path d="M {x} {y + 5} l 9 {ROW / 2 - 5} l -9 {ROW / 2 - 5} z" fill="{colour}"/>',
            text(x - 6, y + 17, f"{ratio:.3g} ×" if mark["of the limit"] else "", anchor="end", colour="#fff", size=12),
        ]
    unit = f" {mark['unit']}" if mark["unit"] else ""
    parts.append(text(left + PLOT + 18, y + 17, f"{show(mark['measured'])}{unit}", weight=600, colour=colour,
                      more=f"({mark['wanted']})"))
    return parts


def legend(right, y):
    parts = []
    for x, colour, word in ((right - 150, MET, "met"), (right - 80, MISSED, "missed")):
        parts += [f'<rect x="{x}" y="{y - 11}" width="12" height="12" fill="{colour}"/>', text(x + 18, y, word)]
    return parts


def text(x, y, words, anchor="start", colour="#222", size=13, weight=400, more=""):
    tail = f'<tspan dx="5" font-weight="400" fill="#666">{escape(more)}</tspan>' if more else ""
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}" '
            f'font-weight="{weight}">{escape(words)}{tail}</text>')
