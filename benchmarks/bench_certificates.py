"""How fast certificates are sealed, checked and drawn. Run: `python -m benchmarks.bench_certificates`.

Prints figures; nothing here fails. Drawing uses two processes: the goal, 500 cards in less than 20 s, is for two cores.
"""

import io
import statistics
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

from PIL import Image, ImageFilter

from certificates import Claims, IssuerKey, KeyUse, RootKey, StatusList, TrustEntry, TrustList, check, seal
from certificates.card import CardFonts, CardWords, as_pdf, draw_card, draw_page
from certificates.photo import canonical_photo, photo_digest

HOST, ISSUER = "check.example.cn", "650100"
NOTO = Path("/usr/share/fonts/opentype/noto")
FONTS = CardFonts(NOTO / "NotoSansCJK-Regular.ttc", NOTO / "NotoSansCJK-Bold.ttc", 2)
CARDS, PAGES, PROCESSES = 500, 20, 2
NAMES = ["李娜", "张建国", "欧阳雪梅", "买买提·艾力", "阿卜杜热合曼·阿卜杜喀迪尔"]
WORDS = CardWords(
    title="核验卡",
    issuer="云川市公安局",
    name_label="姓名",
    number_label="编号",
    type_name="保安员证",
    issued_label="签发日期",
    issued_on="2026年5月17日",
    scan_line="请用警务页面扫码核验",
    notice="本卡不替代保安员证",
)


def claims(serial: int, photo: bytes = bytes(8)) -> Claims:
    """The certificate with this running number."""
    name = NAMES[serial % len(NAMES)]
    return Claims(ISSUER, 26_000_000 + serial, name, b"\x12\x34", serial, photo, date(2026, 5, 17), None)


def certificate_key() -> IssuerKey:
    """The organ's key, the same in every process."""
    return IssuerKey.derive(b"benchmark", ISSUER, KeyUse.CERT)


def photo() -> bytes:
    """A photo of soft noise, which compresses about as badly as a face."""
    picture = Image.effect_noise((716, 882), 60).filter(ImageFilter.GaussianBlur(3)).convert("RGB")
    sent = io.BytesIO()
    picture.save(sent, "JPEG")
    return canonical_photo(sent.getvalue())


def microseconds(act: Callable[[int], object], times: int) -> tuple[float, float]:
    """Median and 99th percentile of one call."""
    taken = []
    for number in range(times):
        start = perf_counter()
        act(number)
        taken.append((perf_counter() - start) * 1e6)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def sheet(part: tuple[int, int, bytes]) -> bytes:
    """A PDF of the cards from one running number to another, one card in memory at a time."""
    first, last, face = part
    key, digest = certificate_key(), photo_digest(face)

    def cards() -> Iterator[Image.Image]:
        for serial in range(first, last):
            told = claims(serial, digest)
            yield draw_card(told, seal(told, key, HOST), face, WORDS, FONTS)

    return as_pdf(cards())


def bench_sealing_and_checking() -> None:
    """Sealing, and checking a genuine text with trust list and status list at hand, on one core."""
    key, status = certificate_key(), IssuerKey.derive(b"benchmark", ISSUER, KeyUse.STATUS)
    window = date(2024, 1, 1), date(2027, 12, 31)
    moments = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC)
    entries = [TrustEntry.of(key, *window), TrustEntry.of(status, *window)]
    trust = TrustList.publish(RootKey.derive(b"benchmark", "root"), entries, 1, *moments, HOST)
    now = datetime(2026, 11, 24, tzinfo=UTC)
    lists = {ISSUER: StatusList.read(StatusList.publish(ISSUER, bytes(3000), status, now, HOST), trust)}
    texts = [seal(claims(serial), key, HOST) for serial in range(1, 2001)]
    print_rate("seal", *microseconds(lambda number: seal(claims(1 + number), key, HOST), 2000))
    print_rate("check, genuine", *microseconds(lambda number: check(texts[number], trust, lists, now), 2000))
    forged = [text[:-1] + str((int(text[-1]) + 1) % 10) for text in texts]
    print_rate(
        "check, last digit changed", *microseconds(lambda number: check(forged[number], trust, lists, now), 2000)
    )


def bench_status_list() -> None:
    """A province: seven million places, one in a hundred ended."""
    status = IssuerKey.derive(b"benchmark", ISSUER, KeyUse.STATUS)
    values = bytearray(7_000_000)
    values[::100] = b"\x01" * 70_000
    start = perf_counter()
    signed = StatusList.publish(ISSUER, bytes(values), status, datetime(2026, 11, 24, tzinfo=UTC), HOST)
    print(f"publish 7,000,000 places      {perf_counter() - start:8.2f} s   {len(signed) / 1000:.0f} kB")


def bench_drawing() -> None:
    """Cards as one PDF for each process, and A4 pages on one core."""
    face = photo()
    start = perf_counter()
    sheet((1, 51, face))
    one_card = (perf_counter() - start) / 50
    print(f"draw a card into a PDF        {one_card * 1e3:8.1f} ms  {1 / one_card:.0f}/s on one core")

    step = CARDS // PROCESSES
    start = perf_counter()
    with ProcessPoolExecutor(PROCESSES) as pool:
        sheets = list(pool.map(sheet, [(first, first + step, face) for first in range(1, CARDS, step)]))
    seconds, size = perf_counter() - start, sum(map(len, sheets)) / 1e6
    print(f"{CARDS} cards, {PROCESSES} processes        {seconds:8.1f} s   {CARDS / seconds:.0f}/s, {size:.0f} MB")

    told, key = claims(1, photo_digest(face)), certificate_key()
    text = seal(told, key, HOST)
    start = perf_counter()
    pages = as_pdf(draw_page(told, text, face, WORDS, FONTS) for _ in range(PAGES))
    seconds = (perf_counter() - start) / PAGES
    print(f"draw an A4 page into a PDF    {seconds * 1e3:8.1f} ms  {len(pages) / PAGES / 1000:.0f} kB a page")


def print_rate(what: str, median: float, slowest: float) -> None:
    """One line: median, 99th percentile, calls a second."""
    print(f"{what:<30}{median:8.0f} us  p99 {slowest:.0f} us, {1e6 / median:.0f}/s")


if __name__ == "__main__":
    bench_sealing_and_checking()
    bench_status_list()
    bench_drawing()
