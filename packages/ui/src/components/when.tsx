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

/** A moment in a narrow place: short, and the whole of it in both calendars where it is pointed at. */
export function ShortWhen({ at }: { at: string }) {
  const { moment, shortMoment, hijri } = useReading()
  return (
    <time dateTime={at} className="numbers" title={`${moment(at)} (${hijri(at)})`}>
      <bdi>{shortMoment(at, useNow())}</bdi>
    </time>
  )
}

/** How long ago or how soon, with the moment beside it. */
export function Away({ at }: { at: string }) {
  const { away, shortMoment } = useReading()
  const now = useNow()
  return (
    <time dateTime={at} className="numbers">
      {away(at, now)} <bdi className="muted small">{shortMoment(at, now)}</bdi>
    </time>
  )
}
