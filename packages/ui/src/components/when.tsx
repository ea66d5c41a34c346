import { useReading } from '../i18n/reading.tsx'
import { useNow } from './now.ts'

/** A day or a moment: Gregorian, and beside it the Umm al-Qura day. Takes ISO text. */
export function When({ at, hour = false }: { at: string; hour?: boolean }) {
  const { day, moment, hijri } = useReading()
  return (
    <time dateTime={at} className="when numbers">
      <bdi>{hour ? moment(at) : day(at)}</bdi> <bdi className="muted small">({hijri(at)})</bdi>
    </time>
  )
}

/** A moment in a narrow place: short, and the whole of it in both calendars where it is pointed at; on paper both stand. */
export function ShortWhen({ at }: { at: string }) {
  const { momentInBoth, shortMoment, hijri } = useReading()
  return (
    <time dateTime={at} className="numbers" title={momentInBoth(at)}>
      <bdi className="one-line">{shortMoment(at, useNow())}</bdi>
      <bdi className="only-inked"> ({hijri(at)})</bdi>
    </time>
  )
}

/** How long ago or how soon, with the moment beside it; on paper, where nothing moves, the moment alone. */
export function Away({ at }: { at: string }) {
  const { away, shortMoment, momentInBoth, hijri } = useReading()
  const now = useNow()
  return (
    <time dateTime={at} className="numbers" title={momentInBoth(at)}>
      <span className="not-inked">{away(at, now)} </span>
      <bdi className="muted small one-line">{shortMoment(at, now)}</bdi>
      <bdi className="only-inked"> ({hijri(at)})</bdi>
    </time>
  )
}
