import type { EventData, Part, Withdrawn } from '@ihala/contract'
import { addJob, type JobContext, randomId, type Tx } from '@ihala/kit'
import { partsOf } from '@ihala/policy'
import { closeChecks } from '../conflict/open-check.store.ts'
import { changeReferral } from '../referral/referral.store.ts'
import { assertMay, changeBy, type Referral } from '../referral/referral.ts'
import { addTask } from '../task/task.store.ts'
import type { ErasureAsked } from './erasure.store.ts'
import { type Erasing, erase } from './erasure.write.ts'
import { expectStatement } from './holder.write.ts'
import { hasOwn, isAsked, passedOn } from './wiping.store.ts'
import { consentWithout } from './withdrawal.ts'

/** Name of the job that tells a further body what the person took back. */
export const PASS_WITHDRAWAL_ON = 'pass-withdrawal-on'

/** What taking back works with. */
type TakingBack = Erasing & Pick<JobContext, 'send'>

type Said = EventData<'consent-withdrawn'>

/**
 * C7: whoever referred the person tells the holder what they took back; it binds from here on, and the holder owes a statement. Our own
 * copies go when it has stated (`takeBackOwn`): until then they may have to be sent again. Returns the row's new version.
 */
export async function tellWithdrawn(context: TakingBack, referral: Referral, said: Said): Promise<number> {
  const { tx, send, stamp } = context
  assertMay(referral, 'consent-withdrawn')
  const event = { type: 'consent-withdrawn', data: said } as const
  const jti = randomId()
  const version = await changeReferral(tx, referral.id, changeBy(referral, event, stamp().now))
  await narrowConsent(tx, referral, said.categories)
  send({ to: referral.partner, caseId: referral.caseId, event, jti })
  // What opens an answer is never sent again.
  if (partsOf(said.categories).includes('need')) await closeChecks(tx, referral.caseId)
  await expectStatement(context, referral, { of: jti, because: 'withdrawn', parts: erasable(said.categories) })
  return version
}

/**
 * C7, DESIGN §7: said where it is held, it binds there at once and all below, and goes up as a wish, which whoever referred them executes
 * as its own. The statement answers their word. Returns the row's new version.
 */
export async function wishWithdrawn(context: TakingBack, referral: Referral, categories: Withdrawn): Promise<number> {
  const { tx, send, stamp } = context
  assertMay(referral, 'withdrawal-requested')
  const event = { type: 'withdrawal-requested', data: { categories } } as const
  const jti = randomId()
  const version = await changeReferral(tx, referral.id, changeBy(referral, event, stamp().now))
  send({ to: referral.partner, caseId: referral.caseId, event, jti })
  await bind(context, referral, { of: jti, saidBy: 'person', categories, owed: false }, 'now')
  return version
}

/** What the person takes back of what is held here goes, here and with everybody it was passed on to. */
export async function bind(
  context: Erasing,
  referral: Referral,
  { of, saidBy, categories, owed }: Pick<ErasureAsked, 'of' | 'saidBy' | 'owed'> & { readonly categories: Withdrawn },
  said: 'before' | 'now' = 'before',
): Promise<void> {
  const { tx } = context
  const { caseId } = referral
  await narrowConsent(tx, referral, categories)
  const asked = { owner: caseId, of, because: 'withdrawn', saidBy, owed, whole: categories === 'all', parts: partsOf(categories) } as const
  const { id } = await erase(context, asked, said)
  // Each in a transaction of its own: two conversations are never locked at once.
  for (const further of await passedOn(tx, caseId)) await addJob(tx, PASS_WITHDRAWAL_ON, { referral: further, erasure: id })
  await askAboutOwn(context, referral, asked.parts)
}

/** The task of a person who works on the case. */
const ASK_ABOUT_OWN = 'ask-about-own-file'

/** What was written down here of the same may repeat what came: whether it goes too, the person says. */
async function askAboutOwn({ tx, stamp }: Erasing, { id: referralId, personId }: Referral, parts: readonly Part[]): Promise<void> {
  if (personId === null || !(await hasOwn(tx, personId, parts)) || (await isAsked(tx, referralId, ASK_ABOUT_OWN))) return
  const { id, now } = stamp()
  await addTask(tx, { id, code: ASK_ABOUT_OWN, referralId, dueAt: now, now })
}

/** The sender's own copies of what it told go once the holder has spoken: all that was sent before is stored there. */
export async function takeBackOwn(
  context: Erasing,
  { caseId }: Referral,
  told: Pick<ErasureAsked, 'of' | 'because' | 'parts'>,
): Promise<void> {
  const whole = told.parts.length === erasable('all').length
  await erase(context, { owner: caseId, ...told, saidBy: null, whole, owed: false })
}

/** The parts of a withdrawal that can be told to somebody. */
export function erasable(categories: Withdrawn) {
  return partsOf(categories).filter((part) => part !== '')
}

async function narrowConsent(tx: Tx, { id, consent }: Pick<Referral, 'id' | 'consent'>, withdrawn: Withdrawn): Promise<void> {
  await tx`update desk.referral set consent = ${tx.json(consentWithout(consent, withdrawn))} where id = ${id}`
}
