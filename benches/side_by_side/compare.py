"""Do all programs give the same figures? usage: compare.py RETRAFFIC.json OTHER.json...

Takes the answers of `retraffic estimate` and the figures that the peers wrote, prints the largest relative difference
of each kind, and ends with 1 where one is beyond its limit. Each limit is what the other program resolves: lifelines
stops its Newton steps early.
"""

import bisect
import json
import sys

DAYS = [365, 730, 1461, 2922]
LIMITS = {"km": 1e-9, "logrank": 1e-8, "crosstab": 1e-9, "cox": 1e-4}


def read_curve(group):
    def at(day):
        step = bisect.bisect_right(group["time"], day)
        return group["surv"][step - 1] if step else 1.0

    return [at(day) for day in DAYS]


def figures(answers):
    """The figures that peers write, out of the answers."""
    found = {}
    for analysis in answers["analyses"]:
        name, kind, result = analysis["id"], analysis["type"], analysis["result"]
        if kind == "km":
            for group in result["groups"]:
                label = name if group["group"] is None else f"{name}={group['group']}"
                found[label] = read_curve(group)
        elif kind == "logrank":
            found[name] = [result["tests"]["logrank"]["chisq"]]
        elif kind == "crosstab":
            found[name] = [result["chisq"]]
        elif kind == "cox":
            for row in result["coefficients"]:
                label = row["column"] if row["level"] is None else f"{row['column']}={row['level']}"
                found[f"cox {label}"] = [row["coef"]]
    return found


def main():
    own_path, *other_paths = sys.argv[1:]
    with open(own_path) as file:
        own = figures(json.load(file))
    sound = True
    for path in other_paths:
        with open(path) as file:
            other = json.load(file)
        worst = dict.fromkeys(LIMITS, 0.0)
        for name, values in other.items():
            kind = "cox" if name.startswith("cox ") else name.split("_")[0]
            # R calls a curve by column and level alone.
            mine = own.get(name, own.get(f"km_{name}"))
            if mine is None or len(mine) != len(values):
                print(f"{path}: {name} is not among the answers")
                sound = False
                continue
            # The smallest coefficients are near nought: theirs is the size of the others.
            least = 1e-3 if kind == "cox" else 0.0
            off = max(abs(a - b) / max(abs(b), least) for a, b in zip(mine, values))
            worst[kind] = max(worst[kind], off)
        missing = len(own) - len(other)
        sound &= missing == 0 and all(worst[kind] <= limit for kind, limit in LIMITS.items())
        told = ", ".join(f"{kind} {off:.1e}" for kind, off in worst.items())
        print(f"{path}: {len(other)} sets of figures; largest relative difference: {told}")
    sys.exit(0 if sound else 1)


main()
