import type { PersonPage } from '@ihala/contract'
import type { Judging, ServiceContext, Tx } from '@ihala/kit'
import { caseFor, mayShow } from '../reading/reading.ts'
import { standingsOfPeople } from '../reading/standing.store.ts'
import { withheldOf } from '../second-person/sealed-person.store.ts'
import { namesShown } from './names-shown.ts'
import { identitiesOf } from './section.store.ts'

type Line = PersonPage['items'][number]

/**
 * People as a list shows them: named where this member may know who they are, nameless else (T33: on a list nobody finds out who is a
 * colleague's).
 */
export async function peopleShown(
  tx: Tx,
  request: Judging,
  { caseKeys, organisation: { kind }, stamp }: ServiceContext,
  people: readonly Pick<Line, 'id' | 'version'>[],
): Promise<Line[]> {
  const ids = people.map(({ id }) => id)
  const { now } = stamp()
  const [identities, withheld, standings] = await Promise.all([
    identitiesOf(tx, caseKeys, ids),
    withheldOf(tx, ids, now),
    standingsOfPeople(tx, ids, now),
  ])
  return people.map(({ id, version }) => {
    const standing = standings.get(id)
    const isShown =
      standing !== undefined &&
      request.allows('enter-case', caseFor(kind, standing)) &&
      mayShow(request, { kind, standing, withheld: withheld.has(id) }, 'identity')
    return { id, version, ...namesShown(isShown ? identities.get(id) : undefined) }
  })
}

/** L3: a list shows names, so each person on it finds who looked. */
export const readingsOf = (people: readonly Pick<Line, 'id'>[]) => people.map(({ id }) => ({ action: 'list-people', subject: id }))
