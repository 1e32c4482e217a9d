"""Token text to QR image: two segments, error correction M, whole dots a module, refused where too fine to scan."""

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

from certificates.errors import TokenTooLong
from certificates.symbol import FIELD_DOTS, FIELD_MM, QUIET_MODULES, modules_across, split_text, symbol_version


def draw_qr(text: str, dots_per_module: int) -> Image.Image:
    """The symbol with its quiet zone of four modules, black on white, mode "1", `dots_per_module` dots a module.

    The same text gives the same picture every time. Error correction is M and is not raised where there is room, so
    that prints agree. Raises `TokenTooLong` if symbol and quiet zone do not fit 33 mm at 300 dpi.
    """
    version = symbol_version(text)
    across = modules_across(version)
    if across * dots_per_module > FIELD_DOTS:
        raise TokenTooLong(f"{across} modules of {dots_per_module} dots do not fit {FIELD_MM} mm at 300 dpi.")
    modules = Image.new("1", (across, across), 1)
    modules.paste(_symbol(text, version), (QUIET_MODULES, QUIET_MODULES))
    return modules.resize((across * dots_per_module,) * 2, Image.Resampling.NEAREST)


def _symbol(text: str, version: int) -> Image.Image:
    """The symbol without its quiet zone, one dot a module."""
    prefix, digits = split_text(text)
    code = qrcode.QRCode(version, ERROR_CORRECT_M)
    # Segments given by hand: the automatic split may find a third one inside a host name with many digits.
    code.add_data(QRData(prefix, MODE_8BIT_BYTE))
    code.add_data(QRData(digits, MODE_NUMBER))
    code.make(fit=False)
    across = len(code.modules)
    dots = bytes(0 if dark else 255 for row in code.modules for dark in row)
    return Image.frombytes("L", (across, across), dots).convert("1", dither=Image.Dither.NONE)
