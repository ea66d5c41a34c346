import { Created, closed, Instant, RowId, text } from '@ihala/contract'
import { referralById } from '@ihala/desk'
import { type App, act, assigneesOf, read, type ServiceContext } from '@ihala/kit'
import Type from 'typebox'
import { insertPrivilegedNote, privilegedNotesOf } from './privileged-note.store.ts'
import { assertTheirLawyer } from './privileged-note.ts'

const NewPrivilegedNote = closed({ text: text(20_000) })
const PrivilegedNotes = closed({ notes: Type.Array(closed({ id: RowId, at: Instant, byMe: Type.Boolean(), text: Type.String() })) })
const params = closed({ id: RowId })

/** G4: written and read here, by the lawyers of the case. Nothing of it is handed to what sends. */
export function privilegedNoteRoutes(app: App, service: ServiceContext): void {
  app.get(
    '/referrals/:id/privileged-notes',
    { config: { action: 'read-privileged-notes' }, schema: { params, response: { 200: PrivilegedNotes } } },
    (request) =>
      read(request, { action: 'read-privileged-notes', subject: request.params.id }, async (tx) => {
        const { caseId } = await referralById(tx, request.params.id)
        assertTheirLawyer(await assigneesOf(tx, caseId), request.staff.id)
        const notes = await privilegedNotesOf(tx, service.caseKeys, caseId)
        return { notes: notes.map(({ id, at, authorId, text }) => ({ id, at, byMe: authorId === request.staff.id, text })) }
      }),
  )

  app.post(
    '/referrals/:id/privileged-notes',
    { config: { action: 'write-privileged-note', creates: true }, schema: { params, body: NewPrivilegedNote, response: { 201: Created } } },
    async (request, reply) => {
      const created = await act(request, async (tx, _send, stamp) => {
        const { id, now } = stamp()
        const { caseId } = await referralById(tx, request.params.id)
        assertTheirLawyer(await assigneesOf(tx, caseId), request.staff.id)
        await insertPrivilegedNote(tx, service.caseKeys, { id, caseId, authorId: request.staff.id, at: now, text: request.body.text })
        return { id, version: 1 }
      })
      return reply.code(201).send(created)
    },
  )
}
