import { EVENTS, type Event, type EventClaims, type Grant, readEvent } from '@ihala/contract'
import { categoriesOf, grantLevelOf } from '@ihala/policy'
import { hashOf } from '@ihala/seal'
import { openInner } from '../../packages/exchange/test/case-secrets.ts'
import type { Attacked } from '../adversary/http/network.ts'

/** Something that was put in the outbox. */
export interface Sent {
  readonly jti: string
  readonly caseId: string | null
  readonly recipient: string
  readonly evt: string
  readonly at: string
}

/** What was put in an organisation's outbox so far, oldest first. */
export async function outboxOf({ admin }: Attacked): Promise<Sent[]> {
  return admin<Sent[]>`
    select jti, case_id as "caseId", recipient, evt, created_at as at from exchange.outbox order by created_at, seq`
}

const payloadOf = <T>(jws: string): T => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())

/**
 * Why something that was sent may not have been: no grant, or one that does not cover it, read from the signed bytes alone. Undefined
 * when it was covered; `bare` when nothing of a person was in it, so that no grant is asked.
 */
export async function uncoveredBy(at: Attacked, sent: Sent): Promise<string | undefined> {
  const { caseId } = sent
  if (caseId === null) return EVENTS[sent.evt as Event['type']].level === 'pair' ? 'bare' : 'an event of no case'
  const { service } = at.lone.running
  const claims = await service.asSystem(async (tx) => {
    const rows = await tx<{ iss: string; jti: string; part: Parameters<typeof openInner>[3]['part']; innerJws: Buffer }[]>`
      select iss, jti, part, inner_jws as "innerJws" from exchange.event where case_id = ${caseId}`
    const opened = await Promise.all(rows.map((row) => openInner(service.caseKeys, tx, caseId, row)))
    return opened.flatMap((jws) => (jws === null ? [] : [payloadOf<EventClaims>(jws)]))
  })
  const own = claims.find(({ iss, jti }) => iss === at.entityId && jti === sent.jti)
  if (!own) return 'nothing that was signed'
  const event = readEvent(own.evt, own.v, own.data)
  const level = grantLevelOf(event)
  if (level === 'none' || level === 'case') return 'bare'
  const whole = claims.flatMap(({ grant = '' }) => (grant.includes('.') ? [grant] : []))
  const found = whole.find((jws) => jws === own.grant || hashOf(jws) === own.grant)
  if (!found) return 'no grant'
  const grant = payloadOf<Grant>(found)
  if (grant.iss !== at.entityId || grant.aud !== sent.recipient) return 'a grant of another pair'
  if (grant.exp * 1000 <= Date.parse(sent.at)) return 'a grant that has ended'
  if (grant.excluded.includes(sent.recipient)) return 'an excluded body'
  if (grant.basis.kind === 'danger' && new Set(grant.basis.staff).size < 2) return 'danger, and one person'
  // Notes of whoever asked go by the request's own grant.
  const wanted = level === 'progress' && grant.parent === undefined ? (['need'] as const) : categoriesOf(event)
  const beyond = wanted.find((category) => !grant.categories.includes(category))
  return beyond === undefined ? undefined : `nothing for ${beyond}`
}
