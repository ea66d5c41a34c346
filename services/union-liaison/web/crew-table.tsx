import type { ComplaintList, PersonPage } from '@ihala/contract'
import { BothNames, ClockBar, LinkButton, TableFrame, useReading } from '@ihala/ui'
import type { Static } from 'typebox'

/** How those of them are called whose names this member may see, by row id. */
export type CrewNames = ReadonlyMap<string, Pick<PersonPage['items'][number], 'name' | 'otherName'>>

type Complaint = Static<typeof ComplaintList>['complaints'][number]

/** The people of a complaint: who was referred, at which stage it stands, when its clock ends. */
export function CrewTable({ complaint, names }: { complaint: Complaint; names: CrewNames }) {
  const { say, word } = useReading()
  return (
    <TableFrame label={say('complaints.person')}>
      <table>
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
                <CrewName person={names.get(personId)} />
              </th>
              <td>{stage ? word('stage', stage) : say(referralId ? 'complaints.sent' : 'complaints.with-us')}</td>
              <td>
                <ClockBar clock={{ startedAt: complaint.createdAt, dueAt }} />
              </td>
              <td>
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

function CrewName({ person }: { person: ReturnType<CrewNames['get']> }) {
  const { say } = useReading()
  return person && person.name !== '' ? <BothNames name={person.name} otherName={person.otherName} /> : say('complaints.name-hidden')
}
