import type { ReactNode } from 'react'
import { useReading } from '../i18n/reading.tsx'
import type { Lack } from './missing.ts'

/** What a draft lacks, in the words of its form, each leading to where it is answered. Nothing where nothing is missing. */
export function MissingFields({
  lack: { fields, questionsAfter },
  way,
}: {
  lack: Lack
  /** The way to a field, which bears its words. */
  way: (field: string, words: string) => ReactNode
}) {
  const { say } = useReading()
  if (fields.length === 0) return null
  return (
    <div className="small missing" role="status">
      <span>{say('offline.missing')}</span>
      <ul>
        {fields.map(({ field, words }) => (
          <li key={field}>{way(field, say(words))}</li>
        ))}
      </ul>
      {questionsAfter > 0 && <span>{say('offline.missing.more', { count: questionsAfter })}</span>}
    </div>
  )
}
