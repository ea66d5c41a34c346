import type { ReceiptClaims } from '@ihala/contract'
import { afterSuspension } from '@ihala/policy'
import type { Effect, Said } from './desk.ts'
import type { Process, SimulatedBody } from './process.ts'

const named = (bodies: readonly SimulatedBody[], entityId: string): SimulatedBody | undefined =>
  bodies.find(({ member }) => member.entityId === entityId)

/** The two ends of a case; undefined while the sender has not written it. */
function endsOf(bodies: readonly SimulatedBody[], { caseId, from, to }: Said) {
  const [sender, recipient] = [named(bodies, from.entityId), named(bodies, to.entityId)]
  const mine = sender?.rows.rows().conversations.get(caseId)
  if (!sender || !recipient || !mine) return undefined
  return { sender, recipient, mine, theirs: recipient.rows.rows().conversations.get(caseId) }
}

/** c24, at every moment: the one that is missing it, or undefined. What is under way may make two responsible, never none. */
export function someoneIsResponsible(bodies: readonly SimulatedBody[], said: ReadonlyMap<string, Said>): string | undefined {
  let number = 0
  for (const one of said.values()) {
    number += 1
    const ends = endsOf(bodies, one)
    if (ends?.mine.life?.responsible !== 'recipient' || ends.theirs?.life?.responsible === 'recipient') continue
    return `nobody is responsible in case ${number}`
  }
  return undefined
}

/** c24: cases that nobody acts for while their recipient is suspended, though their sender heard of it; in words. */
export function notTakenBack(
  bodies: readonly SimulatedBody[],
  said: ReadonlyMap<string, Said>,
  suspended: string,
  heard: (process: Process) => boolean,
): string[] {
  return [...said.values()].flatMap((one, place) => {
    const life = endsOf(bodies, one)?.mine.life
    const sender = named(bodies, one.from.entityId)
    if (one.to.entityId !== suspended || !life || !sender?.processes.some(heard)) return []
    return afterSuspension(life, 'sender') === 'ended' ? [] : [`nobody acts for case ${place + 1}, whose recipient is suspended`]
  })
}

/** Everything that must be so when a network has come to rest; what is not so, in words. */
export function problemsAtTheEnd(bodies: readonly SimulatedBody[], said: ReadonlyMap<string, Said>): string[] {
  return [
    ...[...said.values()].flatMap((one, place) => endsDiffer(bodies, one, place + 1)),
    ...bodies.flatMap((body) => sentIsReceived(bodies, body)),
    ...bodies.flatMap((body) => effectsEqualEvents(body)),
    ...bodies.flatMap(logIsWhole),
  ]
}

function endsDiffer(bodies: readonly SimulatedBody[], one: Said, number: number): string[] {
  const ends = endsOf(bodies, one)
  if (!ends) return []
  const { mine, theirs, sender } = ends
  const name = `case ${number}`
  if (!theirs) {
    const first = [...sender.rows.rows().outbox.values()].find(({ caseId, seq }) => caseId === one.caseId && seq === 1)
    return first?.status === 'refused' || first?.status === 'expired' ? [] : [`${name} never began at ${one.to.slug}`]
  }
  const problems: string[] = []
  if (mine.mySeq !== theirs.theirSeq || theirs.mySeq !== mine.theirSeq) problems.push(`${name}: the chains end differently`)
  if (mine.myHead !== theirs.theirHead || theirs.myHead !== mine.theirHead) problems.push(`${name}: the heads of the chains differ`)
  if (mine.myReceipted !== mine.mySeq || theirs.myReceipted !== theirs.mySeq) problems.push(`${name}: not everything is receipted`)
  if (JSON.stringify(mine.life) !== JSON.stringify(theirs.life))
    problems.push(`${name}: its life differs: ${JSON.stringify(mine.life)} and ${JSON.stringify(theirs.life)}`)
  if (mine.life?.responsible !== theirs.life?.responsible) problems.push(`${name}: not exactly one body is responsible`)
  return problems
}

