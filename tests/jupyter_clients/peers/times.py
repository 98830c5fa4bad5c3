"""Times the start of a kernel and a round trip of a cell.

times.py KERNEL STARTS CELLS
"""

import json
import statistics
import sys
import time

from kernel import Kernel


def main(name, starts, cells):
    started, trips = [], []
    for i in range(starts):
        begin = time.monotonic()
        with Kernel(name) as kernel:
            kernel.run("1")
            started.append(time.monotonic() - begin)
            if i == 0:
                for n in range(10):
                    kernel.run(f"{n}")
                for n in range(cells):
                    trips.append(1000 * kernel.run(f"{n}").seconds)
    print(
        json.dumps(
            {
                "start": round(statistics.median(started), 3),
                "slowestStart": round(max(started), 3),
                "trip": round(statistics.median(trips), 2),
                "slowestTrip": round(max(trips), 2),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
