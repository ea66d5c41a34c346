import { type Event, type EventClaims, readEvent } from '@ihala/contract'
import { type CaseKeys, openInner } from './case-secrets.ts'
import type { EventRow } from './store/unit.ts'

/** Claims of an event that was verified when it was stored. */
export function claimsOf(jws: string): EventClaims {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as EventClaims
}

/** The key that a compact JWS says it is signed by, of one that was verified when it was stored. */
export function kidOf(jws: string): string {
  const { kid } = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as { readonly kid: string }
  return kid
}

/** The inner JWS of a kept event; null when its part was erased. */
export async function innerOf<T>(
  { caseKeys }: { readonly caseKeys: Pick<CaseKeys<T>, 'keyOf'> },
  tx: T,
  caseId: string,
  row: EventRow,
): Promise<string | null> {
  return openInner(caseKeys, tx, caseId, row)
}

/** A kept event as it was written; undefined when its part was erased. */
export async function writtenIn<T>(
  ports: { readonly caseKeys: Pick<CaseKeys<T>, 'keyOf'> },
  tx: T,
  caseId: string,
  row: EventRow,
): Promise<{ readonly claims: EventClaims; readonly event: Event } | undefined> {
  const inner = await innerOf(ports, tx, caseId, row)
  if (inner === null) return undefined
  const claims = claimsOf(inner)
  return { claims, event: readEvent(claims.evt, claims.v, claims.data) }
}
