"""Writes a made-up cohort of assisted people: 22 columns, one row a person. Nobody in it is real.

usage: generate.py ROWS FILE [SEED]

The cohort is drawn in blocks, so that ten million rows need no more memory than one block. The same rows and seed give
the same file for one version of numpy. Hazards are proportional and constant in time; observation ends on 2023-12-31.
"""

import sys

import numpy
import polars

BLOCK = 500_000
CUTOFF = numpy.datetime64("2023-12-31")
AGES = ["0-8", "9-17", "18-20", "21-23", "24-26", "27-29", "30-38", "39-47", "48+"]
AGE_SHARES = [0.07, 0.17, 0.10, 0.12, 0.12, 0.10, 0.18, 0.09, 0.05]
FORMS = ["sexual", "labour", "forced marriage", "servitude", "organ removal", "other"]
FORM_SHARES = [0.42, 0.38, 0.05, 0.09, 0.01, 0.05]
SEXES = ["F", "M", None]
SEX_SHARES = [0.68, 0.30, 0.02]
# Answers of yes or no, with the share of yes; three in a hundred are not recorded.
ANSWERS = {
    "debt_bondage": 0.35,
    "family_recruiter": 0.12,
    "physical_abuse": 0.25,
    "psych_abuse": 0.30,
    "false_promises": 0.40,
    "withheld_docs": 0.20,
    "shelter": 0.55,
    "legal_aid": 0.22,
}
NOT_RECORDED = 0.03
# Made-up codes of three letters for countries, a few of them frequent and most of them rare.
COUNTRIES = [f"{first}{second}X" for first in "ABCDEFGHIJK" for second in "AEIOULMNRST"]
# Per day: of being trafficked again, of dying.
EVENT_RATE = 2.2e-5
DEATH_RATE = 1.5e-5


def pick(random, labels, shares, rows):
    """Labels drawn with the given shares, and their places."""
    places = random.choice(len(labels), size=rows, p=shares)
    return polars.Series(labels).gather(polars.Series(places)), places


def answers(random, share, rows):
    """1, 0 or nothing."""
    known = random.random(rows) >= NOT_RECORDED
    yes = random.random(rows) < share
    return polars.Series(yes.astype(numpy.int8)).zip_with(
        polars.Series(known), polars.Series([None], dtype=polars.Int8).new_from_index(0, rows)
    ), yes & known


def block(random, first, rows):
    """Rows numbered from `first` on."""
    weights = 1.0 / numpy.arange(1, len(COUNTRIES) + 1) ** 1.1
    weights /= weights.sum()
    citizenship, country = pick(random, COUNTRIES, weights, rows)
    destination, _ = pick(random, COUNTRIES, weights, rows)
    form, form_place = pick(random, FORMS, FORM_SHARES, rows)
    age, age_place = pick(random, AGES, AGE_SHARES, rows)
    sex, sex_place = pick(random, SEXES, SEX_SHARES, rows)
    recorded = {name: answers(random, share, rows) for name, share in ANSWERS.items()}
    entry = numpy.datetime64("2002-01-01") + random.integers(0, 7300, rows).astype("timedelta64[D]")
    stay = numpy.minimum(random.geometric(1 / 400, rows), 4000).astype("timedelta64[D]")
    exit_day = numpy.minimum(entry + stay, CUTOFF)
    log_ratio = (
        0.30 * (sex_place == 0)
        + 0.40 * (age_place <= 1)
        + 0.25 * (form_place == 0)
        - 0.30 * (form_place == 2)
        + 0.20 * recorded["debt_bondage"][1]
        + 0.10 * (country % 5 == 0)
    )
    event = numpy.ceil(random.exponential(1 / (EVENT_RATE * numpy.exp(log_ratio))))
    death = numpy.ceil(random.exponential(1 / DEATH_RATE, rows))
    watched = numpy.minimum((CUTOFF - exit_day).astype(int), random.integers(30, 4000, rows))
    days = numpy.maximum(numpy.minimum(numpy.minimum(event, death), watched), 1).astype(int)
    again = (event <= watched) & (event <= death)
    died = ~again & (death <= watched)
    again_day = polars.Series((exit_day + days.astype("timedelta64[D]")).astype("datetime64[ms]")).cast(polars.Date)
    never = polars.Series([None], dtype=polars.Date).new_from_index(0, rows)
    table = {
        "id": numpy.arange(first, first + rows),
        "sex": sex,
        "age_band": age,
        "citizenship": citizenship,
        "exploit_country": destination,
        "exploitation": form,
        "entry_date": polars.Series(entry.astype("datetime64[ms]")).cast(polars.Date),
        "exit_date": polars.Series(exit_day.astype("datetime64[ms]")).cast(polars.Date),
        "retraffick_date": again_day.zip_with(polars.Series(again), never),
        "followup_days": days,
        "event": again.astype(numpy.int8),
        "status": numpy.select([again, died], ["retrafficked", "died"], "censored"),
    }
    table |= {name: column for name, (column, _) in recorded.items()}
    table["risk_score"] = numpy.round(random.normal(50, 12, rows), 1)
    table["case_year"] = entry.astype("datetime64[Y]").astype(int) + 1970
    return polars.DataFrame(table)


def main():
    rows, path = int(sys.argv[1]), sys.argv[2]
    random = numpy.random.default_rng(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    with open(path, "wb") as file:
        for first in range(0, rows, BLOCK):
            part = block(random, first + 1, min(BLOCK, rows - first))
            part.write_csv(file, include_header=first == 0)


main()
