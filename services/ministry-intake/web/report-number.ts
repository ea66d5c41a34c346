/**
 * A short number by which staff tell reports of a day apart, `482 913`. It is made of the random end of the row's id: it says nothing of what
 * was told, of who told it, nor in which order reports came (ADR 0013, 6).
 */
export function numberOfReport(id: string): string {
  const digits = String(Number.parseInt(id.slice(-8), 16) % 1_000_000).padStart(6, '0')
  return `${digits.slice(0, 3)}\u00a0${digits.slice(3)}`
}
