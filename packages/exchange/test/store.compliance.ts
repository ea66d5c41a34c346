import { chainsCompliance } from './store-chains.compliance.ts'
import { grantsCompliance } from './store-grants.compliance.ts'
import { type StoreUnderTest, storeGround } from './store-ground.ts'
import { membersCompliance } from './store-members.compliance.ts'
import { outboxCompliance } from './store-outbox.compliance.ts'
import { recoveryCompliance } from './store-recovery.compliance.ts'
import { roomsCompliance } from './store-rooms.compliance.ts'

/** DESIGN §4: what every store must do, whatever stands behind it. Called at the top of a test file. */
export function storeCompliance<T>(given: () => StoreUnderTest<T>): void {
  const ground = storeGround(given)
  chainsCompliance(ground)
  outboxCompliance(ground)
  roomsCompliance(ground)
  grantsCompliance(ground)
  membersCompliance(ground)
  recoveryCompliance(ground)
}
