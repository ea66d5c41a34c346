import { type Category, ENVELOPE, EVENT_TYPES, EVENTS, type EventClaims, type EventType, Refusal } from '@ihala/contract'
import { innerAad, type MemoryTx, newUnit, randomId } from '@ihala/exchange'
import { makeLeaf } from '@ihala/ledger'
import { evolve, grantLevelOf, mayWrite, openTo, partOf, seconds, takeBackFromSuspended } from '@ihala/policy'
import { encryptionKeyOf, encryptUnder, hashOf, paddedSizeOf, sealTo, signEvent, thumbprint } from '@ihala/seal'
import { chanceOf, oneOf, wholeBetween } from '../kit/chance.ts'
import type { Member } from './members.ts'
import type { Ports, Process, SimulatedBody } from './process.ts'
import { DISCLOSED, eventOf, grantDraft, section } from './words.ts'

/** What the person of a case said, as the staff who asked know it: what everything is held against. */
export interface Said {
  readonly caseId: string
  readonly person: string
  readonly from: Member
  readonly to: Member
  readonly categories: readonly Category[]
  readonly wayBack: boolean
  readonly onward: readonly Category[]
}

/** What happened in a history, told in words that are the same in every run of a seed. */
export interface Chronicle {
  readonly log: (line: string) => void
  readonly problem: (what: string) => void
  readonly said: Map<string, Said>
}

/** A short name of a case that is the same in every run: ids are random. */
export function caseName({ said }: Pick<Chronicle, 'said'>, caseId: string | null): string {
  return caseId === null ? 'none' : `case ${[...said.keys()].indexOf(caseId) + 1}`
}

/** A desk's record of what an event did: how often, and in what order. */
export interface Effect {
  readonly times: number
  readonly evt: string
}

/** The inbox of a model desk: one row an event; one that says too much is seen here. */
export function inbox(body: SimulatedBody, chronicle: Chronicle): Ports['handle'] {
  const { slug, kind, entityId } = body.member
  return async (event, { tx, send }) => {
    const { caseId, side } = event
    // Before it has done anything, and after.
    const fails = body.faults > 0
    if (fails) body.faults -= 1
    if (fails && body.faults % 2 === 0) throw new Error('the desk faulted')
    const name = `effect ${event.from} ${event.jti}`
    const before = tx.get('desk', name) as Effect | undefined
    tx.put('desk', name, { times: (before?.times ?? 0) + 1, evt: event.type } satisfies Effect)
    const said = caseId === null ? undefined : chronicle.said.get(caseId)
    if (event.type === 'sections-disclosed' && !said?.categories.includes(event.data.category))
      chronicle.problem(`${slug} was told ${event.data.category}, which nobody granted`)
    if (side === 'sender' && grantLevelOf(event) === 'progress' && !said?.wayBack)
      chronicle.problem(`${slug} was told ${event.type} without a way back`)
    if (said && event.from !== (said.from.entityId === entityId ? said.to : said.from).entityId)
      chronicle.problem(`${slug} heard of a case from a third body`)
    if (fails) throw new Error('the desk faulted')
    if (caseId === null || side === null || event.life === null) return
    // Some desks answer by themselves, in the same transaction.
    for (const [own, type] of [
      ['legal-aid', 'referral-opened'],
      ['ministry-intake', 'hand-back-taken'],
    ] as const)
      if (kind === own && mayWrite(event.life, type, side) && EVENTS[event.type].to !== 'same')
        send({ to: event.from, caseId, event: { type, data: {} } })
  }
}

/** What the desks of a history send at all: rights and pair-level kinds are other tests' to try. */
const SENT: ReadonlySet<EventType> = new Set(EVENT_TYPES.filter((type) => eventOf(type, () => 0, 0, '') !== undefined))
/** Rarely done: it ends what would otherwise go on. */
const RARELY: ReadonlySet<string> = new Set([
  'referral-entered-in-error',
  'referral-rejected',
  'cancellation-requested',
  'referral-failed',
  'referral-handed-back',
])

/** What staff of a desk did, or why not. */
async function deed(process: Process, chronicle: Chronicle, what: string, work: (tx: MemoryTx) => Promise<string>): Promise<void> {
  const { slug } = process.body.member
  let said = ''
  try {
    const dispatch = await process.ports.transaction(async (tx) => {
      const out = process.exchange.outgoing(tx)
      deedsOf.set(tx, out)
      said = await work(tx)
      return out.flush()
    })
    chronicle.log(`${slug} ${what} ${said}`)
    process.exchange.dispatch(dispatch)
  } catch (error) {
    chronicle.log(`${slug} ${what} ${said} not: ${error instanceof Refusal ? error.code : 'fault'}`)
  }
}
const deedsOf = new WeakMap<MemoryTx, ReturnType<Process['exchange']['outgoing']>>()

