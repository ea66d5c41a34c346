/** How many minor units make one of a currency, as a power of ten (ISO 4217). */
export function placesOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/**
 * Whole minor units from an amount as people type it: either digit set, thousands apart or not, `.` or `٫` before the rest.
 * Undefined where it is no amount, or finer than the currency.
 */
export function minorUnitsFrom(text: string, currency: string): number | undefined {
  const plain = text
    .replaceAll(/[٠-٩]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0x660))
    .replaceAll(/[\s,٬\u066c]/g, '')
    .replace('٫', '.')
  const parts = /^(\d{1,10})(?:\.(\d+))?$/.exec(plain)
  if (!parts) return undefined
  const places = placesOf(currency)
  const rest = parts[2] ?? ''
  if (rest.length > places) return undefined
  return Number(parts[1]) * 10 ** places + Number(rest.padEnd(places, '0') || 0)
}

/** An amount as it is typed, from minor units. */
export function typedFrom(minorUnits: number, currency: string): string {
  const places = placesOf(currency)
  return minorUnits % 10 ** places === 0 ? String(minorUnits / 10 ** places) : (minorUnits / 10 ** places).toFixed(places)
}
