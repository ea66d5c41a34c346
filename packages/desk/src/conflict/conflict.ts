import { createHmac, randomBytes } from 'node:crypto'
import type { ConflictChecked, SectionOf } from '@ihala/contract'
import { fold } from '@ihala/policy'

/** A name that may be a party. */
export interface PartyName {
  readonly about: ConflictChecked['tokens'][number]['about']
  readonly name: string
}

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

/** The token of a name under the key of one check: HMAC-SHA-256, base64url. */
export function tokenOf(key: string, party: PartyName): string {
  return createHmac('sha256', Buffer.from(key, 'base64url'))
    .update(`${party.about}\n${foldName(party.name)}`)
    .digest('base64url')
}

/** Blinds names for one check under a key made for it alone (DESIGN §8). A dishonest recipient could still try names. */
export function blind(parties: readonly PartyName[]): ConflictChecked {
  const key = randomBytes(32).toString('base64url')
  return { key, tokens: parties.map((party) => ({ about: party.about, token: tokenOf(key, party) })) }
}

/** Whether any asked token is that of a party known here. */
export function matches(asked: ConflictChecked, known: readonly PartyName[]): boolean {
  const own = new Set(known.map((party) => tokenOf(asked.key, party)))
  return asked.tokens.some(({ token }) => own.has(token))
}
