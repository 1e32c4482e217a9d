"""Where the bank that comes with the package lies."""

from pathlib import Path
from typing import Final

SHIPPED: Final = Path(__file__).with_name("bank")
