import { check, closed, Names } from '@ihala/contract'
import type { Keyring } from '@ihala/seal'
import Type, { type Static } from 'typebox'

const StaffNames = closed({ names: Names, languages: Type.Array(Type.String({ maxLength: 3 }), { maxItems: 20 }) })
/** What of a staff member is wrapped: names and languages (ISO 639, best first) for screens. */
export type StaffNames = Static<typeof StaffNames>
const isStaffNames = check(StaffNames)

/** Wraps names for `kit.staff.names`, under the organisation's key. */
export function wrapStaffNames(keyring: Pick<Keyring, 'wrap'>, { names, languages }: StaffNames): Buffer {
  return keyring.wrap(Buffer.from(JSON.stringify({ names, languages })))
}

/** Opens what `kit.staff.names` holds; of a member who never signed in with a name, a dash. Throws (a fault) when it holds something else. */
export function staffNames(keyring: Pick<Keyring, 'unwrap'>, wrapped: Buffer | null): StaffNames {
  if (!wrapped) return { names: { ar: '–', en: '–' }, languages: [] }
  const shown: unknown = JSON.parse(keyring.unwrap(wrapped).toString('utf8'))
  if (!isStaffNames(shown)) throw new Error('kit.staff.names does not hold what was wrapped')
  return shown
}
