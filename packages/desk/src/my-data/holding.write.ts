import type { EventData, RightHolder } from '@ihala/contract'
import { eventsOfCase, type JobContext, type ProvenEvent, provenEvents, randomId, type Tx } from '@ihala/kit'
import { mayWrite } from '@ihala/policy'
import { lifeOf, type Referral } from '../referral/referral.ts'
import { factsOf, type HoldingService } from './holding.read.ts'
import { insertQuestion, referralsBelow } from './holding.store.ts'
import { asToldToOthers, type Hearer, linesFor, linesOf, STEPS_AT_MOST, statementsOf } from './holding.ts'

/** What asking and answering work with. */
export type Speaking = Pick<JobContext, 'tx' | 'send' | 'stamp'> & { readonly service: HoldingService }

/** For whom a question is passed on: the conversation and the event of the body that asked us. */
export interface AskedFor {
  readonly caseId: string
  readonly jti: string
}

/**
 * Asks the other body of a referral what it holds. False when it cannot be asked now: it is suspended, or reads no such question.
 */
export async function askHolding(
  { tx, send, stamp, service }: Speaking,
  referral: Referral,
  whose:
    | { readonly personId: string; readonly at: string; readonly by: RightHolder }
    | (AskedFor & { readonly at: string; readonly by: RightHolder }),
): Promise<boolean> {
  const member = service.registry.find(referral.partner)?.metadata.ihala_member
  if (member?.status !== 'live' || !member.accepts['holding-asked']?.includes(1)) return false
  if (!mayWrite(lifeOf(referral), 'holding-asked', referral.side)) return false
  const jti = randomId()
  const own = 'personId' in whose
  await insertQuestion.run(tx, {
    id: stamp().id,
    personId: own ? whose.personId : null,
    caseId: referral.caseId,
    jti,
    askedAt: whose.at,
    forCase: own ? null : whose.caseId,
    forJti: own ? null : whose.jti,
  })
  send({ to: referral.partner, caseId: referral.caseId, event: { type: 'holding-asked', data: { by: whose.by } }, jti })
  return true
}

/**
 * Answers for ourselves. To whoever referred the person to us: of this case, what came with it and whom we passed it on to. To whoever
 * we referred them to (one step up): of the file, and nothing of whom else it went to.
 */
export async function answerHolding({ tx, send, stamp, service }: Speaking, referral: Referral, of: string): Promise<void> {
  const { caseId, side, partner, personId, consent } = referral
  const { now } = stamp()
  const below = side === 'recipient' ? await referralsBelow(tx, caseId) : []
  const facts = await factsOf(tx, service, {
    personId,
    owners: [caseId, ...(personId === null ? [] : [personId])],
    referrals: [referral, ...below],
  })
  const hearer: Hearer = { asker: partner, namesBodies: side === 'recipient' && consent.wayBack }
  const holder = { at: now, steps: 0, kind: service.organisation.kind, body: service.organisation.entityId }
  for (const data of statementsOf(of, holder, linesFor(hearer, linesOf(asToldToOthers(facts)))))
    send({ to: partner, caseId, event: { type: 'holding-stated', data } })
}

/** Passes on what a body below said, as said by one that is a step further; no name where the person did not agree to it. */
export function relayed(of: string, said: EventData<'holding-stated'>, namesBodies: boolean): EventData<'holding-stated'> | undefined {
  if (said.steps + 1 > STEPS_AT_MOST) return undefined
  const { body, ...rest } = said
  const lines = said.lines.map((line) => {
    if (line.is === 'received') {
      const { event: _, ...bare } = line
      return bare
    }
    if (line.is !== 'passed-on' || namesBodies) return line
    const { body: _, ...bare } = line
    return bare
  })
  return { ...rest, of, steps: said.steps + 1, lines, ...(namesBodies && body !== undefined ? { body } : {}) }
}

/** An answer that came, with the signed event behind it. */
export interface Statement {
  readonly said: EventData<'holding-stated'>
  readonly event: ProvenEvent
}

/** The answers in some conversations, by the name of the question. */
export async function statementsIn(
  tx: Tx,
  { caseKeys, organisation }: HoldingService,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Statement[]>> {
  const events = await provenEvents(tx, caseIds)
  const theirs = new Map(
    events.filter(({ evt, iss }) => evt === 'holding-stated' && iss !== organisation.entityId).map((event) => [event.jti, event]),
  )
  const found = new Map<string, Statement[]>()
  for (const caseId of new Set([...theirs.values()].map((event) => event.caseId))) {
    for (const { jti, data } of await eventsOfCase(tx, caseKeys, caseId)) {
      const event = theirs.get(jti)
      if (event === undefined || data === null) continue
      const said = data as EventData<'holding-stated'>
      found.set(said.of, [...(found.get(said.of) ?? []), { said, event }])
    }
  }
  return found
}
