"""Read one finished page: its anchors, where its links lead, and what is wrong with it by itself.

Thousands of pages are read in well under a second because each distinct tag is understood once: a plain expression cuts
the text into tags, and what a tag says is remembered. That expression is right for the pages that autoescaping
templates make. Where a page is not like that, a careful expression reads it, and what even that does not understand is
reported rather than guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

_ANY_MARK = re.compile(
    r"""<!--.*?-->|<![a-zA-Z][^>]*>|</[a-zA-Z][^<>]*>|<([a-zA-Z][^>"']*+(?:"[^"]*"[^>"']*+|'[^']*'[^>"']*+)*+)>""",
    re.DOTALL,
)
_ATTRIBUTE = r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"<]*)"|'([^'<]*)'|([^\s"'=<>`]+)))?"""
_TAG_PARTS = re.compile(rf"([a-zA-Z][a-zA-Z0-9:-]*)((?:\s+{_ATTRIBUTE})*)\s*/?")
_ATTRIBUTES = re.compile(rf"\s+{_ATTRIBUTE}")
# Nine of ten distinct tags are one of these two; nothing in them needs unescaping, and by themselves nothing is wrong.
_PLAIN_LINK = r'a(?: (?:class|rel)="[a-z -]*")? href="((?!//)[\w./#-]+)"(?: download)?'
_PLAIN_PLACE = r'(?:li|section) id="([\w-]+)"(?: class="[a-z -]*")?'
_MARK = re.compile(rf"<(?:{_PLAIN_LINK}|{_PLAIN_PLACE}|([a-zA-Z][^>]*))>", re.ASCII)
# What heads and lists tell machines: written thus, nothing is wrong with it by itself, and it leads nowhere.
_FOR_MACHINES = re.compile(
    r'<(?:meta (?:name="[\w.]+" )?(?:property="[\w:]+" )?content="[^"<>]*"'
    r'|script type="application/ld\+json">[^<]*</script|span class="Z3988" title="[^"<>]*"></span)>'
)
_OPEN_DATA = re.compile(r"<script[^>]*>[^<]*<(?!/script)", re.IGNORECASE)
_TITLE = re.compile(r"<title(?:\s[^>]*)?>([^<]*)</title", re.IGNORECASE)
_HEADING = re.compile(r"<h1(?:\s[^>]*)?>(.*?)</h1", re.IGNORECASE | re.DOTALL)
_BODY = re.compile(r"<(?:body|svg)\b", re.IGNORECASE)
_MARKUP_WITHOUT_IMAGES = re.compile(r"<(?!img\b)[^>]*>", re.IGNORECASE)
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_REFRESH = re.compile(r"[\d.]*\s*[;,]?\s*url\s*=\s*['\"]?([^'\"]*)", re.IGNORECASE)
_URL_NOISE = str.maketrans("", "", "\t\n\r")

_OUTWARD_SCHEMES = frozenset(["http", "https", "mailto", "tel", "ftp"])
_ADDRESS_ATTRIBUTES = frozenset(["href", "src", "xlink:href", "action", "formaction", "poster", "data"])
# The elements of the living standard that are not obsolete, then those of SVG and MathML that pictures use.
_KNOWN = """
    a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code
    col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map
    mark menu meta meter nav noscript object ol optgroup option output p picture pre progress q rp rt ruby s
    samp script search section select slot small source span strong style sub summary sup svg table tbody td
    template textarea tfoot th thead time title tr track u ul var video wbr animate animatetransform circle
    clippath defs desc ellipse fegaussianblur filter foreignobject g image line lineargradient marker mask
    metadata path pattern polygon polyline radialgradient rect stop switch symbol text textpath tspan use view
    annotation math mfrac mi mn mo mover mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr
    munder munderover semantics
"""
_ELEMENTS = frozenset(_KNOWN.split())
# Elements whose outside address is fetched with the page, which a reader without a network then lacks.
_FETCHING = frozenset(["script", "img", "iframe", "source", "video", "audio", "embed", "object", "track", "image"])
_FETCHING_RELATIONS = frozenset(["stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest"])


class Fault(NamedTuple):
    """Something wrong on a page, before its line is looked for."""

    code: str
    message: str
    key: str
    """What the same fault has in common on all its pages."""
    hint: str = ""
    is_error: bool = True


class _Tag(NamedTuple):
    """What one opening tag means for the check."""

    name: str
    id: str | None
    anchor: str | None
    """The ``name`` of an ``a``: a target of links that need not be unique."""
    addresses: tuple[str, ...]
    """Where it leads within the site, unescaped."""
    faults: tuple[Fault, ...]


_MALFORMED = _Tag("", None, None, (), ())


class PageScan(NamedTuple):
    """What one page holds."""

    anchors: frozenset[str]
    """The ids, and the names of anchors, that links may lead to."""
    addresses: tuple[str, ...]
    """Where its links lead within the site, without repeats."""
    faults: tuple[tuple[Fault, int], ...]
    """Each with its place in the text; -1 where the fault belongs to the whole page."""


def scan_page(text: str) -> PageScan:
    """Read one page by itself; nothing is known of other pages yet."""
    plain = _FOR_MACHINES.sub("", text)
    marks = _MARK.findall(plain)
    leading = [address for address, _, _ in marks if address]
    ids = [place for _, place, _ in marks if place]
    tags = [other for _, _, other in marks if other]
    read = [*map(_read_tag, tags)]
    faults: list[tuple[Fault, int]] = []
    has_plain_marks = plain.count("<") == len(marks) + plain.count("</") + 1 and plain.rfind("<!") == 0
    if not has_plain_marks or _MALFORMED in read:
        leading, ids = [], []
        tags, broken = _tags_with_care(text)
        read = [*map(_read_tag, tags)]
        if broken is not None:
            faults.append((_malformed(text, broken), broken))
    telling = [tag for tag in read if tag is not None]
    ids += [tag.id for tag in telling if tag.id is not None]
    anchors = frozenset(ids)
    if len(anchors) < len(ids):
        faults.extend(_repeated_ids(text, _tags_with_care(text)[0]))
    has_open_data = _OPEN_DATA.search(plain) is not None
    for tag in telling:
        if tag.faults or (has_open_data and tag.name == "script"):
            faults.extend(_placed_faults(text, tag, tags[read.index(tag)]))
        elif tag.anchor is not None:
            anchors |= {tag.anchor}
    addresses = dict.fromkeys([*leading, *(address for tag in telling for address in tag.addresses)])
    faults.extend((fault, -1) for fault in _page_faults(text, any(tag.name == "html" for tag in telling)))
    return PageScan(anchors, tuple(addresses), tuple(faults))


def place_of_address(text: str, address: str) -> int:
    """Where in a page the first tag with this address (as in `PageScan.addresses`) stands; -1 when nowhere."""
    for match in _ANY_MARK.finditer(text):
        tag = _read_tag(match[1]) if match[1] else None
        if tag is not None and address in tag.addresses:
            return match.start()
    return -1


def _repeated_ids(text: str, tags: list[str]) -> Iterator[tuple[Fault, int]]:
    """The second place of each id that a page uses more than once."""
    seen: set[str] = set()
    told: set[str] = set()
    end = 0
    for written in tags:
        place = text.find(f"<{written}>", end)
        end = place + 1
        tag = _read_tag(written)
        if tag is None or tag.id is None:
            continue
        if tag.id in seen and tag.id not in told:
            message = f'the id "{tag.id}" is used more than once, so links to it may lead to the wrong place'
            yield Fault("duplicate-id", message, tag.id), place
            told.add(tag.id)
        seen.add(tag.id)


def _placed_faults(text: str, tag: _Tag, written: str) -> Iterator[tuple[Fault, int]]:
    """The faults of a tag at its first place, and of what stands between the tags of a script."""
    for fault in tag.faults:
        yield fault, text.find(f"<{written}>")
    if tag.name == "script":
        yield from _open_data(text, written)


def _tags_with_care(text: str) -> tuple[list[str], int | None]:
    """The opening tags of any page, and the place of the first ``<`` that belongs to no tag or to a broken one."""
    tags: list[str] = []
    broken: int | None = None
    end = 0
    for match in _ANY_MARK.finditer(text):
        stray = text.find("<", end, match.start())
        end = match.end()
        written = match[1]
        if written is not None:
            if _read_tag(written) is _MALFORMED:
                stray = match.start() if stray < 0 else stray
            else:
                tags.append(written)
        if stray >= 0 and broken is None:
            broken = stray
    stray = text.find("<", end)
    return tags, stray if broken is None and stray >= 0 else broken


def _malformed(text: str, place: int) -> Fault:
    excerpt = " ".join(text[place : place + 40].split())
    message = f"the markup is broken at “{excerpt}”: a quotation mark or an angle bracket is not escaped"
    hint = "Pages are made with everything escaped, so this is a fault of a template or of the generator."
    return Fault("malformed-html", message, excerpt, hint)


def _open_data(text: str, written: str) -> Iterator[tuple[Fault, int]]:
    """A script's content must hold no ``<``: a title with ``</script>`` in it could end it otherwise."""
    start = 0
    while (place := text.find(f"<{written}>", start)) >= 0:
        start = place + len(written) + 2
        following = text.find("<", start)
        if text[following : following + 8].lower() != "</script":
            yield _malformed(text, max(following, place)), max(following, place)


def _page_faults(text: str, has_html: bool) -> Iterator[Fault]:
    if text[:20].lstrip()[:9].lower() != "<!doctype":
        yield Fault("missing-doctype", "the page does not begin with <!doctype html>", "")
    body = _BODY.search(text)
    title = _TITLE.search(text, 0, body.start() if body else len(text))
    if title is None:
        yield Fault("missing-title", "the page has no <title>", "", "Browsers and search engines show it.")
    elif not unescape(title[1]).strip():
        yield Fault("missing-title", "the <title> of the page is empty", "empty")
    heading = _HEADING.search(text)
    if heading is None:
        yield Fault("missing-heading", "the page has no <h1>", "")
    elif not unescape(_MARKUP_WITHOUT_IMAGES.sub("", heading[1])).strip():
        yield Fault("missing-heading", "the <h1> of the page is empty", "empty")
    if not has_html:
        yield Fault("missing-language", "the page has no <html lang>", "no html")


@lru_cache(maxsize=1 << 14)
def _read_tag(written: str) -> _Tag | None:
    """What ``a href="x" id="y"`` says; None where it says nothing that matters; `_MALFORMED` where it is no tag."""
    parts = _TAG_PARTS.fullmatch(written)
    if parts is None:
        return _MALFORMED
    name = parts[1].lower()
    attributes: dict[str, str] = {}
    for key, double, single, bare in _ATTRIBUTES.findall(parts[2]):
        value = double or single or bare
        attributes.setdefault(key.lower(), unescape(value) if "&" in value else value)
    faults = [*_attribute_faults(name, attributes)]
    addresses: list[str] = []
    for address in _addresses(name, attributes):
        fault, is_inner = _judge_address(address, name, attributes)
        if fault is not None:
            faults.append(fault)
        elif is_inner:
            addresses.append(address)
    identity = attributes.get("id")
    anchor = attributes.get("name") if name == "a" else None
    if identity is None and anchor is None and not addresses and not faults and name not in ("html", "script"):
        return None
    return _Tag(name, identity, anchor, tuple(addresses), tuple(faults))


def _attribute_faults(name: str, attributes: dict[str, str]) -> Iterator[Fault]:
    if name not in _ELEMENTS and "-" not in name:
        hint = "Perhaps a text with an angle bracket reached the page without being escaped."
        yield Fault("unknown-element", f"there is no HTML element <{name}>", name, hint)
    policy = "The Content-Security-Policy of the site forbids it; put it into a file in static/."
    for key in attributes:
        if key == "style" or (key.startswith("on") and len(key) > 2):
            yield Fault("inline-code", f'<{name}> has a "{key}" attribute', f"{name} {key}", policy)
    if name == "style":
        yield Fault("inline-code", "the page has a <style> element", name, policy)
    elif name == "script" and "src" not in attributes and not attributes.get("type", "").lower().endswith("json"):
        yield Fault("inline-code", "the page has a <script> that is not a file", name, policy)
    elif name == "img" and "alt" not in attributes:
        picture = attributes.get("src", "")
        hint = 'Say what it shows, or write alt="" where it is mere decoration.'
        yield Fault("missing-alt", f'the picture "{picture}" has no text for those who do not see it', picture, hint)
    elif name == "html" and not attributes.get("lang", "").strip():
        yield Fault("missing-language", "the page does not say its language (<html lang>)", "no lang")
    elif name == "base" and "href" in attributes:  # one with a target alone leaves links what they are
        yield Fault("base-address", "the page has a <base>, which changes what its links mean", name)
    if attributes.get("id") is not None and (not attributes["id"] or any(map(str.isspace, attributes["id"]))):
        yield Fault("bad-id", f'the id "{attributes["id"]}" is empty or has a space, so nothing can link to it', "")


def _addresses(name: str, attributes: dict[str, str]) -> Iterator[str]:
    """All addresses in a tag, as a browser reads them."""
    for key, value in attributes.items():
        if key in _ADDRESS_ATTRIBUTES and name != "base" and (key != "data" or name == "object"):
            yield value.strip() if value.isprintable() else value.strip().translate(_URL_NOISE)
        elif key == "srcset":
            yield from (candidate.split()[0] for candidate in value.split(",") if candidate.strip())
    if name == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        refresh = _REFRESH.match(attributes.get("content", "").strip())
        if refresh is not None:
            yield refresh[1].strip()


def _judge_address(address: str, name: str, attributes: dict[str, str]) -> tuple[Fault | None, bool]:
    """What is wrong with an address by itself, and whether it leads within the site."""
    if not address:
        return Fault("empty-link", f"<{name}> has an empty address", name), False
    scheme = _SCHEME.match(address)
    if scheme is None and not address.startswith("//"):
        return None, True
    kind = scheme[1].lower() if scheme else "//"
    if kind in ("javascript", "vbscript", "file", "blob", "//") or (kind == "data" and name == "a"):
        hint = "Write a relative link, or a whole address that begins with https://."
        message = f'the link "{shortened(address)}" cannot work in a published page'
        return Fault("unsafe-link", message, address, hint), False
    relations = attributes.get("rel", "").lower().split()
    if kind in ("http", "https") and (name in _FETCHING or not _FETCHING_RELATIONS.isdisjoint(relations)):
        hint = "Pages must be whole without a network: keep the file in the site."
        message = f'<{name}> fetches "{shortened(address)}" from elsewhere'
        return Fault("remote-resource", message, address, hint, is_error=name in ("script", "link", "iframe")), False
    if kind not in _OUTWARD_SCHEMES and kind != "data":
        message = f'browsers do not know what to do with the link "{shortened(address)}"'
        return Fault("unknown-scheme", message, address, is_error=False), False
    return None, False


def shortened(address: str) -> str:
    """An address as a message shows it: cut where it is long."""
    return address if len(address) <= 100 else f"{address[:99]}…"
