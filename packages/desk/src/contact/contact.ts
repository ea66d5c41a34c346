import { type NewContact, Refusal, type SectionOf } from '@ihala/contract'
import { contactNow } from '@ihala/policy'

/**
 * R-3, C8: a contact goes through the person's own plan: they may be contacted, at this hour, by the number that is safe, and the word
 * they agreed is given. Throws Refusal `contact-not-safe`; the rule says which fails.
 * @param now ISO instant
 * @param timeZone IANA name
 */
export function assertSafe(
  plan: SectionOf<'safe-contact'> | undefined,
  { channel, codeWordGiven }: Pick<NewContact, 'channel' | 'codeWordGiven'>,
  now: string,
  timeZone: string,
): void {
  const may = contactNow(plan, now, timeZone)
  if (may !== 'yes' || plan === undefined) throw new Refusal('contact-not-safe', { rule: may === 'yes' ? 'no' : may })
  if (channel !== 'in-person' && plan.telephone === undefined) throw new Refusal('contact-not-safe', { rule: 'channel' })
  if (plan.codeWord !== undefined && !codeWordGiven) throw new Refusal('contact-not-safe', { rule: 'code-word' })
}