const casesOf = ({ body, ports }: Process): string[] =>
  [...body.rows.rows().conversations.values()].flatMap(({ caseId, partner }) => (ports.registry.find(partner) ? [caseId] : []))

/** Staff refer somebody to another body; when they have the person from elsewhere, perhaps by passing the person on. */
export async function refer(process: Process, to: Member, chronicle: Chronicle, seed: number): Promise<void> {
  const chance = chanceOf(seed)
  const { member, rows } = process.body
  const now = process.ports.now().getTime()
  if (!process.ports.registry.find(to.entityId)) await process.ports.registry.refresh(to.entityId).catch(() => false)
  // Of the seed: in what order cases are locked follows from their names.
  const caseId = Buffer.from(Array.from({ length: 16 }, () => wholeBetween(chance, 0, 255))).toString('base64url')
  const person = randomId()
  const held = [...rows.rows().conversations.values()].filter(({ side }) => side === 'recipient')
  const parent = held.length > 0 && chance() < 0.6 ? oneOf(chance, held).caseId : undefined
  const above = parent === undefined ? undefined : chronicle.said.get(parent)
  const wanted = DISCLOSED.filter((category) => to.takes.includes(category) && chance() < 0.6)
  const allowed = wanted.filter((category) => above === undefined || above.onward.includes(category) || chance() < 0.1)
  const categories: Category[] = ['need', ...allowed]
  const wayBack = chance() < 0.7
  const onward = chance() < 0.7 ? categories : []
  const draft = grantDraft(now, {
    categories,
    wayBack,
    onward: {
      kinds: onward.length > 0 ? ['shelter', 'legal-aid', 'charity-funding', 'ministry-intake'] : [],
      categories: [...onward],
      depth: 2,
    },
    ...(parent === undefined ? {} : { narrows: parent }),
  })
  const event = eventOf(chance() < 0.3 ? 'referral-enquired' : 'referral-requested', chance, now, person)
  if (!event) return
  chronicle.said.set(caseId, { caseId, person, from: member, to, categories, wayBack, onward })
  await deed(process, chronicle, 'refers', async (tx) => {
    deedsOf.get(tx)?.send({ to: to.entityId, caseId, event, grant: draft })
    return `${caseName(chronicle, caseId)} to ${to.slug}${parent === undefined ? '' : ` after ${caseName(chronicle, parent)}`}`
  })
  const written = rows.rows().conversations.has(caseId)
  if (written && above && categories.some((category) => !above.onward.includes(category)))
    chronicle.problem(`${member.slug} passed on more than the person allowed`)
}

/** c24: the other end was suspended: the sender takes the person back at once, as a desk does it. */
export function answerSuspension(body: SimulatedBody, chronicle: Chronicle): Ports['suspended'] {
  const { slug } = body.member
  return async (_tx, { partner, caseId, life, asks }, send) => {
    chronicle.log(`${slug} hears that the other end of ${caseName(chronicle, caseId)} is suspended: ${asks}`)
    if (asks === 'take-back') send({ to: partner, caseId, event: takeBackFromSuspended(life, 'sender') })
  }
}

/** Staff write the next event of a case of theirs, whichever their side may write now. */
export async function act(process: Process, chronicle: Chronicle, seed: number): Promise<void> {
  const chance = chanceOf(seed)
  const cases = casesOf(process)
  if (cases.length === 0) return
  const caseId = oneOf(chance, cases)
  await deed(process, chronicle, 'acts', async (tx) => {
    const conversation = await process.ports.store.lockConversation(tx, caseId)
    if (!conversation?.life) return 'on nothing'
    const open = openTo(conversation.life, conversation.side).filter((type) => SENT.has(type))
    const likely = open.filter((type) => !RARELY.has(type) || chance() < 0.25)
    if (likely.length === 0) return 'not at all'
    const person = chronicle.said.get(caseId)?.person ?? ''
    const events = Array.from({ length: chance() < 0.2 ? 2 : 1 }, () =>
      eventOf(oneOf(chance, likely), chance, process.ports.now().getTime(), person),
    )
    const [first, second] = events
    if (first) deedsOf.get(tx)?.send({ to: conversation.partner, caseId, event: first })
    // Two events at once: the second waits in the outbox for the receipt of the first.
    if (first && second && mayWrite(evolve(conversation.life, first), second.type, conversation.side))
      deedsOf.get(tx)?.send({ to: conversation.partner, caseId, event: second })
    return `${caseName(chronicle, caseId)} ${events.map((event) => event?.type).join(' ')}`
  })
}

