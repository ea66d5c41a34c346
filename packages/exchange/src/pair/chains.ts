import type { EventData } from '@ihala/contract'
import type { PairScope } from './pair-events.ts'

export type AskedPair = Extract<EventData<'chain-asked'>, { of: 'pair' }>
export type AskedAgain = Extract<EventData<'chain-asked'>, { of: 'again' }>

export async function answerPair<T>(_scope: PairScope<T>, _asked: AskedPair): Promise<void> {}
export async function returnLost<T>(_scope: PairScope<T>, _asked: AskedAgain): Promise<void> {}
