import type { MemberList } from '@ihala/contract'
import type { Static } from 'typebox'
import { useRead } from '../api/hooks.tsx'
import { Page, Read } from '../components/page.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { useReading } from '../i18n/reading.tsx'

/** The members of the network and what they serve. Never a place (E4). */
export default function MembersPage() {
  const { say, name, word, list } = useReading()
  const members = useRead<Static<typeof MemberList>>('/members')
  return (
    <Page title={say('members.title')} about={say('members.about')}>
      <Read from={members}>
        {({ members: all }) => (
          <TableFrame label={say('members.title')}>
            <table className="as-cards">
              <thead>
                <tr>
                  <th scope="col">{say('members.name')}</th>
                  <th scope="col">{say('members.kind')}</th>
                  <th scope="col">{say('members.serves')}</th>
                  <th scope="col">{say('members.status')}</th>
                </tr>
              </thead>
              <tbody>
                {all.map((member) => (
                  <tr key={member.entityId}>
                    <th scope="row">
                      {name(member.names)} {member.self && <span className="badge accent">{say('members.self')}</span>}
                      <br />
                      <bdi className="small muted">{member.entityId.replace('https://', '')}</bdi>
                    </th>
                    <td data-label={say('members.kind')}>{word('kind', member.kind)}</td>
                    <td data-label={say('members.serves')}>{list(member.serves.map((need) => word('need', need)))}</td>
                    <td data-label={say('members.status')}>
                      <span className={member.status === 'live' ? 'badge good' : 'badge danger'}>
                        {word('member-status', member.status)}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      </Read>
    </Page>
  )
}
