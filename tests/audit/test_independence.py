"""The audit shares no formula with the optimiser: it imports tables, plan and errors only."""

import ast
from pathlib import Path

import codroute.audit

ALLOWED = ("codroute.audit", "codroute.scenario", "codroute.plan", "codroute.errors")

SHARED_FORMULAS = ("codroute.scenario.chargeable",)


def test_what_the_audit_imports() -> None:
    folder = Path(codroute.audit.__file__).parent
    imported = {
        node.module
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("codroute")
    }
    assert imported
    assert [name for name in imported if not name.startswith(ALLOWED)] == []
    assert [name for name in imported if name.startswith(SHARED_FORMULAS)] == []
