#!/usr/bin/env bash
# The whole task with each program on one file, in one run, and whether their figures agree.
#
# usage: run.sh FILE [RUNS]
# RETRAFFIC names the program (target/release/retraffic by default), PHASES the library's own parts (a built
# `cargo bench --bench phases --no-run`; left out where not given), PYTHON the interpreter with the peers.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
file=$1
runs=${2:-5}
retraffic=${RETRAFFIC:-$here/../../target/release/retraffic}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One run: name, then the command. Seconds and KiB go to a file of the name, the parts to another.
one() {
  local name=$1
  shift
  /usr/bin/time -f '%e %M' -a -o "$work/$name.time" "$@" >"$work/$name.out" 2>"$work/$name.err" || {
    echo "$name failed:" && tail -3 "$work/$name.err" && exit 1
  }
  if grep -q '^[a-z_]*=[0-9.]* ' "$work/$name.out"; then head -1 "$work/$name.out" >>"$work/$name.parts"; fi
}

# The middle of the numbers in a column.
middle() { sort -n | awk '{ all[NR] = $1 } END { print (NR % 2) ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2 }'; }

cat "$file" >/dev/null
for _ in $(seq "$runs"); do
  one retraffic "$retraffic" estimate "$file" --spec "$here/task.json" --format json --output "$work/retraffic.json"
  if [ -n "${PHASES:-}" ]; then one library "$PHASES" "$file"; fi
  one lifelines "$python" "$here/peer.py" "$file" "$work/lifelines.json"
  one survival Rscript "$here/peer.R" "$file" "$work/survival.json"
done

for name in retraffic library lifelines survival; do
  [ -f "$work/$name.time" ] || continue
  printf '%-10s seconds=%s MiB=%.0f' "$name" "$(awk '{print $1}' "$work/$name.time" | middle)" \
    "$(awk '{print $2 / 1024}' "$work/$name.time" | middle)"
  if [ -f "$work/$name.parts" ]; then
    for part in $(head -1 "$work/$name.parts" | grep -o '[a-z_]*='); do
      printf ' %s%s' "$part" "$(grep -o "\b$part[0-9.]*" "$work/$name.parts" | cut -d= -f2 | middle)"
    done
  fi
  echo
done
"$python" "$here/compare.py" "$work/retraffic.json" "$work/lifelines.json" "$work/survival.json"
