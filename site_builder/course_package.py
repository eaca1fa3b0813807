"""A course as an IMS Common Cartridge 1.3, which learning platforms import.

The cartridge is a ZIP archive of a manifest and of web links: a module for each theme, in it a link to the theme's
page, the reading path in its order and the other papers. Identifiers are made of the ids of themes and papers, so that
a platform which imports a later package knows again what it has.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from site_builder.course_outline import Module, Outline

MANIFEST = "imsmanifest.xml"
MOST_PAPERS = 200
"""Of a larger theme the newest so many: its page, to which the first link of its module leads, has all of them."""

_CARTRIDGE = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1"
_METADATA = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest"
_WEB_LINK = "http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMAS = "http://www.imsglobal.org/profile/cc/ccv1p3"
_LINK_TYPE = "imswl_xmlv1p3"
_LONGEST_TITLE = 250
"""Platforms keep titles in fields of 255 characters."""
# The first moment that a ZIP archive can tell.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNIX, _PLAIN_FILE = 3, 0o644 << 16


def course_package(outline: Outline) -> bytes:
    """The cartridge, equal to the byte for equal outlines; ``outline.base`` must say where the site is published."""
    modules = [*map(_as_packed, outline.modules)]
    readings = {reading.slug: reading for one in modules for reading in (*one.steps, *one.others)}
    links = {"link.survey": (outline.title, "")}
    links |= {f"link.theme.{one.id}": (one.title, one.path) for one in modules}
    links |= {f"link.paper.{slug}": (reading.title, reading.path) for slug, reading in readings.items()}
    files = {MANIFEST: _manifest(outline, modules, links)}
    for name, (title, path) in links.items():
        files[_file_of(name)] = _web_link(title, f"{outline.base}{path}")
    return _archive(files)


def _as_packed(module: Module) -> Module:
    """A module as far as it goes into the package; the papers without a theme get an id that no theme can have."""
    return replace(module, id=module.id or "_none", others=module.others[:MOST_PAPERS])


def _manifest(outline: Outline, modules: Iterable[Module], links: Iterable[str]) -> bytes:
    locations = (
        *(_CARTRIDGE, f"{_SCHEMAS}/ccv1p3_imscp_v1p2_v1p0.xsd"),
        *(_METADATA, f"{_SCHEMAS}/LOM/ccv1p3_lommanifest_v1p0.xsd"),
    )
    root = Element(
        "manifest",
        {
            "xmlns": _CARTRIDGE,
            "xmlns:lom": _METADATA,
            "xmlns:xsi": _INSTANCE,
            "identifier": "survey",
            "xsi:schemaLocation": " ".join(locations),
        },
    )
    _add_metadata(root, outline)
    organization = SubElement(
        SubElement(root, "organizations"), "organization", identifier="course", structure="rooted-hierarchy"
    )
    top = SubElement(organization, "item", identifier="modules")
    _add_link(top, "item.survey", outline.title, "link.survey")
    items = {"": top}
    for module in modules:
        items[module.id] = _add_module(items[module.parent], module)
    resources = SubElement(root, "resources")
    for name in links:
        resource = SubElement(resources, "resource", identifier=name, type=_LINK_TYPE)
        SubElement(resource, "file", href=_file_of(name))
    indent(root, "")
    return _xml(root)


def _add_metadata(root: Element, outline: Outline) -> None:
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "IMS Common Cartridge"
    SubElement(metadata, "schemaversion").text = "1.3.0"
    general = SubElement(SubElement(metadata, "lom:lom"), "lom:general")
    language = {"language": outline.language}
    SubElement(SubElement(general, "lom:title"), "lom:string", language).text = outline.title
    SubElement(general, "lom:language").text = outline.language
    said = " ".join(part for part in (outline.description, outline.updated and f"As of {outline.updated}.") if part)
    if said:
        SubElement(SubElement(general, "lom:description"), "lom:string", language).text = said


def _add_module(top: Element, module: Module) -> Element:
    """Add the item of a module, to which those of its parts are added later."""
    item = _add_item(top, f"module.{module.id}", module.title)
    _add_link(item, f"item.{module.id}", module.title, f"link.theme.{module.id}")
    for part, heading, readings in (
        ("path", "Reading path", module.steps),
        ("papers", "Further papers" if module.steps else "Papers", module.others),
    ):
        if readings:
            inner = _add_item(item, f"{part}.{module.id}", heading)
            for reading in readings:
                name = f"{part}.{module.id}.{reading.slug}"
                _add_link(inner, name, reading.title, f"link.paper.{reading.slug}")
    return item


def _add_item(parent: Element, name: str, title: str) -> Element:
    item = SubElement(parent, "item", identifier=name)
    SubElement(item, "title").text = _short(title)
    return item


def _add_link(parent: Element, name: str, title: str, link: str) -> None:
    item = SubElement(parent, "item", identifier=name, identifierref=link)
    SubElement(item, "title").text = _short(title)


def _web_link(title: str, address: str) -> bytes:
    locations = f"{_WEB_LINK} {_SCHEMAS}/ccv1p3_imswl_v1p3.xsd"
    root = Element("webLink", {"xmlns": _WEB_LINK, "xmlns:xsi": _INSTANCE, "xsi:schemaLocation": locations})
    SubElement(root, "title").text = _short(title)
    SubElement(root, "url", href=address, target="_blank")
    return _xml(root)


def _xml(root: Element) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, "unicode").encode("utf-8", "replace") + b"\n"


def _file_of(name: str) -> str:
    return f"links/{name.removeprefix('link.')}.xml"


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def _archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive whose bytes depend on the files alone: stored, for not every zlib compresses alike."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(entry, content)
    return written.getvalue()
