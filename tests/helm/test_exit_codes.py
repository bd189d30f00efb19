"""The Job gives up at once exactly where the reference says that a retry is not worth it."""

import re

from charts.render import only
from charts.tools import ROOT


def not_worth_a_retry():
    """The codes of the reference's table whose last column says no."""
    text = (ROOT / "docs/reference.md").read_text()
    table = text[text.index("## Exit codes") : text.index("## Migration files")]
    rows = re.findall(r"^\| (\d+) \|.*\| *(yes|no|) *\|$", table, re.MULTILINE)
    return sorted(int(code) for code, retry in rows if retry == "no")


def test_the_policy_is_the_reference_s_table(charts):
    ignore, fail = only(charts.example("job"), "Job")["spec"]["podFailurePolicy"]["rules"]
    assert fail["action"] == "FailJob"
    assert fail["onExitCodes"] == {
        "containerName": "migrexec",
        "operator": "In",
        "values": not_worth_a_retry(),
    }
    assert ignore["action"] == "Ignore"
    assert ignore["onPodConditions"] == [{"type": "DisruptionTarget", "status": "True"}]
