import { createHmac } from 'node:crypto'
import type { ConflictChecked, SectionOf, WatchedParty } from '@ihala/contract'
import { fold } from '@ihala/policy'
import type { Static } from 'typebox'

/** A name that may be a party. */
export type PartyName = Readonly<Static<typeof WatchedParty>>

/** The parties that a person's own account of their work names; none without one. */
export function partiesIn(work: Pick<SectionOf<'employment'>, 'employer' | 'recruiter'> | undefined): PartyName[] {
  if (work === undefined) return []
  const { employer, recruiter } = work
  return [{ about: 'employer', name: employer }, ...(recruiter === undefined ? [] : [{ about: 'recruiter' as const, name: recruiter }])]
}

/** Conflict checks made, this one counted. */
export interface ChecksMade {
  readonly ofCase: number
  readonly ofPartnerToday: number
}

/** Checks of one case, and of one partner in a day, that are answered without a person. */
const ALONE = { ofCase: 3, ofPartnerToday: 30 } as const

/** DESIGN §8: whoever asks again and again goes through a list of names. Whether a check is still answered without a person. */
export function mayAnswerAlone(made: ChecksMade): boolean {
  return made.ofCase <= ALONE.ofCase && made.ofPartnerToday <= ALONE.ofPartnerToday
}

/** Folds a name so that spelling, order of words and punctuation do not hide it. */
export function foldName(name: string): string {
  return fold(name)
    .split(/[^\p{L}\p{N}]+/gu)
    .filter((word) => word.length > 1)
    .sort()
    .join(' ')
}

/** Whether something is left of a name to compare: all that folds to nothing would be one and the same. */
export function isComparable({ name }: PartyName): boolean {
  return foldName(name) !== ''
}

/** What of a party is compared: what it is to the person, and its name, folded. The other body sees neither. */
export function inputOf({ about, name }: PartyName): string {
  return `${about}\n${foldName(name)}`
}

/** Tokens of version 1 of a check. */
type Tokens = Extract<ConflictChecked, { how: 'keyed' }>

/** The token of a name under the key of one check of version 1: HMAC-SHA-256, base64url. */
export function tokenOf(key: string, party: PartyName): string {
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(inputOf(party)).digest('base64url')
}

/** Whether any token of a check of version 1 is that of a party known here. */
export function matches(asked: Pick<Tokens, 'key' | 'tokens'>, known: readonly PartyName[]): boolean {
  const own = new Set(known.map((party) => tokenOf(asked.key, party)))
  return asked.tokens.some(({ token }) => own.has(token))
}
