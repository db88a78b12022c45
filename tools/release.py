"""What is looked at before a release: the lock file, an audit of it, two builds of the wheel, and the list of parts.

    make release-check                          all of it; the audit by pip-audit, where that is installed
    make release-check ARGS="--report FILE"     with the JSON that pip-audit wrote elsewhere (pip-audit -f json)
    make release-check ARGS=--without-audit     without the audit, which is said at the end

It ends with 0 when all is well and with 1 when something is not. The list of parts, CycloneDX in JSON, lies in dist/
afterwards, beside the wheel. Nothing is sent anywhere, but by pip-audit.
"""

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements/constraints.txt", "requirements/pip.txt")
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class Found(Exception):
    """What is wrong, in one line."""


def locked(text):
    """Every pinned package of a lock file: its versions, and the hashes of its files.

    A package has several versions where one Python takes another than the next.
    """
    pins = {}
    places = [*(found.start() for found in _PIN.finditer(text)), len(text)]
    for found, end in zip(_PIN.finditer(text), places[1:], strict=True):
        hashes = set(_HASH.findall(text[found.start() : end]))
        if not hashes:
            raise Found("%s %s is locked without a hash" % (found[1], found[2]))
        pins.setdefault(canonicalize_name(found[1]), {})[found[2]] = sorted(hashes)
    if not pins:
        raise Found("the lock file pins nothing")
    return pins


def check_lock(pins, project):
    """Whatever the project asks for is pinned, and what is installed here is what is pinned."""
    asked = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    asked += [one for group in project["dependency-groups"].values() for one in group]
    for text in asked:
        wanted = Requirement(text)
        versions = pins.get(canonicalize_name(wanted.name))
        if not versions:
            raise Found("%s is asked for and not locked" % wanted.name)
        if not any(wanted.specifier.contains(version, prereleases=True) for version in versions):
            raise Found("%s is locked as %s, which does not fit %s" % (wanted.name, ", ".join(versions), text))
    for name, versions in pins.items():
        try:
            here = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # of another group, or of another system
        if here not in versions:
            raise Found("%s %s is installed, and locked is %s" % (name, here, ", ".join(versions)))
    return len(pins)


def audited(report, pins):
    """How many packages an audit looked at; it has to be all of them, and to find nothing.

    An auditor that reaches no database finds nothing as well, so that what it could not look at counts as found.
    """
    seen = {canonicalize_name(one["name"]): one for one in report["dependencies"]}
    skipped = sorted(name for name, one in seen.items() if "skip_reason" in one)
    missing = sorted(set(pins) - set(seen))
    weak = sorted("%s (%s)" % (name, ", ".join(v["id"] for v in one.get("vulns", []))) for name, one in seen.items())
    weak = [one for one in weak if not one.endswith("()")]
    for what, names in (("could not be audited", skipped), ("was not audited", missing), ("is known to be weak", weak)):
        if names:
            raise Found("%s: %s%s" % (what, ", ".join(names[:3]), " and %d more" % (len(names) - 3) * (len(names) > 3)))
    return len(seen)


def audit(pins, options):
    """Look for known weaknesses of what is locked."""
    if "--report" in options:
        report = json.loads(Path(options[options.index("--report") + 1]).read_text(encoding="utf-8"))
        return audited(report, pins)
    if importlib.util.find_spec("pip_audit") is None:
        raise Found(
            "pip-audit is not installed: run `pip-audit --strict --no-deps -f json -r %s` in an environment of its own"
            " and give --report FILE, or say --without-audit" % LOCKS[0]
        )
    command = [sys.executable, "-m", "pip_audit", "--strict", "--no-deps", "-f", "json"]
    for name in LOCKS:
        command += ["-r", name]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        return audited(json.loads(answer.stdout), pins)
    except ValueError:
        raise Found("pip-audit said no report: %s" % (answer.stderr.strip().splitlines() or ["nothing"])[-1]) from None


def needed(project):
    """The packages that run with kehoach: for each, its metadata, which extras bring it, and what it needs itself."""
    extras = [name for name in project["project"]["optional-dependencies"] if name not in project["dependency-groups"]]
    parts = {}
    roots = {"": project["project"]["dependencies"]}
    roots |= {name: project["project"]["optional-dependencies"][name] for name in extras}
    for extra, texts in roots.items():
        waiting = [Requirement(text) for text in texts]
        while waiting:
            wanted = waiting.pop()
            name = canonicalize_name(wanted.name)
            if name == "kehoach" or (wanted.marker and not _applies(wanted.marker, ())):
                continue
            try:
                meta = importlib.metadata.metadata(name)
            except importlib.metadata.PackageNotFoundError:
                continue  # an extra that is not installed here
            part = parts.setdefault(name, {"meta": meta, "extras": set(), "needs": set()})
            inner = [Requirement(text) for text in meta.get_all("Requires-Dist") or ()]
            inner = [one for one in inner if one.marker is None or _applies(one.marker, wanted.extras)]
            part["needs"] |= {canonicalize_name(one.name) for one in inner}
            if extra not in part["extras"]:
                part["extras"].add(extra)
                waiting += [_bare(one) for one in inner]
    return parts


