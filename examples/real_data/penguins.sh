#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A table with a header, words and missing cells: a detector that learns two species of penguins finds the third.
source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"

"$python" - <<'END'
import importlib.resources
import shutil

shutil.copy(importlib.resources.files("palmerpenguins") / "data/penguins.csv", ".")
END

# Two years without chinstraps to learn from, and the third year with them.
awk -F, 'NR == 1 || ($8 < 2009 && $1 != "Chinstrap")' penguins.csv >known.csv
awk -F, 'NR == 1 || $8 == 2009' penguins.csv >season.csv

echo "Missing cells are refused:"
"$hourglass" train table --data known.csv --label species 2>&1 || true

for missing in mean drop; do
  echo
  echo "With --missing $missing:"
  "$hourglass" train table --data known.csv --label species --drop year --missing $missing --out $missing.keras --quiet
  "$hourglass" score $missing.keras --data season.csv --missing $missing --anomaly Chinstrap
done

echo
echo "A line to draw, from known penguins alone:"
"$hourglass" score mean.keras --data known.csv --missing mean --quantile 0.99 --save-threshold
"$hourglass" score mean.keras --data season.csv --missing mean --anomaly Chinstrap --per-feature --out scores.csv

echo
echo "What gives chinstraps away, as the mean error of each column:"
"$python" - <<'END'
import csv

rows = [row for row in csv.DictReader(open("scores.csv")) if row["label"] == "Chinstrap"]
for name in list(rows[0])[3:-1]:
    print(f"{name} {sum(float(row[name]) for row in rows) / len(rows):.2f}")
END

echo
echo "Learned from all penguins, chinstraps among them:"
"$hourglass" train table --data penguins.csv --label species --drop year --missing mean --out all.keras --quiet
"$hourglass" score all.keras --data penguins.csv --missing mean --anomaly Chinstrap

echo
"$hourglass" encode mean.keras --data season.csv --missing mean --out codes.csv
