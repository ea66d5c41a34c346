import type { ReferralDetail } from '@ihala/contract'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { useSeenFirst } from '../components/seen-first.ts'
import { TableFrame } from '../components/table-frame.tsx'
import { type Reading, useReading } from '../i18n/reading.tsx'

interface MovedOnProps {
  /** The referral when the person began to write. */
  readonly before: ReferralDetail
  readonly now: ReferralDetail
  /** Goes on with what was written, on the referral as it is now; absent where that can no longer be done. */
  readonly onGoOn: (() => void) | undefined
}

/** D11: the referral moved on while somebody was writing: who did what, and both versions side by side. Nothing typed is lost. */
export function MovedOn({ before, now, onGoOn }: MovedOnProps) {
  const reading = useReading()
  const { say, word, name, moment } = reading
  const since = now.timeline.slice(before.timeline.length)
  const ours = now.changedBy === null ? say('by.us') : name(now.changedBy)
  const ref = useSeenFirst()
  const rows = differing(reading, before, now)
  return (
    <div ref={ref}>
      <Notice tone="warn">
        <h3>{say('moved-on.title')}</h3>
        {since.map(({ at, event, by }) => (
          <p key={`${at}-${event}`}>
            {say('moved-on.by', { what: word('event', event), by: by === 'us' ? ours : name(now.referral.partner.names), at: moment(at) })}
          </p>
        ))}
        {rows.length > 0 && (
          <TableFrame label={say('moved-on.title')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('moved-on.what')}</th>
                  <th scope="col">{say('moved-on.before')}</th>
                  <th scope="col">{say('moved-on.now')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ what, was, is }) => (
                  <tr key={what}>
                    <th scope="row">{what}</th>
                    <td>{was}</td>
                    <td>{is}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
        <p>{say(onGoOn ? 'moved-on.kept' : 'moved-on.too-late')}</p>
        {onGoOn && (
          <div>
            <Button onPress={onGoOn}>{say('moved-on.go-on')}</Button>
          </div>
        )}
      </Notice>
    </div>
  )
}

interface Row {
  readonly what: string
  readonly was: string
  readonly is: string
}

function differing(reading: Reading, before: ReferralDetail, now: ReferralDetail): Row[] {
  const was = shown(reading, before)
  return shown(reading, now).flatMap(({ what, text }, at) => {
    const earlier = was[at]?.text ?? ''
    return earlier === text ? [] : [{ what, was: earlier, is: text }]
  })
}

/** What of a referral may move on, each in words. */
function shown(
  { say, word, list, moment, number, between }: Reading,
  { referral, capacity, rejection, conflict, notes, sections }: ReferralDetail,
) {
  const answers = [
    capacity && word('capacity', capacity.answer),
    rejection && word('rejection', rejection.reason),
    conflict && word(referral.side === 'recipient' ? 'conflict-ours' : 'conflict', conflict),
  ].filter((answer) => answer !== null)
  const state = [
    word('state', referral.state),
    referral.businessStatus && word('stage', referral.businessStatus),
    referral.outcome && word('outcome', referral.outcome),
  ]
  return [
    { what: say('moved-on.state'), text: state.filter((each) => each !== null).join(between) },
    { what: say('moved-on.due'), text: referral.dueAt === null ? '–' : moment(referral.dueAt) },
    { what: say('moved-on.answer'), text: answers.length === 0 ? '–' : answers.join(between) },
    { what: say('moved-on.notes'), text: number(notes.length) },
    {
      what: say('moved-on.sections'),
      text: sections.length === 0 ? '–' : list(sections.map(({ category }) => word('category', category))),
    },
  ]
}
