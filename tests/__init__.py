"""All tests.

What a test's own process compiles is kept, even where PYTHONDONTWRITEBYTECODE says otherwise, as the images of Python
do: else each worker, server and command would compile everything anew, nearly half of what a server needs to start.
What tests start only reads it: some of that has a disk that is full, where Python 3.11 would keep half a file.
"""

import os
import sys

os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
sys.dont_write_bytecode = False
