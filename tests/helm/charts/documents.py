"""Reads what stands between fences in the documents."""

import re

from charts.render import load
from charts.tools import ROOT


def blocks(document, language):
    text = (ROOT / document).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def manifests():
    """The objects that docs/kubernetes.md shows, by their kind."""
    found = [one for block in blocks("docs/kubernetes.md", "yaml") for one in load(block)]
    return {one["kind"]: one for one in found}
