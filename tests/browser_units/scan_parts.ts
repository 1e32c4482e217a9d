// The parts of the scanner that work on pictures, for the tests of them.
export { averaged, shiftOnto } from "../../frontend/src/scan/averaging";
export { Film } from "../../frontend/src/scan/film";
export { LADDER } from "../../frontend/src/scan/ladder";
export { ownReader, testPicture } from "../../frontend/src/scan/ownReader";
export { blurred, enlarged, greyOf, imageOf, stretched } from "../../frontend/src/scan/picture";
export { readAfter, startReader } from "../../frontend/src/scan/qrReader";
export { viewAt } from "../../frontend/src/scan/views";
