"""Charts, rendered by Helm and read back."""

import pathlib
import shutil

import yaml

from charts.tools import ROOT, run, tool

CHARTS = ("migrexec-lib", "migrexec", "example-app")
MODES = ("initContainer", "job", "hook", "entrypoint", "none")
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text):
    return [document for document in yaml.load_all(text, Loader) if document]


class Charts:
    """Copies of the charts, with their dependencies."""

    def __init__(self, folder, helm):
        self.folder = pathlib.Path(folder)
        self.helm = tool(helm)
        shutil.copytree(ROOT / "helm", self.folder, dirs_exist_ok=True)
        for chart in CHARTS[1:]:
            built = run(self.helm, "dependency", "build", self.folder / chart)
            assert built.returncode == 0, built.stderr

    def template(self, chart, values, *options):
        """Helm's answer, whatever it is."""
        return run(
            self.helm,
            "template",
            "shop",
            self.folder / chart,
            "--namespace=store",
            "--values=-",
            *options,
            text=yaml.safe_dump(values),
        )

    def render(self, chart, values, *options):
        """The objects, or a failed test."""
        result = self.template(chart, values, *options)
        assert result.returncode == 0, result.stderr
        return load(result.stdout)

    def refused(self, chart, values, *options):
        """Helm's words for not rendering."""
        result = self.template(chart, values, *options)
        assert result.returncode != 0, result.stdout
        return result.stderr

    def example(self, mode, migrexec=None, *options, **values):
        """The example's objects; migrexec's values go on top of the example's."""
        changes = {"mode": mode, **(migrexec or {})}
        return self.render("example-app", {"migrexec": changes, **values}, *options)


def plain(objects):
    """The objects as lines without indentation, to look for words in."""
    lines = yaml.safe_dump_all(objects, width=1000).splitlines()
    return "\n".join(line.strip().removeprefix("- ") for line in lines) + "\n"


def only(objects, kind):
    """The one object of a kind that is not a test of Helm's."""
    (found,) = [one for one in objects if one["kind"] == kind and not is_test(one)]
    return found


def kinds(objects):
    return sorted(one["kind"] for one in objects if not is_test(one))


def annotations(one):
    return one["metadata"].get("annotations", {})


def is_test(one):
    return annotations(one).get("helm.sh/hook") == "test"


def pod_template(one):
    """The pod that an object makes, if any."""
    if one["kind"] == "Pod":
        return {"metadata": one["metadata"], "spec": one["spec"]}
    return one["spec"].get("template") if "spec" in one else None


def pods(objects):
    return [template for template in map(pod_template, objects) if template]


def variables(container):
    """Names and values, or what stands for a value."""
    return {one["name"]: one.get("value", one.get("valueFrom")) for one in container["env"]}
