import type { ChoiceList, ReferralLine } from '@ihala/contract'
import { awaitsAnswer } from '../pictures/severity.ts'

const NO_PLACE: readonly string[] = ['answered', 'rejected']

/** Who is asked after this body, and when at the latest: at its clock while it may still answer, at once where it declined. */
export function nextAsked(
  { id, state, cancelling, dueAt }: Pick<ReferralLine, 'id' | 'state' | 'cancelling' | 'dueAt'>,
  choices: ChoiceList['choices'],
): { readonly partner: string; readonly at: string | null } | undefined {
  const here = choices.findIndex(({ referralId }) => referralId === id)
  const after = choices.slice(here + 1)
  // Another one was asked already: this body is no longer waited for. Somebody asked it to stop: that is another wish.
  if (here === -1 || cancelling || after.some((one) => one.state === 'asked')) return undefined
  const next = after.find((one) => one.state === 'waiting')
  if (!next) return undefined
  if (awaitsAnswer({ state })) return { partner: next.partner, at: dueAt }
  return NO_PLACE.includes(state) ? { partner: next.partner, at: null } : undefined
}
