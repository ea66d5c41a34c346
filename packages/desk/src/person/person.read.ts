import type { Names, PersonDetail } from '@ihala/contract'
import { read, type ServiceContext, type StaffRequest } from '@ihala/kit'
import { filesOf } from '../document/document.store.ts'
import { casesOfPerson } from '../referral/referral.store.ts'
import { isShownOfSealed, withheldOf } from '../second-person/sealed-person.store.ts'
import { staffNameOf } from '../staff/staff-name.store.ts'
import { personRow } from './person.store.ts'
import { personSections } from './section.store.ts'

/** A person's file and who changed it last, and who read it written down. Throws Refusal `not-found`. */
export async function readPerson(
  request: StaffRequest,
  service: ServiceContext,
  id: string,
): Promise<PersonDetail & { readonly changedBy: Names | null }> {
  const { caseKeys } = service
  return read(request, { action: 'read-person', subject: id }, async (tx) => {
    const { version, changedBy } = await personRow(tx, id)
    const [held, withheld] = await Promise.all([personSections(tx, caseKeys, id), withheldOf(tx, [id], service.stamp().now)])
    const isSealed = withheld.has(id)
    const files = (await Promise.all([id, ...(await casesOfPerson(tx, id))].map((owner) => filesOf(tx, caseKeys, owner)))).flat()
    const sections = Object.fromEntries(
      [...held]
        .filter(([category]) => category !== 'need' && category !== 'documents')
        .filter(([, section]) => !isSealed || isShownOfSealed(section))
        .map(([category, section]) => [category, section.content]),
    )
    return {
      id,
      version,
      sections,
      need: held.get('need')?.content ?? null,
      files: (isSealed ? [] : files).map(({ id: fileId, entry, complete }) => ({
        id: fileId,
        name: entry.name,
        mediaType: entry.mediaType,
        bytes: entry.bytes,
        about: entry.about,
        complete,
      })),
      changedBy: await staffNameOf(tx, service, changedBy),
      // Each section was checked against its category's schema when it was written or received.
    } as PersonDetail & { readonly changedBy: Names | null }
  })
}
