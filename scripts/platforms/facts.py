"""What runs the tests of a platform, as JSON: run there, by scripts/test_platform.sh."""

import json
import platform
import sys

is_locked = getattr(sys, "_is_gil_enabled", lambda: True)()
print(
    json.dumps(
        {
            "python": f"{platform.python_implementation()} {platform.python_version()}"
            + ("" if is_locked else ", GIL off"),
        }
    )
)
