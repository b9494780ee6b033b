"""The lines of the policy of access, by room: each module has a TABLE, the day it is TODAY on (an ISO date, None = the
real one), `row_of(land, name, target)` → the row an address is about (or a tuple of what the address takes), and
`prepare(land)`, which puts there what its pages could show or leak. tests/test_access_matrix.py walks all of them."""

import importlib
import pkgutil


def rooms():
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]
