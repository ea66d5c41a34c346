/** Crockford's base32: digits and letters without I, L, O and U, which are misheard or misread. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Random characters of a code, before the one that checks them. */
const LENGTH = 7

/**
 * The sign that checks the others: the code is a polynomial over GF(32) (x⁵ + x² + 1) that has a root. Every single wrong
 * sign and every exchange of two signs, neighbours or not, is found; of other errors 31 in 32.
 */
function checkSign(values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const doubled = (sum ^ value) << 1
    return doubled > 31 ? doubled ^ 0b100101 : doubled
  }, 0)
}

/** J-9: a one-time code to be spoken on the telephone, from at least seven random bytes: 35 random bits and a check sign. */
export function telephoneCode(random: Uint8Array): string {
  const values = [...random.subarray(0, LENGTH)].map((byte) => byte & 31)
  if (values.length < LENGTH) throw new Error('a telephone code needs seven random bytes')
  return [...values, checkSign(values)].map((value) => SIGNS.charAt(value)).join('')
}

/**
 * A code as somebody heard and typed it, in the form it is kept: small letters, spaces and hyphens, O for 0, I and L for 1
 * and the digits of Arabic keyboards are forgiven. Undefined when it is no code: another length, another sign, or a check
 * sign that does not fit.
 */
export function readTelephoneCode(typed: string): string | undefined {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\u2010-\u2015-]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
    .replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
  const values = [...code].map((sign) => SIGNS.indexOf(sign))
  if (values.length !== LENGTH + 1 || values.includes(-1)) return undefined
  return checkSign(values.slice(0, LENGTH)) === values[LENGTH] ? code : undefined
}
