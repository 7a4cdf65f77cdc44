# SPDX-License-Identifier: MIT
"""Messages that no test notices, by file and text as messages.py prints them, and why."""

EXCEPTIONS = {
    "src/picture/png.cc: out of memory": "libpng hands it on to where it becomes std::bad_alloc, which has no words",
    "src/tensorboard/event_file.cc: localhost": "no message: a part of a file's name, on a machine without a name",
}
