import type { LogState, MembershipLogState, MembershipStands } from '@ihala/contract'
import { Notice } from '../components/notice.tsx'
import { Card, Terms } from '../components/page.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { ShortWhen, When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

const TONES: Readonly<Record<MembershipStands, 'good' | 'calm' | 'danger'>> = {
  witnessed: 'good',
  'not-yet': 'calm',
  unheard: 'calm',
  'in-doubt': 'danger',
}

/** The public log of who is a member: how it stands here, who else countersigned it, and what changed last (K8, T26). */
export function MembershipCard({ membership }: Pick<LogState, 'membership'>) {
  const { say, word, name, number } = useReading()
  const { stands, head, witnesses, changes } = membership
  return (
    <Card title={say('membership.title')} aside={<span className="badge numbers">{number(changes.total)}</span>}>
      <div className="stack">
        <p className="small muted">{say('membership.about')}</p>
        <Notice tone={TONES[stands]}>
          <p>
            <strong>{word('membership-stands', stands)}</strong>
          </p>
        </Notice>
        {head !== null && (
          <Terms
            pairs={[
              [say('log.size'), number(head.size)],
              [say('membership.read'), <When key="read" at={head.at} hour />],
              [say('membership.kept-by'), head.names ? name(head.names) : <bdi key="by">{head.member}</bdi>],
            ]}
          />
        )}
        {changes.lines.length > 0 && <Changes lines={changes.lines} />}
        {witnesses.length > 0 && <Witnesses witnesses={witnesses} />}
      </div>
    </Card>
  )
}

function Changes({ lines }: Pick<MembershipLogState['changes'], 'lines'>) {
  const { say, word, name } = useReading()
  return (
    <div className="stack-tight">
      <h3>{say('membership.changes')}</h3>
      <TableFrame label={say('membership.changes')}>
        <table className="as-cards">
          <thead>
            <tr>
              <th scope="col">{say('members.name')}</th>
              <th scope="col">{say('membership.change')}</th>
              <th scope="col">{say('membership.when')}</th>
              <th scope="col">{say('membership.keys')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ position, member, names, change, at, keys }) => (
              <tr key={position}>
                <th scope="row">{names ? name(names) : <bdi>{member}</bdi>}</th>
                <td data-label={say('membership.change')}>{word('membership-change', change)}</td>
                <td data-label={say('membership.when')}>
                  <ShortWhen at={at} />
                </td>
                <td data-label={say('membership.keys')}>
                  {keys.length === 0 ? (
                    '–'
                  ) : (
                    <ul className="keys">
                      {keys.map(({ kid, use, from }) => (
                        <li key={kid}>
                          {word('key-use', use)} <bdi className="code short">{kid}</bdi> {say('membership.key.from')}{' '}
                          <ShortWhen at={from} />
                        </li>
                      ))}
                    </ul>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </div>
  )
}

function Witnesses({ witnesses }: Pick<MembershipLogState, 'witnesses'>) {
  const { say, name, number } = useReading()
  return (
    <div className="stack-tight">
      <h3>{say('membership.witnesses')}</h3>
      <TableFrame label={say('membership.witnesses')}>
        <table className="as-cards">
          <thead>
            <tr>
              <th scope="col">{say('log.witness')}</th>
              <th scope="col">{say('log.size')}</th>
              <th scope="col">{say('log.signed')}</th>
              <th scope="col">{say('log.now')}</th>
            </tr>
          </thead>
          <tbody>
            {witnesses.map(({ member, names, size, signedAt, government, newest }) => (
              <tr key={member}>
                <th scope="row">
                  {names ? name(names) : <bdi>{member}</bdi>} {government && <span className="badge">{say('membership.government')}</span>}
                </th>
                <td data-label={say('log.size')} className="numbers">
                  {number(size)}
                </td>
                <td data-label={say('log.signed')}>
                  <ShortWhen at={signedAt} />
                </td>
                <td data-label={say('log.now')}>
                  <span className={newest ? 'badge good' : 'badge'}>{say(newest ? 'log.newest' : 'log.earlier')}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </div>
  )
}
