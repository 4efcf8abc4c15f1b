"""`python3 dev.py bench [NAME ...]`: run the benchmarks that are named, or all of them, and print their tables."""

import argparse
import importlib
import os
import platform
import sys

NAMES = ("imports", "scoring", "rfm_peers", "needs", "rls", "queue_page", "queue_plan", "nightly")
REPEATS = 3


def main(arguments: list[str]) -> int:
    from benchmarks.ground import prepared

    options = _parse(arguments)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}", flush=True)
    with prepared() as ground:
        for name in options.names or NAMES:
            benchmark = importlib.import_module(f"benchmarks.{name}")
            print(f"\n{benchmark.run(ground, options.scale, options.repeats)}", flush=True)
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Contenders side by side, as ratios.")
    parser.add_argument("names", nargs="*", choices=NAMES, metavar="NAME", help=f"of {', '.join(NAMES)}; default: all")
    parser.add_argument("--scale", type=int, default=1, help="divide every size by this, for a quick look")
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"interleaved runs, default {REPEATS}")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
