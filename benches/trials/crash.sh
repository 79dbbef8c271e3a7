#!/usr/bin/env bash
# Stops a build at every operation on the disk, in three ways, and builds again: the public files must be those of a clean
# build each time. Then kills builds at random moments. Usage: crash.sh [program] [persons]
set -euo pipefail
program=$(realpath "${1:-target/release/retraffic}")
persons=${2:-300}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
"$program" simulate --persons "$persons" --seed 11 --out start > /dev/null
sed -i 's|dir = .*|dir = "output"|' start/report.toml
"$program" build start > /dev/null 2>&1
cp -r start changed
sed -i 's/Women and girls/Girls and women/' changed/codebook.toml
cp -r changed clean && rm -rf clean/output
"$program" build clean > /dev/null 2>&1

same() { diff -r clean/output/public trial/output/public > /dev/null || { echo "$1: other bytes" >&2; exit 1; }; }

# A full disk costs the cache, not the report, at the points where only the cache is written: there the build succeeds.
for kind in crash torn full; do
    points=0
    passed=0
    while :; do
        points=$((points + 1))
        rm -rf trial && cp -r changed trial
        code=0
        (RETRAFFIC_FAILPOINT="$kind $points" "$program" build trial > told 2>&1) 2> /dev/null || code=$?
        if [ "$code" = 0 ]; then
            same "$kind $points, passed"
            passed=$((passed + 1))
            # Nothing is left to stop at when twelve builds in a row pass.
            [ "$passed" -lt 12 ] && continue
            break
        fi
        passed=0
        [ "$kind" != full ] || [ "$(grep -c 'error\[B010\]' told)" = 1 ] || { echo "$kind $points: not told" >&2; exit 1; }
        "$program" build trial > /dev/null 2>&1
        same "$kind $points"
    done
    echo "$kind: $((points - passed)) points, the same bytes after each"
done

kills=0
for i in $(seq 1 60); do
    rm -rf trial && cp -r changed trial
    "$program" build trial > /dev/null 2>&1 & build=$!
    sleep "0.$(printf %03d $((RANDOM % 1000)))"
    kill -9 "$build" 2> /dev/null && kills=$((kills + 1))
    wait "$build" 2> /dev/null || true
    "$program" build trial > /dev/null 2>&1
    same "kill $i"
done
echo "kill -9 at random moments: $kills of 60 builds were still at work, the same bytes after each"
