"""Runs the blocks of a page, in order, as the program that their reader pastes.

Standard input is a JSON array of objects. ``source`` is the source, ``line`` and ``file`` where it
stands. With ``echo``, the value of an expression is printed as in a session. With ``raises``, the
page shows that the block ends with an exception. Standard output is one JSON array for each block
that ran: what it printed, and its exception or null. An exception that the page does not show ends
the run.
"""

import faulthandler
import io
import json
import sys
import traceback
import types

SECONDS = 100


def main() -> None:
    faulthandler.dump_traceback_later(SECONDS, exit=True)
    blocks = json.load(sys.stdin)
    report, sys.stdout = sys.stdout, io.StringIO()
    # What the blocks define is found where pickle and type checkers of annotations look for it.
    page = sys.modules["__main__"] = types.ModuleType("__main__")
    for block in blocks:
        sys.stdout.seek(0)
        sys.stdout.truncate()
        exception = None
        try:
            padded = "\n" * (block["line"] - 1) + block["source"]
            mode = "single" if block["echo"] else "exec"
            exec(compile(padded, block["file"], mode, dont_inherit=True), page.__dict__)
        except BaseException as error:
            lines = traceback.format_exception_only(type(error), error)
            exception = {
                "summary": "".join(lines),
                "stack": "".join(traceback.format_exception(type(error), error, None)[:1])
                + "".join(traceback.format_tb(error.__traceback__)[1:])
                + "".join(lines),
            }
        json.dump([sys.stdout.getvalue(), exception], report)
        report.write("\n")
        report.flush()
        if exception and not block["raises"]:
            break


main()
