import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Made } from './load.ts'
import type { Conversation, KeptEvent, Snapshot } from './snapshot.ts'

/** What may be otherwise than in a quiet network. */
export interface Leave {
  /** Tags of members whose envelopes may lie in quarantine, because the test plays them badly. */
  readonly quarantinedFrom?: ReadonlySet<string>
  /** Copies may lie in a waiting room, because clocks were wrong when they were sealed. */
  readonly mayWait?: boolean
}

/**
 * Everything that must hold over the databases of all organisations once nothing is on its way (DESIGN §4): every referral
 * that was answered is at both ends once and in the same state, every event at both ends under the same hash, every chain
 * whole, every outbox row closed by the receipt that its recipient wrote with the effect. Answers what does not hold.
 */
export function violations(snapshots: readonly Snapshot[], made: readonly Made[], leave: Leave = {}): string[] {
  const byEntity = new Map(snapshots.map((one) => [one.entityId, one]))
  const bySlug = new Map(snapshots.map((one) => [one.slug, one]))
  return [
    ...referrals(bySlug, made),
    ...snapshots.flatMap((one) => [
      ...conversations(one, byEntity),
      ...events(one, byEntity),
      ...outbox(one, byEntity),
      ...rooms(one, leave),
    ]),
  ]
}

/** Signatures of receipts that do not verify with the key its issuer's statement names. */
export function badReceipts(snapshots: readonly Snapshot[]): { readonly verified: number; readonly bad: string[] } {
  const keys = new Map<string, KeyObject>()
  for (const { statements } of snapshots)
    for (const [subject, jws] of Object.entries(statements)) for (const [kid, key] of keysOf(jws)) keys.set(`${subject} ${kid}`, key)
  const bad: string[] = []
  let verified = 0
  for (const { slug, events, entityId } of snapshots) {
    for (const { receipt, jti, hash, leaf, iss } of events) {
      if (receipt === null || iss === entityId) continue
      const claims = verifiedClaims(receipt, entityId, keys)
      const good = claims?.of === jti && claims.hash === hash && claims.leaf === leaf && claims.outcome === 'stored' && claims.aud === iss
      if (good) verified += 1
      else bad.push(`${slug}: the receipt of ${jti} does not say what it must`)
    }
  }
  return { verified, bad }
}

function referrals(bySlug: ReadonlyMap<string, Snapshot>, made: readonly Made[]): string[] {
  const wrong: string[] = []
  for (const { from, to, id } of made) {
    const [sender, recipient] = [bySlug.get(from), bySlug.get(to)]
    const sent = sender?.referrals.filter((row) => row.id === id) ?? []
    const [own] = sent
    if (sent.length !== 1 || !own) {
      wrong.push(`${from}: ${id} was answered 201 and is there ${sent.length} times`)
      continue
    }
    const come = recipient?.referrals.filter((row) => row.caseId === own.caseId) ?? []
    if (come.length !== 1) wrong.push(`${to}: the referral ${id} of ${from} is there ${come.length} times`)
    else if (come[0]?.state !== own.state) wrong.push(`${id}: ${from} says ${own.state}, ${to} says ${come[0]?.state}`)
  }
  // What nobody was answered for is a double: the same click, taken twice.
  const answered = new Set(made.map(({ id }) => id))
  for (const { slug, referrals: rows } of bySlug.values())
    for (const { id, side } of rows) if (side === 'sender' && !answered.has(id)) wrong.push(`${slug}: ${id} is there and was not answered`)
  return wrong
}

const MIRROR = {
  mySeq: 'theirSeq',
  myHead: 'theirHead',
  theirSeq: 'mySeq',
  theirHead: 'myHead',
  state: 'state',
  responsible: 'responsible',
} as const

function conversations({ slug, entityId, conversations: own, events: kept }: Snapshot, byEntity: ReadonlyMap<string, Snapshot>): string[] {
  const wrong: string[] = []
  const chains = Map.groupBy(
    kept.filter(({ caseId }) => caseId !== null),
    ({ caseId, iss }) => `${caseId} ${iss}`,
  )
  for (const mine of own) {
    const theirs = byEntity.get(mine.partner)?.conversations.find(({ caseId }) => caseId === mine.caseId)
    if (!theirs) wrong.push(`${slug}: nobody at ${mine.partner} knows ${mine.caseId}`)
    else
      for (const [part, other] of Object.entries(MIRROR) as [keyof typeof MIRROR, keyof Conversation][])
        if (mine[part] !== theirs[other])
          wrong.push(`${slug}: ${mine.caseId}: ${part} is ${mine[part]}, the other end's ${other} is ${theirs[other]}`)
    if (mine.myReceipted !== mine.mySeq) wrong.push(`${slug}: ${mine.caseId}: receipted to ${mine.myReceipted} of ${mine.mySeq}`)
    for (const [iss, last, head] of [
      [entityId, mine.mySeq, mine.myHead],
      [mine.partner, mine.theirSeq, mine.theirHead],
    ] as const) {
      const chain = (chains.get(`${mine.caseId} ${iss}`) ?? []).toSorted((one, other) => (one.seq ?? 0) - (other.seq ?? 0))
      if (chain.some(({ seq }, index) => seq !== index + 1) || chain.length !== last)
        wrong.push(`${slug}: ${mine.caseId}: the chain of ${iss} has ${chain.map(({ seq }) => seq)} of ${last}`)
      else if ((chain.at(-1)?.hash ?? null) !== head) wrong.push(`${slug}: ${mine.caseId}: the chain of ${iss} does not end in its head`)
    }
  }
  return wrong
}

