# SPDX-License-Identifier: MIT
"""Runs a command and writes the most memory that it had, in KiB, to the file descriptor given first. Runs it as
the user that there is, or as nobody.

A process of its own because Linux counts what a child was before it became the command: the tests are larger than
the program that they measure."""

import os
import sys

NOBODY = 65534

report, user = int(sys.argv[1]), sys.argv[2]
child = os.fork()
if child == 0:
    os.close(report)
    if user == "nobody" and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    os.execv(sys.argv[3], sys.argv[3:])
_, status, usage = os.wait4(child, 0)
os.write(report, str(usage.ru_maxrss).encode())
if os.WIFSIGNALED(status):
    os.kill(os.getpid(), os.WTERMSIG(status))
os._exit(os.waitstatus_to_exitcode(status))
