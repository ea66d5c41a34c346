import { DateField, FAMILIES, ManyOf, OneOf, useReading } from '@ihala/ui'
import type { ReactNode } from 'react'

/** A complaint while it is written. */
export interface ComplaintForm {
  readonly heads: readonly (typeof FAMILIES)['head'][number][]
  readonly channel: (typeof FAMILIES)['channel'][number]
  readonly firstContactOn: string | undefined
}

export const EMPTY_COMPLAINT: ComplaintForm = { heads: [], channel: 'liaison-officer', firstContactOn: undefined }

interface ComplaintFieldsProps {
  readonly form: ComplaintForm
  readonly onChange: (form: ComplaintForm) => void
  /** Where the people are chosen. */
  readonly people: ReactNode
}

/** Who complains, of what, since when it is known. */
export function ComplaintFields({ form, onChange, people }: ComplaintFieldsProps) {
  const { say, word } = useReading()
  const put = (change: Partial<ComplaintForm>) => onChange({ ...form, ...change })
  return (
    <>
      <p className="small muted">{say('complaints.new.about')}</p>
      {people}
      <ManyOf
        name="/heads"
        label={say('complaints.ask.heads')}
        value={form.heads}
        onChange={(heads) => put({ heads })}
        options={FAMILIES.head.map((code) => ({ code, word: word('head', code) }))}
        required
      />
      <OneOf
        name="/channel"
        label={say('complaints.ask.channel')}
        value={form.channel}
        onChange={(channel) => put({ channel })}
        options={FAMILIES.channel.map((code) => ({ code, word: word('channel', code) }))}
      />
      <DateField
        name="/firstContactOn"
        label={say('complaints.ask.first-contact')}
        hint={say('complaints.ask.first-contact.hint')}
        value={form.firstContactOn}
        onChange={(firstContactOn) => put({ firstContactOn })}
        required
      />
    </>
  )
}
