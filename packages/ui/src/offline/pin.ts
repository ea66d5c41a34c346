/** Fewest signs of a PIN. Eight digits under argon2id cost whoever copied the device weeks, six would cost hours (ADR 0016). */
export const SHORTEST_PIN = 8
/** After so many wrong PINs in a row the device forgets everything. */
export const MOST_FAILURES = 10

const SECOND = 1000
const MINUTE = 60 * SECOND
/** How long a device waits after the n-th wrong PIN, milliseconds; after the last there is nothing to wait for. */
const WAITS = [0, 0, 0, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE] as const

/** The same PIN from every keyboard: ٠١٢ and ۰۱۲ are 012, and blanks do not count. */
export function pinOf(typed: string): string {
  return typed
    .normalize('NFKC')
    .replaceAll(/\s/g, '')
    .replaceAll(/[٠-٩]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0x660))
    .replaceAll(/[۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0x6f0))
}

/** What is wrong with a PIN that somebody wants to have; undefined when nothing is. */
export function faultOfPin(pin: string): 'too-short' | 'too-plain' | undefined {
  const signs = [...pin]
  if (signs.length < SHORTEST_PIN) return 'too-short'
  const steps = signs.slice(1).map((sign, at) => (sign.codePointAt(0) ?? 0) - (signs[at]?.codePointAt(0) ?? 0))
  // 11111111, 12345678, 98765432: one step all along. 12121212: too few signs.
  return new Set(steps).size === 1 || new Set(signs).size < 4 ? 'too-plain' : undefined
}

/** What follows from one more wrong PIN: how many there were, and until when nobody may try; or that everything goes. */
export function afterFailure(failures: number, now: string): { readonly failures: number; readonly blockedUntil: string | null } | 'wipe' {
  const count = failures + 1
  if (count >= MOST_FAILURES) return 'wipe'
  const wait = WAITS[count - 1] ?? 0
  return { failures: count, blockedUntil: wait === 0 ? null : new Date(Date.parse(now) + wait).toISOString() }
}
