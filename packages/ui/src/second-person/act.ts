import type { SecondPersonView } from '@ihala/contract'
import type { Family } from '../i18n/families.ts'

/** How long an act waits for its second person here, milliseconds; the service decides. */
const CONFIRM_WITHIN = 15 * 60_000
/** How long the word of another body's duty officer is waited for, milliseconds. */
const SECOND_WITHIN = 60 * 60_000

/** Whose word it waits for, or what is left to do. */
export type ActState = 'waits' | 'elsewhere' | 'lapsed' | 'tell' | 'done'

/** Where an act of two people stands at a moment (epoch milliseconds). Danger may still be confirmed by another body, where one was asked. */
export function stateOf(
  { kind, askedAt, confirmedAt, toldAt }: Pick<SecondPersonView, 'kind' | 'askedAt' | 'confirmedAt' | 'toldAt'>,
  now: number,
): ActState {
  if (confirmedAt !== null) return kind !== 'release' && toldAt === null ? 'tell' : 'done'
  const since = now - Date.parse(askedAt)
  if (since <= CONFIRM_WITHIN) return 'waits'
  return kind === 'danger' && since <= SECOND_WITHIN ? 'elsewhere' : 'lapsed'
}

/** Until when an act can be confirmed here, ISO instant. */
export function confirmBy({ askedAt }: Pick<SecondPersonView, 'askedAt'>): string {
  return new Date(Date.parse(askedAt) + CONFIRM_WITHIN).toISOString()
}

/** In which list the reason of an act has its word. */
export const REASONS = { danger: 'danger-reason', release: 'release-reason', compelled: 'authority' } as const satisfies Record<
  SecondPersonView['kind'],
  Family
>

/** Acts in the order somebody looks at them: what waits for a word, what the person is still to be told, and the rest, each the newest first. */
export function inOrder<A extends Pick<SecondPersonView, 'kind' | 'askedAt' | 'confirmedAt' | 'toldAt'>>(
  acts: readonly A[],
  now: number,
): { readonly waiting: readonly A[]; readonly toTell: readonly A[]; readonly over: readonly A[] } {
  const of = (...states: readonly ActState[]) => acts.filter((act) => states.includes(stateOf(act, now)))
  return { waiting: of('waits', 'elsewhere'), toTell: of('tell'), over: of('done', 'lapsed') }
}
