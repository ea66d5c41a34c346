import { Card, Empty, Page, Read, Sep, TableFrame, useRead, useReading, useSession, When } from '@ihala/ui'
import { ApplicationsCard } from './applications-card.tsx'
import { ChangesTable } from './changes-table.tsx'
import { OpenMeasures, ProposeButtons } from './measures.tsx'
import type { RegistryLog, RegistryMeasures, RegistryMembers } from './registry-answers.ts'

const EVERY = 30_000
const TONES = { live: 'good', suspended: 'danger', removed: '' } as const

/** The registry as the committee answers for it: who is a member, how long statements and keys last, and every change, in the open. */
export default function RegistryPage() {
  const { say, name, word } = useReading()
  const members = useRead<RegistryMembers>('/registry/members', { every: EVERY })
  const measures = useRead<RegistryMeasures>('/registry/measures', { every: EVERY })
  const open = measures.content?.measures.filter(({ confirmedAt }) => confirmedAt === null) ?? []
  const decides = useSession().staff.roles.includes('admin')
  const log = useRead<RegistryLog>('/registry/changes', { every: EVERY })
  return (
    <Page title={say('registry.title')} about={say('registry.about')}>
      <Read from={members}>
        {({ members: all }) => (
          <>
            <Read from={measures}>{() => <OpenMeasures open={open} members={all} decides={decides} />}</Read>
            <ApplicationsCard members={all} decides={decides} />
            <TableFrame label={say('registry.title')}>
              <table className="as-cards">
                <thead>
                  <tr>
                    <th scope="col">{say('members.name')}</th>
                    <th scope="col">{say('members.status')}</th>
                    <th scope="col">{say('registry.statement')}</th>
                    <th scope="col">{say('registry.keys')}</th>
                    {decides && <th scope="col">{say('measure.title')}</th>}
                  </tr>
                </thead>
                <tbody>
                  {all.map((member) => (
                    <tr key={member.entityId}>
                      <th scope="row">
                        {name(member.names)}
                        <br />
                        <span className="small muted">{word('kind', member.kind)}</span>
                      </th>
                      <td data-label={say('members.status')}>
                        <span className={`badge ${TONES[member.status]}`}>{word('member-status', member.status)}</span>
                      </td>
                      <td data-label={say('registry.statement')}>
                        <When at={member.statementEndsAt} hour />
                      </td>
                      <td data-label={say('registry.keys')}>
                        <ul className="stack-tight">
                          {member.keys.map((key) => (
                            <li key={key.kid} className="row small">
                              {word('key-use', key.use)}
                              <Sep />
                              <bdi className="code short">{key.kid.slice(0, 8)}</bdi>
                              {key.revoked ? (
                                <span className="badge danger">{say('registry.revoked')}</span>
                              ) : (
                                <span className="muted">{say('registry.days-left', { days: key.daysLeft })}</span>
                              )}
                            </li>
                          ))}
                        </ul>
                      </td>
                      {decides && (
                        <td data-label={say('measure.title')}>
                          <ProposeButtons
                            member={member}
                            waiting={open.filter(({ entityId }) => entityId === member.entityId).map(({ measure }) => measure)}
                          />
                        </td>
                      )}
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
          </>
        )}
      </Read>
      <Card title={say('registry.log')}>
        <Read from={log}>
          {({ changes }) => (changes.length === 0 ? <Empty title={say('registry.log.empty')} /> : <ChangesTable changes={changes} />)}
        </Read>
      </Card>
    </Page>
  )
}
