import type { Event } from '@ihala/contract'
import type { PairScope } from '../store-ports.ts'
import { answerPair, returnLost } from './chains.ts'
import { answerCheckpoint } from './countersigning.ts'
import { compareDigests } from './digest.ts'
import { answerHeld, compareHeld } from './held-events.ts'
import { takeErased, takeHeads, takeReturned } from './recovery.ts'
import { takeCosignature } from './witnessing.ts'

/**
 * Answers the events by which two organisations compare and mend what they hold of each other (c7, DESIGN §10), and witness each
 * other’s logs (c13). They are the
 * exchange's own; no feature sees them. False for any other event.
 */
export async function answerPairEvent<T>(scope: PairScope<T>, event: Event): Promise<boolean> {
  switch (event.type) {
    case 'digest-stated':
      await compareDigests(scope, event.data)
      return true
    case 'chain-asked': {
      const asked = event.data
      if (asked.of === 'pair') await answerPair(scope, asked)
      else if (asked.of === 'again') await returnLost(scope, asked)
      else await answerHeld(scope, asked)
      return true
    }
    case 'chain-returned': {
      const returned = event.data
      if (returned.of === 'pair') await takeHeads(scope, returned)
      else if (returned.of === 'event') await takeReturned(scope, returned)
      else if (returned.of === 'erased') await takeErased(scope, returned)
      else await compareHeld(scope, returned)
      return true
    }
    case 'checkpoint':
      await answerCheckpoint(scope, event.data)
      return true
    case 'cosignature':
      await takeCosignature(scope, event.data)
      return true
    default:
      return false
  }
}
