import type { EventData } from '@ihala/contract'
import type { PairScope } from './pair-events.ts'

/** Compares the other end's digest with what is held here. */
export async function compareDigests<T>(_scope: PairScope<T>, _stated: EventData<'digest-stated'>): Promise<void> {}
