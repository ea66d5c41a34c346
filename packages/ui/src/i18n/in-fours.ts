/** A code, a number or a fingerprint in groups of four, as it is read out. */
export function inFours(code: string): string {
  return code.match(/.{1,4}/g)?.join(' ') ?? code
}
