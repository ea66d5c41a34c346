import type { ChoiceList, MemberList, ReferralLine } from '@ihala/contract'
import type { Static } from 'typebox'
import { Link } from 'wouter'
import { useRead } from '../api/hooks.tsx'
import { Card } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar } from '../pictures/clock-bar.tsx'
import { nextAsked } from './choices.ts'

/** J-2, c15: whom the person wants asked, in their order: how far that is, and who is next by when. */
export function ChoicesCard({ line }: { line: ReferralLine }) {
  const { say, name, word } = useReading()
  const { content } = useRead<ChoiceList>(`/referrals/${line.id}/choices`, { unless: line.side !== 'sender' })
  const members = useRead<Static<typeof MemberList>>('/members', { unless: line.side !== 'sender' })
  if (content?.together)
    return (
      <Card title={say('answers.title')}>
        <p>
          <Link href={`/referrals/${line.id}/answers`}>{say('answers.look')}</Link>
        </p>
      </Card>
    )
  if (!content || content.choices.length === 0) return null
  const called = (entityId: string) => {
    const member = members.content?.members.find((one) => one.entityId === entityId)
    return member ? name(member.names) : entityId
  }
  const next = nextAsked(line, content.choices)
  return (
    <Card title={say('choices.title')}>
      <div className="stack">
        <p className="small muted">{say('choices.about')}</p>
        <ol className="path down">
          {content.choices.map(({ partner, state, referralId }) => {
            const here = referralId === line.id
            return (
              <li key={partner} className={here ? 'here' : state === 'asked' ? 'behind' : ''} aria-current={here ? 'step' : undefined}>
                <span className="path-mark" aria-hidden="true" />
                <span>
                  {referralId === null || here ? (
                    <bdi>{called(partner)}</bdi>
                  ) : (
                    <Link href={`/referrals/${referralId}`}>{called(partner)}</Link>
                  )}{' '}
                  <span className={state === 'dropped' ? 'badge warn' : 'badge'}>{here ? say('choices.here') : word('choice', state)}</span>
                </span>
              </li>
            )
          })}
        </ol>
        {next && (
          <div className="stack-tight">
            <p>{say('choices.next', { body: called(next.partner) })}</p>
            {next.at && <ClockBar clock={{ startedAt: line.receivedAt, dueAt: next.at }} />}
          </div>
        )}
      </div>
    </Card>
  )
}