const claimsOf = (jws: string): ReceiptClaims => JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as ReceiptClaims

/** Nothing lost: what was sent is stored once at the other end with the same hash, or visibly refused, and the receipts agree. */
function sentIsReceived(bodies: readonly SimulatedBody[], body: SimulatedBody): string[] {
  const { slug, entityId } = body.member
  const problems: string[] = []
  for (const row of body.rows.rows().outbox.values()) {
    const other = named(bodies, row.recipient)
    const name = `${row.evt} of ${slug} to ${other?.member.slug ?? 'nobody'}`
    const rows = other?.rows.rows()
    const stored = rows?.events.get(`${entityId} ${row.jti}`) ?? rows?.issues.get(`${entityId} ${row.jti}`)
    const refused = [...(rows?.quarantine.values() ?? [])].find(
      (one) => one.iss === entityId && one.jti === row.jti && one.receipt !== null,
    )
    switch (row.status) {
      case 'closed':
        if (!stored) problems.push(`${name} is closed, and is not there`)
        else if (stored.hash !== row.hash) problems.push(`${name} is another event there`)
        else if (stored.receipt !== row.receipt) problems.push(`${name}: the two ends hold different receipts`)
        break
      case 'refused':
        if (stored) problems.push(`${name} is refused, and is stored`)
        if (!refused) problems.push(`${name} is refused, and nobody refused it`)
        else if (refused.receipt !== row.receipt) problems.push(`${name}: the two ends hold different refusals`)
        if (refused && row.caseId !== null && row.evt !== 'sections-disclosed')
          problems.push(`${name} was honest, and was refused: ${refused.code}`)
        break
      case 'expired':
        break
      case 'waiting':
        problems.push(`${name} still waits`)
        break
      default:
        row.status satisfies never
    }
    if (row.receipt === null) continue
    const claims = claimsOf(row.receipt)
    if (claims.of !== row.jti || claims.hash !== row.hash || claims.iss !== row.recipient || claims.aud !== entityId)
      problems.push(`${name}: its receipt speaks of something else`)
  }
  return problems
}

/** No double effects, and none without its event. */
function effectsEqualEvents({ member, rows }: SimulatedBody): string[] {
  const { desk, events } = rows.rows()
  const problems: string[] = []
  for (const [name, row] of desk) {
    if (!name.startsWith('effect ')) continue
    const { times, evt } = row as Effect
    if (times !== 1) problems.push(`${evt} had its effect ${times} times at ${member.slug}`)
    if (!events.has(name.slice('effect '.length))) problems.push(`${evt} had an effect at ${member.slug} and is not stored`)
  }
  // Digests and questions about chains are the exchange's own, no desk hears of them.
  for (const [name, { receipt, evt, caseId }] of events)
    if (receipt !== null && caseId !== null && !desk.has(`effect ${name}`))
      problems.push(`${evt} is stored at ${member.slug} and had no effect`)
  return problems
}

/** Chains have no gap but for what was refused, and every leaf has a number of its own. */
function logIsWhole({ member, rows }: SimulatedBody): string[] {
  const { events, quarantine, leaves, conversations } = rows.rows()
  const problems: string[] = []
  for (const { caseId, theirSeq, mySeq, partner } of conversations.values()) {
    for (const [iss, last] of [
      [member.entityId, mySeq],
      [partner, theirSeq],
    ] as const) {
      const places = new Set([...events.values()].flatMap((row) => (row.caseId === caseId && row.iss === iss ? [row.seq] : [])))
      for (const one of quarantine.values()) if (one.case === caseId && one.iss === iss && one.receipt !== null) places.add(one.seq ?? null)
      for (let seq = 1; seq <= last; seq += 1) if (!places.has(seq)) problems.push(`a chain at ${member.slug} has a gap`)
    }
  }
  const numbers = [...leaves.values()].map(({ place }) => place ?? -1).sort((a, b) => a - b)
  if (numbers.some((number, index) => number !== index)) problems.push(`the log of ${member.slug} is not numbered without gaps`)
  return problems
}
