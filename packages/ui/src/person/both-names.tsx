import { useReading } from '../i18n/reading.tsx'
import { type PersonNames, readersFirst } from './names.ts'

/** Somebody's name in the two scripts it is known in, the reader's first. */
export function BothNames({ name, otherName }: PersonNames) {
  const [first, other] = readersFirst({ name, otherName }, useReading().locale.language)
  return (
    <span>
      <bdi>{first}</bdi>
      {other !== undefined && (
        <>
          {' '}
          <bdi className="small muted">{other}</bdi>
        </>
      )}
    </span>
  )
}
