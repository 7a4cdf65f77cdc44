# SPDX-License-Identifier: MIT
"""What every worker process does: reads one JSON object a line, {"do": name, ...}, and answers with one, in the end
with {"failed": reason}; at the end of its input it ends."""

import json
import os
import sys


def serve(make_commands):
    """Answers commands, the methods of what `make_commands` makes. What they print goes to the standard error."""
    answers = os.dup(1)
    os.dup2(2, 1)
    commands = None
    for line in sys.stdin:
        command = json.loads(line)
        try:
            commands = commands or make_commands()
            answer = getattr(commands, command["do"])(command)
        except Exception as error:  # Whatever it is, the comparison goes on without this peer, and says so.
            reason = str(error).strip().splitlines() or [""]
            answer = {"failed": f"{type(error).__name__}: {reason[0]}"}
        os.write(answers, (json.dumps(answer) + "\n").encode())
