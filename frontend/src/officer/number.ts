// The certificate number: six digits of the organ, eight of the serial, two check digits (ISO 7064 MOD 97-10).

const NUMBER = /^[1-9][0-9]{15}$/;
const SEPARATORS = /[\s\-\u2010-\u2015\u00b7]+/g;

export function certificateNumber(issuer: string, serial: number): string {
  const first = issuer + String(serial).padStart(8, "0");
  return first + String(98 - remainderOf97(first + "00")).padStart(2, "0");
}

/** What a person typed, without spaces and dashes, full-width digits made plain. Other characters stay, to be refused. */
export function normaliseNumber(text: string): string {
  return text.normalize("NFKC").replace(SEPARATORS, "");
}

/** Whether 16 digits, as `normaliseNumber` leaves them, carry the right check digits. */
export function numberIsWellFormed(number: string): boolean {
  const serial = Number(number.slice(6, 14));
  return NUMBER.test(number) && serial > 0 && certificateNumber(number.slice(0, 6), serial) === number;
}

/** Four groups of four, as printed and read aloud. */
export function formatNumber(number: string): string {
  return number.replace(/(?=.)(....)(?=.)/g, "$1 ");
}

// Digit by digit, because sixteen digits are beyond what a float holds exactly.
function remainderOf97(digits: string): number {
  return Array.from(digits).reduce((remainder, digit) => (remainder * 10 + Number(digit)) % 97, 0);
}
