import { Created, closed, DocumentEntry, type ReadingReason, Refusal, RowId } from '@ihala/contract'
import { type App, act, read, type ServiceContext, uploadedFile } from '@ihala/kit'
import Type from 'typebox'
import { ownKeys } from '../person/own-keys.store.ts'
import { assertPerson } from '../person/person.store.ts'
import { assertEnters, mayShow } from '../reading/reading.ts'
import { rememberingRefusals } from '../reading/reading.write.ts'
import { standingOfOwner, standingOfPerson } from '../reading/standing.store.ts'
import { personOfOwner } from '../referral/referral.store.ts'
import { assertNotWithheld } from '../second-person/sealed-person.store.ts'
import { chunksOf, fileById, insertChunks, insertFile, wholeFile } from './document.store.ts'
import { openFile, sealFile } from './document.ts'

const isAbout = (value: unknown): value is DocumentEntryAbout => DocumentEntry.properties.about.enum.some((one) => one === value)
type DocumentEntryAbout = (typeof DocumentEntry.properties.about.enum)[number]

/** L3: the person whose file it is finds who opened it. */
const readingOfFile = (read: { readonly id: string; readonly personId: string | null; readonly reason: ReadingReason | null }) => [
  { action: 'read-file', subject: read.personId ?? read.id, reason: read.reason ?? undefined },
]

/** Upload and download of files. A file is never opened here: only its type is looked at, by its first bytes. */
export function documentRoutes(app: App, service: ServiceContext): void {
  const { kind } = service.organisation
  app.post(
    '/people/:id/files',
    {
      config: { action: 'write-person', creates: true, upload: true },
      schema: { params: closed({ id: RowId }), response: { 201: Created } },
    },
    async (request, reply) => {
      const { name: given, content, fields } = await uploadedFile(request)
      const { about } = fields
      if (!isAbout(about)) throw new Refusal('body-invalid', { field: '/about', rule: 'enum' })
      const name =
        given
          .normalize('NFC')
          .replace(/[\p{C}/\\]/gu, '')
          .slice(0, 120) || 'file'
      const sealed = sealFile(content, about, name)
      const { sha256, bytes } = sealed.entry
      const created = await act(
        request,
        async (tx, _send, stamp) => {
          await assertPerson(tx, request.params.id)
          const { id, now } = stamp()
          assertEnters(request, kind, await standingOfPerson(tx, request.params.id, now))
          const part = (await ownKeys(tx, service.caseKeys, request.params.id, ['documents']))('documents')
          await insertFile(tx, service.caseKeys, { id, owner: request.params.id, from: '', at: now, part, entry: sealed.entry })
          await insertChunks(tx, sealed)
          return { id, version: 1 }
        },
        { content: { sha256, bytes, name, about } },
      )
      return reply.code(201).send(created)
    },
  )

  app.get(
    '/files/:id/content',
    {
      config: { action: 'read-file', answers: { 200: DocumentEntry.properties.mediaType.enum } },
      schema: { params: closed({ id: RowId }), response: { 200: Type.Unsafe<Buffer>(Type.Any()) } },
    },
    async (request, reply) => {
      const work = () =>
        read(request, readingOfFile, async (tx) => {
          const held = await fileById(tx, service.caseKeys, request.params.id)
          if (!held.complete) throw new Refusal('not-found')
          const { now } = service.stamp()
          const [content, personId] = await Promise.all([chunksOf(tx, wholeFile(held)), personOfOwner(tx, held.owner)])
          if (personId !== null) await assertNotWithheld(tx, personId, now)
          const standing = await standingOfOwner(tx, { owner: held.owner, personId }, now)
          assertEnters(request, kind, standing)
          if (!mayShow(request, { kind, standing, withheld: false }, 'documents'))
            throw new Refusal('not-allowed', { category: 'documents' })
          const reason = standing.assigned === 'others' ? standing.reason : null
          return { id: held.id, personId, reason, entry: held.entry, content: openFile(held.entry, content) }
        })
      const { entry, content } = await rememberingRefusals(service, request, request.params.id, work)
      return (
        reply
          .type(entry.mediaType)
          // What a file is called may be a person's name, and headers are written into the logs of proxies: the page names what it saves.
          // No name at all, since a browser would take one from here before that of the page.
          .header('content-disposition', 'attachment')
          .header('cache-control', 'no-store')
          .send(content)
      )
    },
  )
}
