"""Tests of the policy packs: `cases` says what each control must let pass and what it must find."""
