"""Reads reports as GitLab and as a test dashboard read them, and compares them with one another."""

import json
import pathlib
import sys

import jsonschema
import junitparser

# What GitLab demands of an issue: app/validators/json_schemas/codeclimate.json, and the severities and
# the line from its documentation.
ISSUE = {
    "type": "object",
    "required": ["description", "fingerprint", "severity", "location"],
    "properties": {
        "description": {"type": "string", "minLength": 1},
        "check_name": {"type": "string", "minLength": 1},
        "fingerprint": {"type": "string", "minLength": 1},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": {
            "type": "object",
            "required": ["path", "lines"],
            "properties": {
                "path": {"type": "string", "pattern": "^[^./]"},
                "lines": {
                    "type": "object",
                    "required": ["begin"],
                    "properties": {"begin": {"type": "integer", "minimum": 1}},
                },
            },
        },
    },
}

folder = pathlib.Path(sys.argv[1])
issues = json.loads((folder / "gitlab").read_text())
jsonschema.validate(issues, {"type": "array", "items": ISSUE})
prints = [issue["fingerprint"] for issue in issues]
assert len(prints) == len(set(prints)), "two issues have one fingerprint"

failed = [
    case
    for suite in junitparser.JUnitXml.fromfile(str(folder / "junit"))
    for case in suite
    if any(isinstance(result, junitparser.Failure) for result in case.result)
]
results = json.loads((folder / "report.sarif").read_text())["runs"][0]["results"]
assert len(failed) == len(issues) == len(results), (len(failed), len(issues), len(results))
print(f"read {len(results)} findings in three formats")
