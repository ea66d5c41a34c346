import type { ComplaintView, CrewNames } from '@ihala/contract'
import { BothNames, ClockBar, LinkButton, TableFrame, useReading } from '@ihala/ui'
import type { Static } from 'typebox'

interface CrewTableProps {
  readonly complaint: Static<typeof ComplaintView>
  /** How they are called, as far as that is known here. */
  readonly people: Static<typeof CrewNames>['people']
}

/** The people of a complaint: who was referred, at which stage it stands, when its clock ends. */
export function CrewTable({ complaint, people }: CrewTableProps) {
  const { say, word } = useReading()
  const named = new Map(people.filter(({ name }) => name !== '').map((person) => [person.id, person]))
  return (
    <TableFrame label={say('complaints.person')}>
      <table className="as-cards">
        <thead>
          <tr>
            <th scope="col">{say('complaints.person')}</th>
            <th scope="col">{say('complaints.stage')}</th>
            <th scope="col">{say('complaints.clock')}</th>
            <th scope="col">
              <span className="only-heard">{say('complaints.act')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {complaint.people.map(({ personId, referralId, stage, dueAt }) => (
            <tr key={personId}>
              <th scope="row">
                <BothNames {...(named.get(personId) ?? { name: say('complaints.name-hidden'), otherName: null })} />
              </th>
              <td data-label={say('complaints.stage')}>
                {stage ? word('stage', stage) : say(referralId ? 'complaints.sent' : 'complaints.with-us')}
              </td>
              <td data-label={say('complaints.clock')}>
                <ClockBar clock={{ startedAt: complaint.createdAt, dueAt }} />
              </td>
              <td data-label={say('complaints.act')}>
                {referralId ? (
                  <LinkButton to={`/referrals/${referralId}`} look="quiet">
                    {say('complaints.referral')}
                  </LinkButton>
                ) : (
                  <LinkButton to={`/new?person=${personId}`} look="quiet">
                    {say('people.refer')}
                  </LinkButton>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}
