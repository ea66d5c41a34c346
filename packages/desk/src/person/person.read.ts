import type { Names, PersonDetail, ReadingReason } from '@ihala/contract'
import { type Judging, read, type ServiceContext, type StaffRequest } from '@ihala/kit'
import { filesOf } from '../document/document.store.ts'
import { assertEnters, mayShow, type Seen } from '../reading/reading.ts'
import { rememberingRefusals } from '../reading/reading.write.ts'
import { standingOfPerson } from '../reading/standing.store.ts'
import { casesOfPerson } from '../referral/referral.store.ts'
import { withheldOf } from '../second-person/sealed-person.store.ts'
import { staffNameOf } from '../staff/staff-name.store.ts'
import { personRow } from './person.store.ts'
import { personSections } from './section.store.ts'

/** A person's file as it was read: who changed it last, and why the reader looked where they had to say it. */
export interface ReadFile {
  readonly detail: PersonDetail
  readonly changedBy: Names | null
  readonly reason: ReadingReason | null
}

/**
 * A person's file, of which each part is shown to whom the policies say (M3), and who read it written down. Throws Refusal `not-found`;
 * `reason-required` where it is a colleague's.
 */
export async function readPerson(request: StaffRequest & Judging, service: ServiceContext, id: string): Promise<ReadFile> {
  const { caseKeys } = service
  const { kind } = service.organisation
  const { now } = service.stamp()
  const readingOf = ({ reason }: ReadFile) => [{ action: 'read-person', subject: id, reason: reason ?? undefined }]
  const work = () =>
    read(request, readingOf, async (tx) => {
      const { version, changedBy } = await personRow(tx, id)
      const standing = await standingOfPerson(tx, id, now)
      assertEnters(request, kind, standing)
      const [held, withheld] = await Promise.all([personSections(tx, caseKeys, id), withheldOf(tx, [id], now)])
      const seen: Seen = { kind, standing, withheld: withheld.has(id) }
      const files = mayShow(request, seen, 'documents')
        ? (await Promise.all([id, ...(await casesOfPerson(tx, id))].map((owner) => filesOf(tx, caseKeys, owner)))).flat()
        : []
      const sections = Object.fromEntries(
        [...held]
          .filter(([category]) => category !== 'need' && category !== 'documents' && mayShow(request, seen, category))
          .map(([category, section]) => [category, section.content]),
      )
      const detail = {
        id,
        version,
        sections,
        need: held.get('need')?.content ?? null,
        files: files.map(({ id: fileId, entry, complete }) => ({
          id: fileId,
          name: entry.name,
          mediaType: entry.mediaType,
          bytes: entry.bytes,
          about: entry.about,
          complete,
        })),
        // Each section was checked against its category's schema when it was written or received.
      } as PersonDetail
      return {
        detail,
        changedBy: await staffNameOf(tx, service, changedBy),
        reason: standing.assigned === 'others' ? standing.reason : null,
      }
    })
  return rememberingRefusals(service, request, id, work)
}
