"""One measurement in one process: `python -m tests.bench.child MODULE.FUNCTION ARGUMENTS…` answers in JSON."""

import importlib
import json
import os
import sys


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    module, _, function = sys.argv[1].partition(".")
    if function == "fill":
        call_command("migrate", verbosity=0)
    arguments = [int(word) if word.isdigit() else word for word in sys.argv[2:]]
    answer = getattr(importlib.import_module(f"tests.bench.{module}"), function)(*arguments)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
