import { type Event, SECTION_CATEGORIES } from '@ihala/contract'
import type { Send, ServiceContext, Tx } from '@ihala/kit'
import { chunksOf, filesOf } from '../document/document.store.ts'
import { personSections } from '../person/section.store.ts'
import { casesOfPerson } from './referral.store.ts'
import type { Referral } from './referral.ts'

/** Documents in one `documents` section. */
const FILES_AT_MOST = 12

/**
 * After acceptance: sends what the grant opens and this body holds, a section each, then the files. Without delay and
 * without a person's click: the consent was given for it, and somebody waits for a bed tonight.
 */
export async function disclose(service: Pick<ServiceContext, 'caseKeys'>, tx: Tx, send: Send, referral: Referral): Promise<void> {
  const { personId, partner, caseId, consent } = referral
  if (personId === null) return
  const held = await personSections(tx, service.caseKeys, personId)
  for (const category of SECTION_CATEGORIES) {
    if (category === 'documents' || !consent.categories.includes(category)) continue
    const section = held.get(category)
    // It was checked against its category's schema when it was written, and is checked again when it is composed.
    if (section) send({ to: partner, caseId, event: { type: 'sections-disclosed', data: { category, section: section.content } } as Event })
  }
  if (consent.categories.includes('documents')) await discloseFiles(service, tx, send, { partner, caseId, personId })
}

async function discloseFiles(
  service: Pick<ServiceContext, 'caseKeys'>,
  tx: Tx,
  send: Send,
  to: { readonly partner: string; readonly caseId: string; readonly personId: string },
): Promise<void> {
  const owners = [to.personId, ...(await casesOfPerson(tx, to.personId))]
  const files = (await Promise.all(owners.map((owner) => filesOf(tx, service.caseKeys, owner)))).flat().filter((file) => file.complete)
  for (let at = 0; at < files.length; at += FILES_AT_MOST) {
    const documents = files.slice(at, at + FILES_AT_MOST).map((file) => file.entry)
    send({
      to: to.partner,
      caseId: to.caseId,
      event: { type: 'sections-disclosed', data: { category: 'documents', section: { documents } } },
    })
  }
  for (const { entry } of files) {
    for (const [index, bytes] of (await chunksOf(tx, entry.file)).entries()) {
      send({
        to: to.partner,
        caseId: null,
        event: { type: 'file-chunk', data: { file: entry.file, index, of: entry.chunks, bytes: bytes.toString('base64url') } },
      })
    }
  }
}
