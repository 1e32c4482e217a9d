// A telephone's photo has ten times the pixels that the server keeps. It is drawn smaller before it is kept on the device,
// so that an hour without a network fits; what came along in the file (place, maker) does not even leave the telephone.

const LONGEST_SIDE = 1600;
const QUALITY = 0.8;

/** The photo as a smaller JPEG, or as it is where the browser cannot draw it: the server judges it then. */
export async function smallPhoto(file: File): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return drawn ?? file;
  } catch {
    return file;
  }
}
