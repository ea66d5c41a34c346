import { OwnDraftEditor } from './own-draft-editor.tsx'
import { PersonDraft } from './person-draft.tsx'
import { PhotoDraft } from './photo-draft.tsx'
import { ReferralDraft } from './referral-draft.tsx'
import type { KeptDraft } from './sealed-rows.ts'
import { useDevice } from './use-device.tsx'

/** The form of a draft, by what it is. */
export function DraftEditor({ kept }: { kept: KeptDraft }) {
  const { own } = useDevice()
  const { what } = kept.draft
  if (what === 'person') return <PersonDraft kept={kept} />
  if (what === 'referral') return <ReferralDraft kept={kept} />
  if (what === 'photo') return <PhotoDraft kept={kept} />
  const found = own.find(({ code }) => code === what)
  return found ? <OwnDraftEditor kept={kept} own={found} /> : null
}
