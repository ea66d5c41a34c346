/**
 * Decodes base64url without padding, strictly: only the alphabet of RFC 4648 §5, no `=`, no white space, and the spare
 * bits of the last character zero, so that one value has one spelling.
 * Returns undefined for anything else.
 */
export function fromBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  // Node's decoder is lenient; encoding again is the cheapest full check (8 µs for 16 KiB).
  return bytes.toString('base64url') === text ? bytes : undefined
}

/** Encodes bytes as base64url without padding (RFC 7515 §2). */
export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}
