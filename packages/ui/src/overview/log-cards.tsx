import type { LogStands, LogState } from '@ihala/contract'
import { useRead } from '../api/hooks.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Read, Terms } from '../components/page.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { ShortWhen, When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { LogCheck } from './log-check.tsx'
import { MembershipCard } from './membership-card.tsx'

const EVERY = 30_000

const TONES: Readonly<Record<LogStands, 'good' | 'calm' | 'danger'>> = {
  witnessed: 'good',
  'not-yet': 'calm',
  alone: 'calm',
  'too-long': 'danger',
  behind: 'danger',
  altered: 'danger',
}

/** The membership log, our own and who vouches for it, the logs we vouch for, and what contradicts itself. */
export function LogCards() {
  const state = useRead<LogState>('/log-state', { every: EVERY })
  return (
    <Read from={state}>
      {(log) => (
        <>
          <MembershipCard membership={log.membership} />
          <OwnLog log={log} />
          <Countersigned countersigned={log.countersigned} />
          <EvidenceCard evidence={log.evidence} />
        </>
      )}
    </Read>
  )
}

function OwnLog({ log: { head, stands, witnessedAt, witnesses, check } }: { log: LogState }) {
  const { say, word, name, number } = useReading()
  return (
    <Card title={say('log.ours')}>
      <div className="stack">
        <Notice tone={TONES[stands]}>
          <p>
            <strong>{word('log-stands', stands)}</strong>
            {witnessedAt !== null && (
              <>
                <br />
                {say('log.witnessed-at')} <When at={witnessedAt} hour />
              </>
            )}
          </p>
        </Notice>
        {head === null ? (
          <p>{say('log.no-head')}</p>
        ) : (
          <Terms
            pairs={[
              [say('log.size'), number(head.size)],
              [say('log.epoch'), number(head.epoch)],
              [say('log.made'), <When key="made" at={head.madeAt} hour />],
            ]}
          />
        )}
        <LogCheck check={check} size={head?.size ?? 0} />
        {witnesses.length > 0 && (
          <TableFrame label={say('log.witnesses')}>
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
                {witnesses.map(({ member, names, size, signedAt, waitingSince, newest }) => (
                  <tr key={member}>
                    <th scope="row">{names ? name(names) : <bdi>{member}</bdi>}</th>
                    <td data-label={say('log.size')} className="numbers">
                      {signedAt === null || size === null ? '–' : number(size)}
                    </td>
                    <td data-label={say('log.signed')}>{signedAt === null ? say('log.signed.never') : <ShortWhen at={signedAt} />}</td>
                    <td data-label={say('log.now')}>
                      {newest ? (
                        <span className="badge good">{say('log.newest')}</span>
                      ) : waitingSince === null ? (
                        <span className="badge">{say('log.earlier')}</span>
                      ) : (
                        <>
                          {say('log.asked')} <ShortWhen at={waitingSince} />
                        </>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      </div>
    </Card>
  )
}

function Countersigned({ countersigned: { total, lines } }: Pick<LogState, 'countersigned'>) {
  const { say, name, number } = useReading()
  return (
    <Card title={say('log.others')} aside={<span className="badge numbers">{number(total)}</span>}>
      <div className="stack-tight">
        <p className="small muted">{say('log.others.about')}</p>
        {lines.length === 0 ? (
          <p>{say('log.others.empty')}</p>
        ) : (
          <TableFrame label={say('log.others')}>
            <table className="as-cards">
              <thead>
                <tr>
                  <th scope="col">{say('members.name')}</th>
                  <th scope="col">{say('log.size')}</th>
                  <th scope="col">{say('log.epoch')}</th>
                  <th scope="col">{say('log.signed')}</th>
                </tr>
              </thead>
              <tbody>
                {lines.map(({ member, names, epoch, size, at }) => (
                  <tr key={`${member} ${epoch}`}>
                    <th scope="row">{names ? name(names) : <bdi>{member}</bdi>}</th>
                    <td data-label={say('log.size')} className="numbers">
                      {number(size)}
                    </td>
                    <td data-label={say('log.epoch')} className="numbers">
                      {number(epoch)}
                    </td>
                    <td data-label={say('log.signed')}>
                      <ShortWhen at={at} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      </div>
    </Card>
  )
}

function EvidenceCard({ evidence: { total, lines } }: Pick<LogState, 'evidence'>) {
  const { say, word, name, number } = useReading()
  return (
    <Card
      title={say('evidence.title')}
      aside={<span className={total > 0 ? 'badge danger numbers' : 'badge numbers'}>{number(total)}</span>}
    >
      <div className="stack-tight">
        <p className="small muted">{say('evidence.about')}</p>
        {lines.length === 0 ? (
          <p>{say('evidence.empty')}</p>
        ) : (
          <TableFrame label={say('evidence.title')}>
            <table className="as-cards">
              <thead>
                <tr>
                  <th scope="col">{say('evidence.whose')}</th>
                  <th scope="col">{say('evidence.what')}</th>
                  <th scope="col">{say('evidence.found')}</th>
                  <th scope="col">{say('evidence.file')}</th>
                </tr>
              </thead>
              <tbody>
                {lines.map(({ id, member, names, kind, at }) => (
                  <tr key={id}>
                    <th scope="row">{names ? name(names) : <bdi>{member}</bdi>}</th>
                    <td data-label={say('evidence.what')}>{word('evidence-kind', kind)}</td>
                    <td data-label={say('evidence.found')}>
                      <ShortWhen at={at} />
                    </td>
                    <td data-label={say('evidence.file')}>
                      <a href={`/evidence/${id}/content`} download>
                        {say('files.keep')} <span className="only-heard">{word('evidence-kind', kind)}</span>
                      </a>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      </div>
    </Card>
  )
}
