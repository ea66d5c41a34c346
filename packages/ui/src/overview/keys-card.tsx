import type { MemberKeyList, MemberKeyView } from '@ihala/contract'
import { useRead } from '../api/hooks.tsx'
import { Notice } from '../components/notice.tsx'
import { useNow } from '../components/now.ts'
import { Card, Read } from '../components/page.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

const DAY = 86_400_000

/** Members and their keys, our own first; before them, which of ours end soon. */
export function KeysCard() {
  const { say, word, name } = useReading()
  const list = useRead<MemberKeyList>('/member-keys')
  return (
    <Card title={say('keys.title')}>
      <Read from={list}>
        {({ endingSoon, members }) => (
          <div className="stack">
            <p className="small muted">{say('keys.about')}</p>
            {endingSoon.map(({ use, kid, until, followed }) => (
              <Notice key={kid} tone={followed ? 'calm' : 'warn'}>
                <p>
                  <strong>{say('keys.ending', { use: word('key-use', use) })}</strong> <bdi className="code short">{kid}</bdi>{' '}
                  <When at={until} />
                  <br />
                  {say(followed ? 'keys.ending.followed' : 'keys.ending.last')}
                </p>
              </Notice>
            ))}
            {members.length === 0 ? (
              <p>{say('keys.empty')}</p>
            ) : (
              <TableFrame label={say('keys.title')}>
                <table className="as-cards">
                  <thead>
                    <tr>
                      <th scope="col">{say('members.name')}</th>
                      <th scope="col">{say('members.kind')}</th>
                      <th scope="col">{say('members.status')}</th>
                      <th scope="col">{say('keys.keys')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {members.map((member) => (
                      <tr key={member.entityId}>
                        <th scope="row">
                          {name(member.names)} {member.self && <span className="badge accent">{say('members.self')}</span>}
                        </th>
                        <td data-label={say('members.kind')}>{word('kind', member.kind)}</td>
                        <td data-label={say('members.status')}>
                          <span className={member.status === 'live' ? 'badge good' : 'badge danger'}>
                            {word('member-status', member.status)}
                          </span>
                        </td>
                        <td data-label={say('keys.keys')}>
                          <ul className="keys">
                            {member.keys.map((key) => (
                              <li key={key.kid}>
                                <Key of={key} />
                              </li>
                            ))}
                          </ul>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableFrame>
            )}
          </div>
        )}
      </Read>
    </Card>
  )
}

/** What a key is for, its first characters, and how long it lasts. */
function Key({ of: { use, kid, from, until, revokedAt } }: { of: MemberKeyView }) {
  const { say, word, day } = useReading()
  const now = useNow()
  const left = Math.floor((Date.parse(until) - now) / DAY)
  return (
    <>
      <span>{word('key-use', use)}</span> <bdi className="code short">{kid}</bdi>{' '}
      {revokedAt !== null ? (
        <span className="badge danger">{say('keys.revoked', { day: day(revokedAt) })}</span>
      ) : left < 0 ? (
        <span className="badge">{say('keys.ended', { day: day(until) })}</span>
      ) : Date.parse(from) > now ? (
        <span className="badge calm">{say('keys.rests', { day: day(from) })}</span>
      ) : (
        <span className="numbers">{say('keys.left', { count: left })}</span>
      )}
    </>
  )
}
