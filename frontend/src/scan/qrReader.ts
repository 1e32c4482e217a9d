// The bundled reader of QR codes: zxing-cpp, compiled to WebAssembly. It works on pictures alone and asks no server.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

import { prepared, type Step } from "./ladder";
import { imageOf, type Grey } from "./picture";

/** Starts the reader from its compiled code; left alone it would ask a public server for it. */
export async function startReader(wasmBinary: ArrayBuffer): Promise<void> {
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
}

/** The text of the one code of the picture after this step of the ladder; null when none can be read. */
export async function readAfter(step: Step, picture: Grey): Promise<string | null> {
  const found = await readBarcodes(imageOf(prepared(picture, step)), {
    formats: ["QRCode"],
    maxNumberOfSymbols: 1,
    tryHarder: true,
    tryInvert: false,
    binarizer: step.binarizer,
  });
  return found.find(({ isValid }) => isValid)?.text ?? null;
}
