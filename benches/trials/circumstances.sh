#!/usr/bin/env bash
# Verifies a report from a copy in another place, under other users, time zones, locales, clocks, umasks and numbers of
# threads; then changes one byte of each file and expects to be told. Needs faketime and, for another user, root.
# Usage: circumstances.sh [program] [project]
set -euo pipefail
program=$(realpath "${1:-target/release/retraffic}")
project=$(realpath "${2:-data-sample}")
place=$(mktemp -d)
chmod 755 "$place"
trap 'rm -rf "$place"' EXIT
cd "$place"
cp -r "$project" here && sed -i 's|dir = .*|dir = "output"|' here/report.toml
"$program" build here > /dev/null 2>&1
cp -r here "another place é"
copy="$place/another place é"

ok() { printf '%-60s' "$1"; shift; "$@" > /dev/null 2>&1 && echo verifies || { echo FAILS; exit 1; }; }
ok "another path" "$program" verify "$copy"
ok "TZ=Pacific/Kiritimati LANG=tr_TR.UTF-8" env TZ=Pacific/Kiritimati LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 "$program" verify "$copy"
ok "HOME unset" env -u HOME "$program" verify "$copy"
ok "an empty environment" env -i "$program" verify "$copy"
ok "1 thread" "$program" verify "$copy" -j 1
ok "16 threads" "$program" verify "$copy" -j 16
ok "the clock set to 1970" faketime '1970-01-02 00:00:00' "$program" verify "$copy"
ok "the clock set to 2038" faketime '2038-01-20 00:00:00' "$program" verify "$copy"
ok "built under umask 000 with the clock in 1970" bash -c "umask 000; cp -r here wide; rm -rf wide/output; faketime '1970-01-02 00:00:00' '$program' build wide -j 16; diff -r here/output/public wide/output/public"
ok "built under umask 077" bash -c "umask 077; cp -r here strict; rm -rf strict/output; '$program' build strict -j 1; diff -r here/output/public strict/output/public"
ok "modes do not follow the umask" bash -c "[ \"\$(stat -c %a wide/output/private wide/output/public strict/output/public | tr '\n' ' ')\" = '700 755 755 ' ]"
if [ "$(id -u)" = 0 ]; then
    chown -R 65534:65534 "$copy"
    ok "another user" setpriv --reuid 65534 --regid 65534 --clear-groups env -i "$program" verify "$copy"
fi
changed=0
for file in here/output/public/annex/{gender.csv,release.json,tables.xlsx,csv-metadata.json} here/output/public/report.* \
    here/output/public/figures/{age,slides/age}.en.{svg,png} here/output/private/rejects.csv; do
    cp "$file" kept
    size=$(stat -c %s "$file")
    [ "$size" -gt 1 ] || continue
    printf '\x01' | dd of="$file" bs=1 seek=$((size / 2)) conv=notrunc 2> /dev/null
    if cmp -s kept "$file"; then continue; fi
    code=0
    "$program" verify here > /dev/null 2> told || code=$?
    [ "$code" = 5 ] && grep -q "$(basename "$file")" told || { echo "$file: not told"; exit 1; }
    cp kept "$file"
    changed=$((changed + 1))
done
echo "one byte changed in each of $changed files: told each time, exit code 5"