def _bare(requirement):
    requirement.marker = None
    return requirement


def _applies(marker, extras):
    return any(marker.evaluate({"extra": extra}) for extra in (*extras, ""))


def _licences(meta):
    if meta.get("License-Expression"):
        return [{"expression": meta["License-Expression"]}]
    classed = [one.rpartition(":: ")[2] for one in meta.get_all("Classifier") or () if one.startswith("License ::")]
    return [{"license": {"name": name}} for name in classed]


def parts_of(project, pins):
    """The list of parts, CycloneDX 1.6: the same bytes from the same lock file."""
    parts = needed(project)
    own = {"type": "library", "bom-ref": "kehoach", "name": "kehoach", "version": project["project"]["version"]}
    own |= {"purl": "pkg:pypi/kehoach@%s" % own["version"], "licenses": [{"license": {"id": "MIT"}}]}
    components = []
    for name in sorted(parts):
        meta = parts[name]["meta"]
        version = meta["Version"]
        if version not in pins.get(name, {}):
            raise Found("%s %s runs with kehoach, and is not locked" % (name, version))
        components.append(
            {
                "type": "library",
                "bom-ref": name,
                "name": meta["Name"],
                "version": version,
                "scope": "required" if "" in parts[name]["extras"] else "optional",
                "licenses": _licences(meta),
                "purl": "pkg:pypi/%s@%s" % (name, version),
                "properties": [
                    {"name": "kehoach:extra", "value": extra} for extra in sorted(parts[name]["extras"] - {""})
                ]
                + [{"name": "kehoach:sha256", "value": digest} for digest in pins[name][version]],
            }
        )
    asked = {canonicalize_name(Requirement(text).name) for text in _all(project)}
    direct = sorted(asked & set(parts))
    dependencies = [{"ref": "kehoach", "dependsOn": direct}]
    dependencies += [{"ref": name, "dependsOn": sorted(parts[name]["needs"] & set(parts))} for name in sorted(parts)]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": components,
        "dependencies": dependencies,
    }


def _all(project):
    extras = project["project"]["optional-dependencies"]
    groups = project["dependency-groups"]
    return project["project"]["dependencies"] + [one for name in extras if name not in groups for one in extras[name]]


def built_twice(folder):
    """The wheel and the source archive, built twice in two places: the same bytes, or it is said where they differ."""
    digests = []
    for number in ("1", "2"):
        place = Path(folder, number)
        command = [sys.executable, "-m", "hatchling", "build", "-d", str(place)]
        environment = {**os.environ, "TZ": "UTC" if number == "1" else "Asia/Ho_Chi_Minh"}
        answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if answer.returncode:
            raise Found("the build failed: %s" % (answer.stderr.strip().splitlines() or ["?"])[-1])
        digests.append({one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(place.iterdir())})
    if digests[0] != digests[1]:
        names = [name for name in digests[0] if digests[0][name] != digests[1].get(name)]
        raise Found("two builds differ in %s" % ", ".join(names))
    return digests[0]


def main(options):
    """Look at everything; what is wrong is told, each in a line."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wrong = []
    pins = locked("\n".join((ROOT / name).read_text(encoding="utf-8") for name in LOCKS))

    def step(title, work):
        try:
            sys.stdout.write("%s: %s\n" % (title, work()))
        except Found as found:
            wrong.append(title)
            sys.stdout.write("%s: NO, %s\n" % (title, found))

    step("locked with hashes", lambda: "%d packages" % check_lock(pins, project))
    if "--without-audit" in options:
        sys.stdout.write("audited: NOT ASKED FOR\n")
    else:
        step("audited", lambda: "%d packages, none known to be weak" % audit(pins, options))

    def parts():
        found = parts_of(project, pins)
        (ROOT / "dist").mkdir(exist_ok=True)
        path = ROOT / "dist" / ("kehoach-%s.cdx.json" % project["project"]["version"])
        path.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        return "%d packages in %s" % (len(found["components"]), path.relative_to(ROOT))

    step("list of parts", parts)
    with tempfile.TemporaryDirectory() as folder:

        def builds():
            return ", ".join("%s sha256 %s" % one for one in built_twice(folder).items())

        step("built twice, equal bytes", builds)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
