import Type, { type Static } from 'typebox'
import { Instant, RowId } from '../identifiers.ts'
import { closed, text } from '../schema.ts'
import { ContactSection, SafeContactSection } from '../sections/personal.ts'

/** POST /people/:id/contact-changes (T41): another way to reach somebody. It stands after 72 hours, once a colleague has heard the code word. */
export const NewContactChange = Type.Union([
  closed({ category: Type.Literal('contact'), section: ContactSection }),
  closed({ category: Type.Literal('safe-contact'), section: SafeContactSection }),
])
export type NewContactChange = Static<typeof NewContactChange>

/** POST /contact-changes/:id/confirm: the word as the person said it; null when there is none, and they were seen in person. */
export const ContactChangeHeard = closed({ codeWord: Type.Union([text(60), Type.Null()]), inPerson: Type.Boolean() })
export type ContactChangeHeard = Static<typeof ContactChangeHeard>

/** A change as staff see it: what is asked stands in it only for whoever may see how the person is reached. */
export const ContactChangeView = closed({
  id: RowId,
  category: Type.Enum(['contact', 'safe-contact']),
  askedAt: Instant,
  holdsUntil: Instant,
  confirmedAt: Type.Union([Instant, Type.Null()]),
  state: Type.Enum(['held', 'stands', 'dropped']),
  section: Type.Union([ContactSection, SafeContactSection, Type.Null()]),
})
export type ContactChangeView = Static<typeof ContactChangeView>

/** GET /contact-changes/:id: of whom it is, for whoever is asked to hear the word. */
export const ContactChangeOf = closed({ id: RowId, personId: RowId })

/** GET /people/:id/contact-changes: the newest first. */
export const ContactChangeList = closed({ changes: Type.Array(ContactChangeView) })
