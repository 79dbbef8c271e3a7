"""The task with polars and lifelines. usage: peer.py FILE RESULTS.json

Prints the seconds of each part on one line; writes the figures that all programs must agree on.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")
started = time.perf_counter()
import pandas
import polars
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test
from scipy.stats import chi2_contingency

DAYS = [365, 730, 1461, 2922]
GROUPS = ["sex", "age_band", "exploitation"]
TABLES = [
    ("sex", "exploitation"),
    ("age_band", "exploitation"),
    ("citizenship", "exploitation"),
    ("citizenship", "exploit_country"),
    ("sex", "age_band"),
    ("case_year", "exploitation"),
]
COX = ["sex", "age_band", "exploitation", "debt_bondage", "risk_score"]


def timed(part, work):
    start = time.perf_counter()
    result = work()
    print(f"{part}={time.perf_counter() - start:.3f}", end=" ", flush=True)
    return result


def curve(rows):
    fit = KaplanMeierFitter().fit(rows["followup_days"], rows["event"])
    return [float(s) for s in fit.survival_function_at_times(DAYS)]


def crosstab(table, rows, columns):
    counts = table.drop_nulls([rows, columns]).group_by([rows, columns]).len()
    wide = counts.pivot(on=columns, index=rows, values="len").fill_null(0)
    return float(chi2_contingency(wide.drop(rows).to_numpy(), correction=False).statistic)


def regression(rows):
    complete = rows[["followup_days", "event", *COX]].dropna()
    factors = ["sex", "age_band", "exploitation"]
    design = pandas.get_dummies(complete, columns=factors, drop_first=True, dtype=float, prefix_sep="=")
    fit = CoxPHFitter().fit(design, "followup_days", "event")
    return {"debt_bondage=1" if name == "debt_bondage" else name: float(b) for name, b in fit.params_.items()}


def main():
    print(f"start={time.perf_counter() - started:.3f}", end=" ")
    path, out = sys.argv[1:]
    results = {}
    table = timed("read", lambda: polars.read_csv(path))
    timed("freq", lambda: [table[name].value_counts() for name in table.columns if name != "id"])
    chi_squares = timed("xtab", lambda: [crosstab(table, *pair) for pair in TABLES])
    results |= {f"crosstab_{a}_{b}": [x] for (a, b), x in zip(TABLES, chi_squares)}
    rows = timed("to_pandas", lambda: table.select(["followup_days", "event", *COX]).to_pandas())
    results["km_all"] = timed("km", lambda: curve(rows))
    for name in GROUPS:
        known = rows.dropna(subset=[name])
        curves = timed(f"km_{name}", lambda: {str(k): curve(part) for k, part in known.groupby(name)})
        results |= {f"km_{name}={level}": values for level, values in curves.items()}
        test = timed(
            f"logrank_{name}", lambda: multivariate_logrank_test(known["followup_days"], known[name], known["event"])
        )
        results[f"logrank_{name}"] = [float(test.test_statistic)]
    fitted = timed("cox", lambda: regression(rows))
    results |= {f"cox {name}": [b] for name, b in fitted.items()}
    print()
    with open(out, "w") as file:
        json.dump(results, file)


main()
