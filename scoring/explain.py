"""Why this level: the proof of one assessment as a tree of nodes, each with its figures and its clause."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """One step of the proof. holds: True (met), False (fails), None (a fact, nothing to meet)."""

    label: str
    value: str = ""
    law: str = ""
    holds: bool | None = None
    children: tuple = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """level: the suggestion stored; reasons: (code, sentence) pairs; gap: what is missing for the next level up;
    stale: the inputs have changed since the suggestion was computed."""

    level: str
    reasons: tuple
    gap: tuple
    root: Node
    stale: bool
