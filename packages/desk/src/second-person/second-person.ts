import { type ConsentGiven, type DangerReferral, type NewReferral, Refusal, type SecondPersonAnswer } from '@ihala/contract'
import { assertPurposes, DANGER_KEPT, DANGER_LIFETIME, eventsOf, seconds } from '@ihala/policy'
import type { secondPerson } from './second-person.tables.ts'

/** An act that takes two people, as it is kept; what is asked lies sealed in it. */
export type SecondPersonAct = Readonly<typeof secondPerson.$inferSelect>

/** How long an act waits for its second person, milliseconds: who asks and who confirms speak of the same moment. */
export const CONFIRM_WITHIN = 15 * 60_000
/** R-1a: how long the word of another member's duty officer is waited for, milliseconds. */
export const SECOND_WITHIN = 60 * 60_000
/** How long the identity of a sealed person stays open to whoever asked, milliseconds (M6). */
export const RELEASED_FOR = 60 * 60_000
/** Who hears of danger, and of whoever looks at a colleague's case (DESIGN §7, T34). */
export const ALERTED = 'data-protection-officer'
/** How soon, milliseconds. */
export const ALERT_WITHIN = 60_000
/** How soon the person must be told what went without their word, milliseconds; later it stands there overdue. */
export const TELL_WITHIN = 24 * 60 * 60_000

/**
 * T36, R-1a, M6: the second person is another one, and comes within 15 minutes; an act is confirmed once.
 * @param staff row id of who confirms
 * @param now ISO instant
 * Throws Refusal `state-forbids`, `second-person-required`.
 */
export function confirmBy(act: Pick<SecondPersonAct, 'askedBy' | 'askedAt' | 'confirmedAt'>, staff: string, now: string): void {
  if (act.confirmedAt !== null) throw new Refusal('state-forbids', { state: 'confirmed' })
  if (Date.parse(now) - Date.parse(act.askedAt) > CONFIRM_WITHIN) throw new Refusal('state-forbids', { state: 'too-old' })
  if (act.askedBy === staff) throw new Refusal('second-person-required')
}

/** what was done without the person's word is told to them once, after it was done. Throws Refusal `state-forbids`. */
export function assertMayTell(act: Pick<SecondPersonAct, 'kind' | 'confirmedAt' | 'toldAt'>): void {
  // Who it is was opened to a colleague here; the person finds it in who looked.
  if (act.kind === 'release') throw new Refusal('state-forbids', { state: act.kind })
  if (act.confirmedAt === null) throw new Refusal('state-forbids', { state: 'asked' })
  if (act.toldAt !== null) throw new Refusal('state-forbids', { state: 'told' })
}

/**
 * R-1a: the body whose duty officer is asked is neither we nor the one it shall go to, nor one that the person excluded, and is one that
 * may answer. Throws Refusal `second-person-required`, `recipient-excluded`.
 * @param kind of that body
 */
export function assertMayBeSecond(
  second: string,
  { self, to, kind, excluded }: { readonly self: string; readonly to: string; readonly kind: string; readonly excluded: readonly string[] },
): void {
  if (second === self || second === to) throw new Refusal('second-person-required', { field: '/second' })
  if (!eventsOf(kind).includes('second-person-answered')) throw new Refusal('second-person-required', { field: '/second', rule: 'kind' })
  if (excluded.includes(second)) throw new Refusal('recipient-excluded', { field: '/second' })
}

/** What becomes of the word of another member's duty officer. */
export type Fate = 'begins' | 'declined' | 'too-late' | 'known'

/** R-1a: their word counts once, within the hour, and only where nobody here was quicker. */
export function fateOf(act: Pick<SecondPersonAct, 'askedAt' | 'confirmedAt'>, answer: SecondPersonAnswer, now: string): Fate {
  if (act.confirmedAt !== null) return 'known'
  if (answer === 'declined') return 'declined'
  return Date.parse(now) - Date.parse(act.askedAt) > SECOND_WITHIN ? 'too-late' : 'begins'
}

/**
 * What danger can never carry is refused when it is asked for, not when the second person is already there.
 * Throws Refusal `grant-not-covering`, `grant-expired`, `grant-evidence-incomplete`, `recipient-excluded`.
 */
export function assertMayAsk({ to, need, consent }: Pick<DangerReferral, 'to' | 'need' | 'consent'>, now: string): void {
  assertPurposes(consent, need.needs)
  const { categories, until, eraseAt, excluded } = consent
  if (!categories.includes('need')) throw new Refusal('grant-not-covering', { category: 'need' })
  if (categories.includes('exposure')) throw new Refusal('grant-not-covering', { category: 'exposure' })
  if (Date.parse(until) <= Date.parse(now)) throw new Refusal('grant-expired', { field: '/consent/until' })
  if (Date.parse(eraseAt) < Date.parse(until)) throw new Refusal('grant-evidence-incomplete', { field: '/consent/eraseAt' })
  if (excluded.includes(to)) throw new Refusal('recipient-excluded')
}

/**
 * The referral as it goes: on the word of these two, for an hour from now at most, erased 14 days from now at the latest, no step
 * onward and no way back.
 * @param staff pseudonyms of who asked and who confirmed
 */
export function dangerReferral(personId: string, asked: DangerReferral, staff: readonly [string, string], now: string): NewReferral {
  const { basis, purposes, categories, excluded } = asked.consent
  const consent: ConsentGiven = {
    basis: { ...basis, staff: [...staff] },
    purposes,
    categories,
    until: earlier(asked.consent.until, seconds(now) + DANGER_LIFETIME),
    eraseAt: earlier(asked.consent.eraseAt, seconds(now) + DANGER_KEPT),
    onward: { kinds: [], categories: [], depth: 0 },
    excluded,
    wayBack: false,
  }
  const { second: _, ...referral } = asked
  return { ...referral, personId, consent }
}

function earlier(wished: string, latest: number): string {
  return seconds(wished) <= latest ? wished : new Date(latest * 1000).toISOString()
}
