"""The catalogue into the files that teachers take into a course: a syllabus, and a package for learning platforms."""

from __future__ import annotations

from site_builder.catalogue import Catalogue, Site
from site_builder.course_outline import make_outline
from site_builder.course_package import course_package
from site_builder.course_syllabus import syllabus_files
from site_builder.urls import COURSE


def course_files(catalogue: Catalogue) -> Site:
    """The syllabus of the survey and of each theme, and the course package where the survey says where it is published.

    The package consists of links, which must be absolute: without a ``base_url`` there is none.
    """
    outline = make_outline(catalogue)
    files = {path: text.encode("utf-8", "replace") for path, text in syllabus_files(outline).items()}
    if outline.base:
        files[COURSE] = course_package(outline)
    return files
