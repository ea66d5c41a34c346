import { closed, KeptHere, KeptList, RowId } from '@ihala/contract'
import { type App, type Judging, read, type ServiceContext, type Tx } from '@ihala/kit'
import { assertPerson } from '../person/person.store.ts'
import { mayShow, type PartShown } from '../reading/reading.ts'
import { referralById } from '../referral/referral.store.ts'
import { withheldOf } from '../second-person/sealed-person.store.ts'
import { keptLines, keptOfOwner } from './kept.store.ts'

const SHOWN = 200
/** L3: of whom something stays tells of a person, who finds who looked. */
const readingsOfList = ({ lines }: KeptList) =>
  lines.map(({ personId, referralId }) => ({ action: 'list-kept', subject: personId ?? referralId ?? '' }))
const schema = { params: closed({ id: RowId }), response: { 200: KeptHere } }

/**
 * c2: what stays although the person took it back, because a law or a hold says so: to those who work on the case it is as if it were
 * gone; whoever answers for the keeping sees it here, and each look is written down.
 */
export function keptRoutes(app: App, service: ServiceContext): void {
  const shown = async (request: Judging, tx: Tx, owner: string, personId: string | null): Promise<KeptHere> => {
    const sealed = personId !== null && (await withheldOf(tx, [personId], service.stamp().now)).has(personId)
    const seen = { kind: service.organisation.kind, standing: { assigned: 'others', reason: null }, withheld: sealed, kept: true } as const
    const shows = (part: PartShown): boolean => mayShow(request, seen, part)
    const { kept, need, sections, files, notes } = await keptOfOwner(tx, service.caseKeys, owner)
    return {
      kept,
      need: shows('need') ? need : null,
      sections: sections.filter(({ category }) => shows(category)),
      files: shows('documents') ? files : [],
      notes: shows('words') ? notes : [],
    }
  }

  app.get('/kept', { config: { action: 'read-kept' }, schema: { response: { 200: KeptList } } }, (request) =>
    read(request, readingsOfList, async (tx) => {
      const lines = await keptLines(tx, SHOWN + 1)
      return { lines: lines.slice(0, SHOWN), more: lines.length > SHOWN }
    }),
  )

  app.get('/referrals/:id/kept', { config: { action: 'read-kept' }, schema }, (request) =>
    read(request, { action: 'read-kept', subject: request.params.id }, async (tx) => {
      const { caseId, personId } = await referralById(tx, request.params.id)
      return shown(request, tx, caseId, personId)
    }),
  )

  app.get('/people/:id/kept', { config: { action: 'read-kept' }, schema }, (request) =>
    read(request, { action: 'read-kept', subject: request.params.id }, async (tx) => {
      const { id } = request.params
      await assertPerson(tx, id)
      return shown(request, tx, id, id)
    }),
  )
}
