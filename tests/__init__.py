"""All tests.

Whoever says PYTHONDONTWRITEBYTECODE, as the images of Python do, has every process that a test starts compile
everything anew, nearly half of what a server needs to start. What is compiled is kept, whatever the environment says.
"""

import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
