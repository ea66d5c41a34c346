/** 128 random bits, base64url: stands where the service writes the pseudonym of whoever took the consent. */
export function randomPseudonym(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
