// The reader that some browsers bring. It is used only where it says that it reads QR codes and then reads one: a browser
// inside another app may have the name and no reader behind it (vue-qrcode-reader #450).

import { imageOf, type Grey } from "./picture";

type OwnReader = (image: ImageData) => Promise<string | null>;

interface Detector {
  detect(image: ImageData): Promise<{ format: string; rawValue: string }[]>;
}

interface DetectorMaker {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const FORMAT = "qr_code";
const MODULE_PX = 6;
const QUIET_MODULES = 4;

/** "WATCHWORD" as a symbol of version 1-M, a row each, the first module in the highest bit of 21. */
const TEST_TEXT = "WATCHWORD";
const TEST_ROWS: readonly number[] = [
  0x1fc27f, 0x104241, 0x17595d, 0x17585d, 0x17515d, 0x105241, 0x1fd57f, 0x001800, 0x17ca7c, 0x10a7e1, 0x17d961, 0x0023ed,
  0x014d25, 0x001132, 0x1fc6b3, 0x105c08, 0x175eb6, 0x175bcc, 0x175d78, 0x104bfd, 0x1fd520,
];

/** The browser's own reader; null where there is none or it did not read the test picture. */
export async function ownReader(): Promise<OwnReader | null> {
  const maker = (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  try {
    if (maker === undefined || !(await maker.getSupportedFormats()).includes(FORMAT)) {
      return null;
    }
    const detector = new maker({ formats: [FORMAT] });
    const read: OwnReader = async (image) => {
      const found = await detector.detect(image);
      return found.find(({ format, rawValue }) => format === FORMAT && rawValue !== "")?.rawValue ?? null;
    };
    return (await read(imageOf(testPicture()))) === TEST_TEXT ? read : null;
  } catch {
    return null; // a detector that throws at a plain picture reads nothing else either
  }
}

export function testPicture(): Grey {
  const modules = TEST_ROWS.length;
  const side = (modules + 2 * QUIET_MODULES) * MODULE_PX;
  const pixels = new Uint8Array(side * side).fill(255);
  for (let place = 0; place < pixels.length; place++) {
    const row = Math.floor(place / side / MODULE_PX) - QUIET_MODULES;
    const column = Math.floor((place % side) / MODULE_PX) - QUIET_MODULES;
    if (column >= 0 && column < modules && ((TEST_ROWS[row] ?? 0) >> (modules - 1 - column)) & 1) {
      pixels[place] = 0;
    }
  }
  return { width: side, height: side, pixels };
}
