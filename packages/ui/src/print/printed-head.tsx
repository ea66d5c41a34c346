import type { ReactNode } from 'react'
import { useSession } from '../api/hooks.tsx'
import { useNow } from '../components/now.ts'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

/** The head of a printed page, on paper only: what it is, whose, printed when; and that it is to be kept like a file. */
export function PrintedHead({ title, about }: { title: string; about?: ReactNode }) {
  const { say, name } = useReading()
  const { organisation } = useSession()
  return (
    <div className="printed-head only-printed">
      <p className="printed-line">
        <strong>{name(organisation.names)}</strong>
        <span>
          {say('print.at')} <When at={new Date(useNow()).toISOString()} hour />
        </span>
      </p>
      <p className="printed-title">{title}</p>
      {about && <p>{about}</p>}
      <p className="small">{say('print.keep')}</p>
    </div>
  )
}
