"""Writes the page of controls from the policy packs: ``python docs/controls.py``."""

from pathlib import Path

from kubespaces_policies.pages import render

if __name__ == "__main__":
    Path(__file__).with_name("controls.md").write_text(render(), encoding="utf-8")
