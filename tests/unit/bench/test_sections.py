"""A part of the results that is measured anew leaves the others alone."""

from bench.sections import LAST, merged

PAGE = f"""# Results

Measured on a day.

## Fleets

| a | 1 |

{LAST}

Notes.
"""


def test_a_new_section_stands_before_the_notes() -> None:
    assert merged(PAGE, ["## Offline", "", "| b | 2 |", ""]) == PAGE.replace(LAST, f"## Offline\n\n| b | 2 |\n\n{LAST}")


def test_a_section_that_is_measured_anew_keeps_its_place() -> None:
    assert merged(PAGE, ["## Fleets", "", "| a | 3 |"]) == PAGE.replace("| a | 1 |", "| a | 3 |")


def test_a_whole_page_replaces_what_it_has() -> None:
    assert merged(PAGE, PAGE.splitlines()) == PAGE
    assert merged("", PAGE.splitlines()) == PAGE


def test_the_beginning_is_replaced_only_if_there_is_a_new_one() -> None:
    assert merged(PAGE, ["# Results", "", "Measured on another."]) == PAGE.replace("on a day", "on another")
