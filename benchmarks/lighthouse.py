"""What Lighthouse says of the main pages' speed, as on a mid-range phone on a slow mobile network.

    make auditors demo
    python -m benchmarks.lighthouse --address http://localhost:8000 --rounds 3 --json

Lighthouse simulates the phone and its network from what it measures here, so the figures depend little on the
machine as long as it is otherwise quiet; the median of the rounds counts. The goal is 0.95 or better on each page.
"""

import argparse
import json
import statistics

from tests.browser.test_auditors import MAIN_PATHS
from tests.node import audit


def main() -> None:
    """Measure a running site and print the median score of each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://localhost:8000", help="where the site runs")
    parser.add_argument("--rounds", type=int, default=3, help="rounds; the median counts")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()

    addresses = [options.address.rstrip("/") + path for path in MAIN_PATHS]
    scores: dict[str, list[float]] = {address: [] for address in addresses}
    for _round in range(options.rounds):
        for address, page in audit("lighthouse.mjs", addresses=addresses, categories=["performance"]).items():
            scores[address].append(page["scores"]["performance"])
    medians = {address: statistics.median(values) for address, values in scores.items()}
    if options.json:
        print(json.dumps(medians, indent=2))
        return
    for address, median in medians.items():
        print(f"{median:.2f}  {address}")


if __name__ == "__main__":
    main()
