import type { Attack } from './attack.ts'
import { BOX_ATTACKS } from './box-attacks.ts'
import { CONSENT_ATTACKS } from './consent-attacks.ts'
import { INNER_ATTACKS } from './inner-attacks.ts'
import { MEANING_ATTACKS as OF_REFERRALS } from './meaning-attacks.ts'
import { OUTER_ATTACKS } from './outer-attacks.ts'

/** One attack whose outcome was not the expected one. */
export interface Surprise {
  readonly attack: string
  readonly expected: string
  readonly became: string
}

const MEANING_ATTACKS: readonly Attack[] = [...OF_REFERRALS, ...BOX_ATTACKS]

/** All attacks on the receiver. */
export const ATTACKS: readonly Attack[] = [...OUTER_ATTACKS, ...INNER_ATTACKS, ...MEANING_ATTACKS, ...CONSENT_ATTACKS]

/** The attacks in four parts, those first that a source stands nearest to. */
function nearestFirst(file: string): (readonly Attack[])[] {
  if (/decrypt|unpad|format\//.test(file)) return [OUTER_ATTACKS, INNER_ATTACKS, MEANING_ATTACKS, CONSENT_ATTACKS]
  if (/opening\//.test(file)) return [INNER_ATTACKS, OUTER_ATTACKS, CONSENT_ATTACKS, MEANING_ATTACKS]
  if (/policy\//.test(file)) return [CONSENT_ATTACKS, MEANING_ATTACKS, INNER_ATTACKS, OUTER_ATTACKS]
  return [MEANING_ATTACKS, CONSENT_ATTACKS, INNER_ATTACKS, OUTER_ATTACKS]
}

/** Whether an attack was taken for good: stored, settled, or opened. */
export function isAccepted({ became, expected }: Surprise): boolean {
  const good = /^(stored|settled|opened|acknowledged)/
  return good.test(became) && !good.test(expected)
}

/**
 * Tries the attacks and answers those that went otherwise than they should. Unless `all` are wanted, it ends with the first that
 * was accepted, or with the part of the attacks that had a surprise.
 * @param file the source that was altered, from the top of the tree
 */
export async function attackAll(file = '', all = true): Promise<Surprise[]> {
  const surprises: Surprise[] = []
  for (const part of nearestFirst(file)) {
    for (const { name, expected, strike } of part) {
      const became = await strike().catch((error: unknown) => `a fault: ${error instanceof Error ? error.message : 'unknown'}`)
      if (became === expected) continue
      const surprise = { attack: name, expected, became }
      surprises.push(surprise)
      if (!all && isAccepted(surprise)) return surprises
    }
    if (!all && surprises.length > 0) return surprises
  }
  return surprises
}
