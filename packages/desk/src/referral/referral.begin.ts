import { type Category, type Created, type Event, type NewReferral, Refusal } from '@ihala/contract'
import { FIRST_PARTS, type GrantDraft, heldGrantOf, lockCase, randomId, type ServiceContext, type Tx } from '@ihala/kit'
import { assertNamesNobody, meet, seconds } from '@ihala/policy'
import { filesOf } from '../document/document.store.ts'
import { knownAge, settledAge } from '../person/age.store.ts'
import { assertAgeSettled, type KnownAge } from '../person/age.ts'
import { ASK_AGAIN } from '../person/age.write.ts'
import { incapacitiesOf } from '../person/capacity.store.ts'
import { assertFound } from '../person/capacity.ts'
import { exclusionsOf } from '../person/exclusion.store.ts'
import { knownWords } from '../person/known-words.ts'
import { assertPerson } from '../person/person.store.ts'
import { type HeldSection, personSections } from '../person/section.store.ts'
import { addTask } from '../task/task.store.ts'
import { codeForRequest } from '../telephone/telephone.write.ts'
import { keepCode } from '../telephone/telephone-record.store.ts'
import { type Opening, sourceCase } from './onward.ts'
import { casesOfPerson, insertReferral, type NewReferralRow, referralById } from './referral.store.ts'
import { consentOf, respondBy } from './referral.ts'
import type { Writing } from './referral.write.ts'

type Held = ReadonlyMap<Category, HeldSection>

/** A referral that was begun: its row, and the case that its events carry. */
export interface Begun extends Created {
  readonly caseId: string
}

/**
 * Begins one referral in the transaction that is under way: the row, its key and its first event, under a grant of its own.
 * `given.consent.basis` is taken as it stands: whoever calls has seen to it who took it (`basisTakenBy`), and that two did where
 * it takes two. Throws Refusal: nobody of that id, a need that names somebody, another partner's referral in `relatesTo`, or what
 * the grants of those it came from forbid.
 */
export async function beginReferral({ tx, send, stamp }: Writing, service: ServiceContext, given: NewReferral): Promise<Begun> {
  const { id, now } = stamp()
  const held = await assertMayBegin(tx, service, given)
  const related = await Promise.all(given.relatesTo.map((one) => referralById(tx, one)))
  if (related.some((one) => one.partner !== given.to)) throw new Refusal('body-invalid', { field: '/relatesTo', rule: 'partner' })

  const { until, ...terms } = given.consent
  const excluded = withExcluded(given.to, terms.excluded, await exclusionsOf(tx, given.personId))
  const wish = { ...terms, excluded, exp: seconds(until) }
  const { grant, shown } = await limited(service, tx, wish, { personId: given.personId, sections: held })
  const caseId = randomId()
  const pseudonym = randomId()
  const dueAt = respondBy(given.need, now, service.law(now))
  const state = given.step === 'enquire' ? 'enquired' : 'requested'
  const row: NewReferralRow = {
    id,
    caseId,
    side: 'sender',
    partner: given.to,
    state,
    urgency: given.need.urgency,
    needs: given.need.needs,
    personId: given.personId,
    pseudonym,
    consent: consentOf(shown),
    dueAt,
    receivedAt: now,
    narrows: grant.narrows ?? null,
  }
  await Promise.all([service.caseKeys.make(tx, caseId, FIRST_PARTS), insertReferral(tx, service.caseKeys, row, given.need)])
  const byTelephone =
    given.step === 'enquire' ? undefined : codeForRequest(service, { to: given.to, wished: given.byTelephone === true, now })
  if (byTelephone) await keepCode(tx, id, byTelephone.code)
  const event: Event =
    given.step === 'enquire'
      ? { type: 'referral-enquired', data: { person: pseudonym, need: given.need, respondBy: dueAt } }
      : {
          type: 'referral-requested',
          data: {
            person: pseudonym,
            need: given.need,
            respondBy: dueAt,
            relatesTo: related.map((one) => one.caseId),
            ...(byTelephone ? { byTelephone } : {}),
          },
        }
  send({ to: given.to, caseId, event, grant })
  const { basis } = given.consent
  // who could not decide is asked when they can, on this day at the latest.
  if (basis.kind === 'incapacity') await addTask(tx, { id: stamp().id, code: ASK_AGAIN, referralId: id, dueAt: basis.askAgainAt, now })
  return { id, version: 1, caseId }
}

/**
 * What forbids a referral whatever body it goes to: nobody of that id, a need that names somebody, an age or a capacity that asks for
 * another's word. Throws Refusal. Returns what is held of the person.
 */
export async function assertMayBegin(tx: Tx, service: Pick<ServiceContext, 'caseKeys'>, given: NewReferral): Promise<Held> {
  const [held, settled] = await Promise.all([
    personSections(tx, service.caseKeys, given.personId),
    settledAge(tx, given.personId),
    assertPerson(tx, given.personId),
  ])
  assertNamesNobody(given.need, knownWords(held))
  await assertMaySpeak(tx, given, knownAge(settled, held))
  return held
}

/** at the age that is known, and of who can decide. Throws Refusal `guardian-required`, `incapacity-not-found`. */
async function assertMaySpeak(tx: Tx, { personId, need, consent }: NewReferral, known: KnownAge | undefined): Promise<void> {
  // Danger asks nobody's age.
  if (consent.basis.kind !== 'danger') assertAgeSettled(known, need.ageBand)
  if (consent.basis.kind === 'incapacity') assertFound(consent.basis, await incapacitiesOf(tx, personId))
}

/** As many bodies as a grant can exclude. */
const EXCLUDED_AT_MOST = 50

/**
 * c3: whom the person excluded stays excluded, whichever conversation it was said in, and the next body is told so too. Throws
 * Refusal `recipient-excluded`, or `body-invalid` when they are more than a grant can name.
 */
export function withExcluded(to: string, wished: readonly string[], before: readonly string[]): string[] {
  const excluded = [...new Set([...wished, ...before])]
  if (excluded.includes(to)) throw new Refusal('recipient-excluded')
  if (excluded.length > EXCLUDED_AT_MOST) throw new Refusal('body-invalid', { field: '/consent/excluded', rule: 'maxItems' })
  return excluded
}

/**
 * The grant as it may be made: what came from a partner goes on only within that partner's own grant (DESIGN §7, onward), so the
 * new one narrows it. `shown` is what staff see of it.
 */
async function limited(
  service: ServiceContext,
  tx: Tx,
  wish: GrantDraft,
  held: Pick<Opening, 'personId' | 'sections'>,
): Promise<{ readonly grant: GrantDraft; readonly shown: GrantDraft }> {
  // R-1a: danger is a ground of its own, with its own limits: what a partner's grant allows onward is no limit to saving a life (ADR 0009).
  if (wish.basis.kind === 'danger') return { grant: wish, shown: wish }
  const { personId } = held
  const cases = await casesOfPerson(tx, personId)
  const owners = wish.categories.includes('documents') ? [personId, ...cases] : []
  const files = await Promise.all(owners.map((owner) => filesOf(tx, service.caseKeys, owner)))
  // The case a person came with: that somebody is here, and what they need, is known because a partner said so.
  const source = sourceCase({ ...held, categories: wish.categories, files: files.flat(), came: cases[0] })
  if (source === undefined) return { grant: wish, shown: wish }
  // The case before its grant: the order in which the inbox takes them.
  await lockCase(tx, source)
  const parent = await heldGrantOf(tx, service.caseKeys, source)
  return { grant: { ...wish, narrows: source }, shown: meet(parent, wish) }
}
