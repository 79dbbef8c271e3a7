"""How long a changed paragraph takes from the save to the finished PDF while `watch` runs, in seconds.

usage: watch.py RETRAFFIC PROJECT [RUNS]; the project is built in its `output` folder, and its English thanks are changed
and put back. Compare with the typesetter alone in the same minute (`press.sh`).
"""

import os
import subprocess
import sys
import time

program, project = sys.argv[1:3]
runs = int(sys.argv[3]) if len(sys.argv) > 3 else 7
pdf = f"{project}/output/public/report.en.pdf"
text = f"{project}/text/en/acknowledgements-after.md"


def stamp():
    """What tells one PDF from the next; none while there is none."""
    try:
        seen = os.stat(pdf)
    except FileNotFoundError:
        return None
    return seen.st_mtime_ns, seen.st_ino


def wait(before):
    started = time.perf_counter()
    while stamp() == before:
        time.sleep(0.002)
        if time.perf_counter() - started > 60:
            sys.exit("nothing was built")
    return time.perf_counter() - started


written = open(text).read()
watch = subprocess.Popen([program, "watch", project], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    if stamp() is None:
        wait(None)
    time.sleep(3)
    seconds = []
    for run in range(runs):
        before = stamp()
        with open(text, "w") as file:
            file.write(f"{written.rstrip()} We thank {'our friends and ' * run}everybody.\n")
        seconds.append(wait(before))
        time.sleep(1)
finally:
    watch.terminate()
    watch.wait()
    with open(text, "w") as file:
        file.write(written)
seconds.sort()
print(f"seconds={seconds[len(seconds) // 2]:.3f} least={seconds[0]:.3f} most={seconds[-1]:.3f}")
