import type { EventData } from '@ihala/contract'
import type { PairScope } from './pair-events.ts'

/** What is asked of a bucket of a digest, or of one chain. */
export type AskedHeld = Extract<EventData<'chain-asked'>, { of: 'bucket' | 'case' }>
/** What the other end holds of it. */
export type ReturnedHeld = Extract<EventData<'chain-returned'>, { of: 'events' }>

/** Answers what is held here. */
export async function answerHeld<T>(_scope: PairScope<T>, _asked: AskedHeld): Promise<void> {}

/** Names the events on which the two ends differ. */
export async function compareHeld<T>(_scope: PairScope<T>, _returned: ReturnedHeld): Promise<void> {}
