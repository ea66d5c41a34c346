import type { SignedTyp } from '../format/typ.ts'
import { Tamper } from './tamper.ts'
import { type CompactParts, readCompact, readHeaded } from './verify.ts'

/** More than the anchor has keys for is not looked at. */
const MOST = 10

/**
 * Takes a compact JWS apart whose header may carry, as `cosignatures`, what others signed over the same payload (each a JWS
 * without its payload, RFC 7515 appendix F). Nothing is verified. Throws Tamper `inner-header-invalid`.
 */
export function readCosigned(jws: string, typ: SignedTyp): CompactParts[] {
  const { header, parts } = readHeaded(jws, [typ])
  const { alg: _alg, typ: _typ, kid: _kid, cosignatures = [], ...more } = header
  if (Object.keys(more).length > 0 || !Array.isArray(cosignatures) || cosignatures.length >= MOST) throw new Tamper('inner-header-invalid')
  const [, payload = ''] = jws.split('.')
  return [parts, ...cosignatures.map((one: unknown) => readCompact(withPayload(one, payload), [typ]))]
}

function withPayload(detached: unknown, payload: string): string {
  const [header, none, signature, ...more] = typeof detached === 'string' ? detached.split('.') : []
  if (none !== '' || more.length > 0) throw new Tamper('inner-header-invalid')
  return `${header}.${payload}.${signature}`
}