function events({ slug, entityId, events: kept, twiceReceived }: Snapshot, byEntity: ReadonlyMap<string, Snapshot>): string[] {
  const wrong = twiceReceived.map((event) => `${slug}: received twice: ${event}`)
  const places = new Set<string>()
  for (const event of kept) {
    const place = event.caseId === null ? event.jti : `${event.caseId} ${event.iss} ${event.seq}`
    if (places.has(place)) wrong.push(`${slug}: two events in the place ${place}`)
    places.add(place)
    if (event.leaf === null) wrong.push(`${slug}: ${event.jti} has no leaf`)
    if (event.iss === entityId) continue
    if (event.receipt === null) wrong.push(`${slug}: ${event.evt} ${event.jti} was stored without a receipt`)
    const original = find(byEntity.get(event.iss), event)
    if (!original) wrong.push(`${slug}: ${event.evt} ${event.jti} came from nobody`)
    else if (original.hash !== event.hash) wrong.push(`${slug}: ${event.jti} is another one than was sent`)
  }
  return wrong
}

function outbox({ slug, outbox: rows, entityId }: Snapshot, byEntity: ReadonlyMap<string, Snapshot>): string[] {
  return rows.flatMap(({ jti, recipient, status, receipt, hash }) => {
    if (status !== 'closed') return [`${slug}: ${jti} is ${status} in the outbox`]
    const stored = find(byEntity.get(recipient), { iss: entityId, jti })
    if (!stored) return [`${slug}: ${jti} is closed, and ${recipient} has no such event`]
    if (stored.hash !== hash) return [`${slug}: ${jti} is closed with another content`]
    return receipt !== null && receipt === stored.receipt ? [] : [`${slug}: ${jti} was closed on another receipt than ${recipient} wrote`]
  })
}

function rooms({ slug, quarantined, waitingRoom }: Snapshot, { quarantinedFrom = new Set(), mayWait = false }: Leave): string[] {
  const strange = quarantined.filter(({ senderTag }) => !quarantinedFrom.has(senderTag))
  return [
    ...strange.map(({ code }) => `${slug}: quarantined: ${code}`),
    ...(waitingRoom > 0 && !mayWait ? [`${slug}: ${waitingRoom} in the waiting room`] : []),
  ]
}

const indexes = new WeakMap<Snapshot, Map<string, KeptEvent>>()

function find(snapshot: Snapshot | undefined, { iss, jti }: Pick<KeptEvent, 'iss' | 'jti'>): KeptEvent | undefined {
  if (!snapshot) return undefined
  const index = indexes.get(snapshot) ?? new Map(snapshot.events.map((event) => [`${event.iss} ${event.jti}`, event]))
  indexes.set(snapshot, index)
  return index.get(`${iss} ${jti}`)
}

interface Claims {
  readonly iss?: unknown
  readonly aud?: unknown
  readonly of?: unknown
  readonly hash?: unknown
  readonly leaf?: unknown
  readonly outcome?: unknown
}

function decoded(part: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'))
}

function keysOf(statement: string): [string, KeyObject][] {
  const { jwks }: { jwks?: { keys?: { kid?: string; kty: string; crv: string; x: string }[] } } = decoded(statement.split('.')[1])
  return (jwks?.keys ?? [])
    .filter(({ crv }) => crv === 'Ed25519')
    .map(({ kid = '', kty, crv, x }) => [kid, createPublicKey({ key: { kty, crv, x }, format: 'jwk' })])
}

/** Claims of a receipt whose signature verifies; node's own verification, so that the product's is not asked about itself. */
function verifiedClaims(jws: string, iss: string, keys: ReadonlyMap<string, KeyObject>): Claims | undefined {
  const [header, payload, signature = ''] = jws.split('.')
  const key = keys.get(`${iss} ${String(decoded(header).kid)}`)
  if (!key || !verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))) return undefined
  const claims: Claims = decoded(payload)
  return claims.iss === iss ? claims : undefined
}
