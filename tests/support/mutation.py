"""`make mutate`: changes the core in many small ways, and fails where the tests notice too few of the changes."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATISTICS = ROOT / "mutants" / "mutmut-cicd-stats.json"
LEAST_CAUGHT = 0.9


def main() -> None:
    mutmut = Path(sys.executable).with_name("mutmut")
    subprocess.run([mutmut, "run"], cwd=ROOT, check=True)
    subprocess.run([mutmut, "export-cicd-stats"], cwd=ROOT, check=True)
    counted = json.loads(STATISTICS.read_text("utf-8"))
    caught = counted["killed"] + counted["timeout"] + counted["segfault"]
    share = caught / counted["total"]
    print(f"{caught} of {counted['total']} mutants were caught ({share:.1%}); `mutmut results` lists the others")
    if share < LEAST_CAUGHT:
        raise SystemExit(f"at least {LEAST_CAUGHT:.0%} must be caught")


if __name__ == "__main__":
    main()