/** Staff were told that nobody receipted what they sent, and decide that it is sent again. */
export function signAgain(process: Process, chronicle: Chronicle): void {
  const { rows } = process.body
  const cases = new Set(
    [...rows.rows().outbox.values()].flatMap(({ caseId, status }) => (status === 'expired' && caseId !== null ? [caseId] : [])),
  )
  for (const caseId of cases) {
    let dispatch: Awaited<ReturnType<typeof process.exchange.reissue>> = []
    const signing = process.ports.transaction(async (tx) => {
      dispatch = await process.exchange.reissue(tx, caseId)
    })
    void signing.then(
      () => {
        chronicle.log(`${process.body.member.slug} signs ${caseName(chronicle, caseId)} again`)
        process.exchange.dispatch(dispatch)
      },
      // Whoever is not known now is tried again later; a case that never can be keeps the history from its rest.
      (error: unknown) =>
        chronicle.log(`${caseName(chronicle, caseId)} cannot be signed again: ${error instanceof Refusal ? error.code : 'fault'}`),
    )
  }
}

/** A faulty or dishonest sender discloses what nobody granted, past every check of its own. */
export async function smuggle(process: Process, chronicle: Chronicle, seed: number): Promise<void> {
  const chance = chanceOf(seed)
  const { ports, body } = process
  const { member, rows } = body
  const mine = [...rows.rows().conversations.values()].filter(({ caseId, side, life }) => {
    const said = chronicle.said.get(caseId)
    return (
      side === 'sender' && life && mayWrite(life, 'sections-disclosed', side) && DISCLOSED.some((one) => !said?.categories.includes(one))
    )
  })
  if (mine.length === 0) return
  const { caseId, partner } = oneOf(chance, mine)
  const category = DISCLOSED.find((one) => !chronicle.said.get(caseId)?.categories.includes(one)) ?? 'health'
  await deed(process, chronicle, 'smuggles', async (tx) => {
    const conversation = await ports.store.lockConversation(tx, caseId)
    const statement = ports.registry.find(partner)
    const { id: leafId, now } = ports.stamp()
    const key = statement && encryptionKeyOf(statement, seconds(now))
    if (!conversation?.life || !key || !mayWrite(conversation.life, 'sections-disclosed', 'sender')) return 'nothing'
    const event = section(category)
    const iat = seconds(now)
    const claims: EventClaims = {
      iss: member.entityId,
      aud: partner,
      jti: randomId(),
      iat,
      exp: iat + ENVELOPE.lifetime,
      evt: event.type,
      v: 1,
      enc_to: thumbprint(key),
      case: caseId,
      seq: conversation.mySeq + 1,
      ...(conversation.myHead === null ? {} : { prev: conversation.myHead }),
      seen: conversation.theirSeq,
      ...(conversation.requestGrant === null ? {} : { grant: conversation.requestGrant }),
      data: event.data,
    }
    const jws = signEvent(Buffer.from(JSON.stringify(claims)), ports.keyring)
    const hash = hashOf(jws)
    const sealed = sealTo(key, jws, paddedSizeOf(event.type)).toString('latin1')
    const unit = newUnit()
    const place = { caseId, seq: conversation.mySeq + 1, evt: event.type, hash, jti: claims.jti }
    const part = partOf(event)
    const inner = encryptUnder(await ports.caseKeys.keyFor(tx, caseId, part), Buffer.from(jws), innerAad(member.entityId, claims.jti))
    unit.leaves.push(makeLeaf(leafId, { act: 'sent', event: hash }))
    unit.events.push({
      ...place,
      iss: member.entityId,
      at: now,
      iat,
      leafId,
      part,
      innerJws: inner,
      receipt: null,
      signedBy: ports.keyring.signing.kid,
      encTo: claims.enc_to,
    })
    unit.outbox.push({
      ...place,
      recipient: partner,
      digest: hashOf(sealed),
      sealed,
      encTo: claims.enc_to,
      createdAt: now,
      expiresAt: new Date(claims.exp * 1000).toISOString(),
      head: false,
    })
    conversation.mySeq += 1
    conversation.myHead = hash
    conversation.life = evolve(conversation.life, event)
    unit.conversations.set(caseId, conversation)
    await ports.store.writeUnit(tx, unit)
    return `${caseName(chronicle, caseId)} ${category}`
  })
}
