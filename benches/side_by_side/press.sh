#!/usr/bin/env bash
# Cold builds of the sample's English PDF beside the typesetter alone on the same virtual files, in one run.
#
# usage: press.sh FOLDER [RUNS]
# FOLDER holds the virtual files (`cargo bench --bench press -- FOLDER`). RETRAFFIC names the program, PYTHON the interpreter
# with the typesetter's wheel.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
runs=${2:-7}
retraffic=${RETRAFFIC:-$here/../../target/release/retraffic}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here/../../data-sample" "$work/one"
sed -i 's#^dir = .*#dir = "output"#' "$work/one/report.toml"
cp -r "$work/one" "$work/three"
sed -i 's#^languages = .*#languages = ["en", "fr", "es"]#' "$work/three/report.toml"

# Seconds of one run of a command go to a file of its name.
one() {
  local name=$1
  shift
  /usr/bin/time -f '%e %U %M' -a -o "$work/$name.time" "$@" >"$work/$name.out" 2>&1 || { tail -3 "$work/$name.out"; exit 1; }
}
middle() { sort -n | awk '{ all[NR] = $1 } END { print (NR % 2) ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2 }'; }

for _ in $(seq "$runs"); do
  rm -rf "$work"/*/output
  one typesetter "$python" "$here/press.py" "$folder" "$here/../../templates/fonts" "$work/report.pdf"
  one pdf "$retraffic" build "$work/one" report.en.pdf
  rm -rf "$work"/*/output
  one three "$retraffic" build "$work/three" report.en.pdf report.fr.pdf report.es.pdf
  for group in report.en.html figures annex; do
    rm -rf "$work/one/output"
    one "$group" "$retraffic" build "$work/one" "$group"
  done
  rm -rf "$work/one/output"
  one all "$retraffic" build "$work/one"
done
base=$(awk '{print $1}' "$work/typesetter.time" | middle)
for name in typesetter pdf three report.en.html figures annex all; do
  seconds=$(awk '{print $1}' "$work/$name.time" | middle)
  user=$(awk '{print $2}' "$work/$name.time" | middle)
  printf '%-16s seconds=%-6s ratio=%-6.2f cpu=%-6s MiB=%.0f\n' "$name" "$seconds" "$(echo "$seconds / $base" | bc -l)" "$user" \
    "$(awk '{print $3 / 1024}' "$work/$name.time" | middle)"
done
