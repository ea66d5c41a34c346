import type { EventData } from '@ihala/contract'
import type { PairScope } from './pair-events.ts'

export type ReturnedPair = Extract<EventData<'chain-returned'>, { of: 'pair' }>
export type ReturnedEvent = Extract<EventData<'chain-returned'>, { of: 'event' }>

export async function takeHeads<T>(_scope: PairScope<T>, _returned: ReturnedPair): Promise<void> {}
export async function takeReturned<T>(_scope: PairScope<T>, _returned: ReturnedEvent): Promise<void> {}
