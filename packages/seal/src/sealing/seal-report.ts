import { PORTAL_ENVELOPE, Refusal } from '@ihala/contract'
import type { PublicJwk } from '../format/jwk.ts'
import { sealPadded } from './seal-to.ts'

const { typ, size, lengthBytes } = PORTAL_ENVELOPE

/**
 * Seals what somebody told a portal to its key, as a browser with script does (A4): what was typed without script is sealed so at once.
 * All of them have one length. Throws Refusal `body-too-large` when it does not fit, a TypeError when the key cannot be sealed to.
 * @param content JSON of a `PortalContent`, UTF-8
 */
export function sealReport(recipient: PublicJwk, content: Uint8Array): string {
  if (content.length > size - lengthBytes) throw new Refusal('body-too-large', { limit: size - lengthBytes })
  const padded = Buffer.alloc(size)
  padded.writeUInt32BE(content.length)
  padded.set(content, lengthBytes)
  return sealPadded(recipient, `"typ":"${typ}"`, padded).toString('latin1')
}
