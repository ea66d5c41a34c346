import { type CrossCertificate, type CrossOrder, checkCrossCertificate, ENVELOPE, STATEMENT_LIFETIME } from '@ihala/contract'
import { registryKey } from '@ihala/exchange'
import { signTogether } from '@ihala/seal'

/**
 * What the anchor is asked to say of another network (K6), living from now for 24 hours, and while it is agreed never beyond the end of
 * that. Throws when the order does not make a valid cross-certificate.
 */
export function crossingAbout(anchorId: string, { agreement, status }: CrossOrder, now: Date): CrossCertificate {
  const iat = Math.floor(now.getTime() / 1000)
  const { entityId, keys, names, until, constraints, policy } = agreement
  const isLive = status === 'live' && iat < until
  const certificate: CrossCertificate = {
    iss: anchorId,
    sub: entityId,
    iat,
    exp: isLive ? Math.min(iat + STATEMENT_LIFETIME, until) : iat + STATEMENT_LIFETIME,
    jwks: { keys },
    metadata: { ihala_network: { names, status: isLive ? 'live' : 'ended', until } },
    constraints,
    metadata_policy: policy,
  }
  if (!checkCrossCertificate(certificate)) throw new Error(`What is asked about ${entityId} does not make a valid cross-certificate.`)
  return certificate
}

/** Signs a cross-certificate. Throws when the order does not make a valid one. */
export function signCrossing(
  anchor: { readonly entityId: string; readonly signers: Parameters<typeof signTogether>[2] },
  order: CrossOrder,
  now: Date,
): { readonly token: string; readonly jws: string } {
  const certificate = crossingAbout(anchor.entityId, order, now)
  return { token: registryKey(certificate.sub), jws: signTogether(ENVELOPE.typ.statement, certificate, anchor.signers) }
}
