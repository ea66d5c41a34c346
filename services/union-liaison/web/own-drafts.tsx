import type { OwnDraft, OwnFields } from '@ihala/ui'
import { ComplaintFields, type ComplaintForm, EMPTY_COMPLAINT } from './complaint-fields.tsx'

/** What liaison officers write down without a network, beside people: a complaint of one worker or a crew. */
export const ownDrafts: readonly OwnDraft[] = [
  {
    code: 'complaint',
    title: { ar: 'شكوى جديدة', en: 'New complaint' },
    path: '/complaints',
    Fields: ComplaintDraftFields,
    missing: (kept) => {
      const { heads, firstContactOn } = formOf(kept)
      return [
        ...(heads.length === 0 ? ([{ field: '/heads', words: 'complaints.ask.heads' }] as const) : []),
        ...(firstContactOn === undefined ? ([{ field: '/firstContactOn', words: 'complaints.ask.first-contact' }] as const) : []),
      ]
    },
    bodyOf: (kept) => {
      const { heads, channel, firstContactOn } = formOf(kept)
      return heads.length > 0 && firstContactOn !== undefined ? { channel, heads, firstContactOn } : undefined
    },
  },
]

function ComplaintDraftFields({ kept, onChange, people }: OwnFields) {
  return <ComplaintFields form={formOf(kept)} onChange={onChange} people={people} />
}

function formOf(kept: unknown): ComplaintForm {
  return { ...EMPTY_COMPLAINT, ...(typeof kept === 'object' && kept !== null ? (kept as Partial<ComplaintForm>) : {}) }
}
