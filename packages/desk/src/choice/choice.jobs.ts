import { Refusal } from '@ihala/contract'
import type { Job, JobContext, JobPayload } from '@ihala/kit'
import { mayWrite } from '@ihala/policy'
import { exclusionsOf } from '../person/exclusion.store.ts'
import { beginReferral } from '../referral/referral.begin.ts'
import { lockReferral, referralById } from '../referral/referral.store.ts'
import { lifeOf, type Referral } from '../referral/referral.ts'
import { writeEvent } from '../referral/referral.write.ts'
import { addTaskOnce, endTasksOf } from '../task/task.store.ts'
import { dropChoices, type HeldChoice, lockChoices, markAsked } from './choice.store.ts'
import { type AfterSilence, afterSilence, type Stop } from './choice.ts'
import { ASK_NEXT, ringAt } from './choice.write.ts'

/** What a job of this kind works with. */
type Asking = Pick<JobContext, 'tx' | 'send' | 'stamp' | 'service'>

/** How long after a clock that this service has not reached it is looked again, milliseconds: the queue may be ahead of us. */
const AHEAD_MS = 30_000

/** What somebody must do when nobody is left to ask. */
const FIND_ANOTHER = 'find-another-body'

/**
 * c15: at the clock of a referral, or when its body declined, asks the person's next choice, under the decision they made about that
 * body. It may run twice: the rows say how far it has come.
 */
export async function askNextChoice({ referral: id }: JobPayload, context: Asking): Promise<void> {
  if (id === undefined) throw new Error('a next choice without its referral')
  const { tx, stamp, service } = context
  const referral = await lockReferral(tx, id)
  if (referral.personId === null) return
  const choices = await lockChoices(tx, service.caseKeys, id)
  const { now } = stamp()
  const exclusions = await exclusionsOf(tx, referral.personId)
  const unreachable = choices.filter(({ partner }) => !isThere(service, partner)).map(({ partner }) => partner)
  const after = afterSilence(referral, choices, [...exclusions, ...unreachable], now)
  switch (after.step) {
    case 'nothing':
      return
    case 'too-early':
      return ringAt(tx, { id, dueAt: new Date(Math.max(Date.parse(referral.dueAt), Date.parse(now) + AHEAD_MS)).toISOString() })
    case 'ask':
    case 'none-left':
      return goOn(context, referral, choices, after)
    default:
      return after satisfies never
  }
}

/** Whether a body is a member that may be sent something now. */
function isThere({ registry }: Pick<Asking['service'], 'registry'>, entityId: string): boolean {
  return registry.find(entityId)?.metadata.ihala_member.status === 'live'
}

async function goOn(
  context: Asking,
  referral: Referral,
  choices: readonly HeldChoice[],
  after: Extract<AfterSilence, { readonly step: 'ask' | 'none-left' }>,
): Promise<void> {
  const { tx, stamp } = context
  await dropChoices(tx, after.dropped)
  if (after.stop !== undefined) await stop(context, referral, after.stop)
  const begun =
    after.step === 'ask'
      ? await begin(
          context,
          choices.filter(({ place }) => place >= after.next.place),
        )
      : undefined
  const { id, now } = stamp()
  if (begun === undefined) return addTaskOnce(tx, { id, code: FIND_ANOTHER, referralId: referral.id, dueAt: now, now })
  // Whoever was to look for another body has been spared it.
  await endTasksOf(tx, { referralId: referral.id, code: FIND_ANOTHER, now })
}

/** Asks the first of these that can be asked at all; undefined when none could. */
async function begin(context: Asking, choices: readonly HeldChoice[]): Promise<Referral | undefined> {
  const { tx, service } = context
  for (const { id, state, personId, partner, content } of choices) {
    if (state !== 'waiting') continue
    try {
      const begun = await beginReferral(context, service, { ...content, personId, to: partner, relatesTo: [] })
      await markAsked(tx, id, begun.id)
      const next = await referralById(tx, begun.id)
      await ringAt(tx, next)
      return next
    } catch (refusal) {
      // It was refused before anything was written: what the person knew and allowed then is not so any more.
      if (!(refusal instanceof Refusal)) throw refusal
      await dropChoices(tx, [id])
    }
  }
  return undefined
}

/** Asks the body to stop; one that does not read the newer reason is told the nearest older one. */
async function stop(context: Asking, referral: Referral, reason: Stop): Promise<void> {
  if (!mayWrite(lifeOf(referral), 'cancellation-requested', referral.side)) return
  const reads = context.service.registry.find(referral.partner)?.metadata.ihala_member.accepts['cancellation-requested'] ?? []
  const said = reason === 'no-answer' && reads.includes(2) ? 'no-answer' : 'no-longer-needed'
  await writeEvent(context, referral, { type: 'cancellation-requested', data: { reason: said } })
}

/** The clocks of a person's order. */
export const choiceJobs: Readonly<Record<string, Job>> = { [ASK_NEXT]: askNextChoice }
