"""measure.py FILE COMMAND...: runs it, writes its peak memory in KiB, exits with its code.

Small itself: a process begins with the peak of whoever made it.
"""

import os
import sys

pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
with open(sys.argv[1], "w", encoding="ascii") as file:
    file.write(str(usage.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))
