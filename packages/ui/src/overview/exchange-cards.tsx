import type { ExchangeState, Names } from '@ihala/contract'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { Card, Read, Terms } from '../components/page.tsx'
import { Sep } from '../components/sep.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

const EVERY = 10_000

/** How the exchange stands: the link, what waits to go, who could not be let in yet, and what was refused. */
export function ExchangeCards() {
  const { say, word, number } = useReading()
  const state = useRead<ExchangeState>('/exchange-state', { every: EVERY })
  return (
    <Read from={state}>
      {({ linkUp, outbox, bus, waitingRoom, quarantine, comparisons }) => (
        <>
          <Card title={say('exchange.state')}>
            <div className="stack">
              <Notice tone={linkUp ? 'good' : 'warn'}>
                <p>
                  <strong>{say('exchange.link')}</strong>
                  <br />
                  {say(linkUp ? 'exchange.link.up' : 'exchange.link.down')}
                </p>
              </Notice>
              {bus.lastAt !== null && (
                <Notice tone="warn">
                  <p>
                    <strong>{say('exchange.dropped', { operator: bus.operator, count: bus.dropped })}</strong>
                    <br />
                    {say('exchange.dropped.about')} <ShortWhen at={bus.lastAt} />
                  </p>
                </Notice>
              )}
              <Terms
                pairs={[
                  [say('exchange.waiting'), number(outbox.waiting)],
                  [
                    say('exchange.oldest'),
                    outbox.waiting > 0 && say('exchange.oldest.minutes', { count: Math.floor(outbox.oldestWaitingSeconds / 60) }),
                  ],
                  [say('exchange.expired'), number(outbox.expired)],
                  [say('exchange.refused'), number(outbox.refused)],
                ]}
              />
            </div>
          </Card>
          <Envelopes
            title={say('exchange.waiting-room')}
            about={say('exchange.waiting-room.about')}
            empty={say('exchange.empty-room')}
            total={waitingRoom.total}
            lines={waitingRoom.lines.map(({ from, reason, since }) => ({ from, why: word('problem', reason), at: since }))}
          />
          <Envelopes
            title={say('exchange.quarantine')}
            about={say('exchange.quarantine.about')}
            empty={say('exchange.empty-quarantine')}
            total={quarantine.total}
            lines={quarantine.lines.map(({ from, code, at }) => ({ from, why: word('problem', code), at }))}
          />
          <Comparisons comparisons={comparisons} />
        </>
      )}
    </Read>
  )
}

/** With whom we hold the same, and since when we know it. */
function Comparisons({ comparisons: { differences, lines } }: Pick<ExchangeState, 'comparisons'>) {
  const { say, number } = useReading()
  const title = say('exchange.comparisons')
  return (
    <Card
      title={title}
      aside={
        differences > 0 && (
          <span className="badge warn numbers">
            {say('exchange.differences')} {number(differences)}
          </span>
        )
      }
    >
      <p className="small muted">{say('exchange.comparisons.about')}</p>
      {lines.length === 0 ? (
        <p>{say('exchange.empty-comparisons')}</p>
      ) : (
        <TableFrame label={title}>
          <table className="as-cards">
            <thead>
              <tr>
                <th scope="col">{say('exchange.partner')}</th>
                <th scope="col">{say('exchange.compared')}</th>
                <th scope="col">{say('exchange.agreed')}</th>
                <th scope="col">{say('exchange.differences')}</th>
                <th scope="col">{say('exchange.compare.column')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Comparison key={line.partner} line={line} />
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </Card>
  )
}

/** How one partner stands, and the way to compare with it now. The state is read again by itself. */
function Comparison({ line }: { line: ExchangeState['comparisons']['lines'][number] }) {
  const { say, word, name, number } = useReading()
  const { send, pending, problem } = useSend()
  return (
    <tr>
      <th scope="row">{line.with ? name(line.with) : say('exchange.unknown')}</th>
      <td data-label={say('exchange.compared')}>
        {word('comparison', line.state)}
        {line.at !== null && (
          <>
            <Sep />
            <ShortWhen at={line.at} />
          </>
        )}
      </td>
      <td data-label={say('exchange.agreed')}>
        {line.agreedAt === null ? say('exchange.agreed.never') : <ShortWhen at={line.agreedAt} />}
      </td>
      <td className="numbers" data-label={say('exchange.differences')}>
        {number(line.differences)}
      </td>
      <td data-label={say('exchange.compare.column')}>
        <Button
          look="quiet"
          pending={pending}
          onPress={() => void send({ method: 'POST', path: '/comparisons', body: { with: line.partner } })}
        >
          {say('exchange.compare')}
        </Button>
        <ProblemNotice problem={problem} />
      </td>
    </tr>
  )
}

interface EnvelopesProps {
  readonly title: string
  readonly about: string
  readonly empty: string
  readonly total: number
  readonly lines: readonly { readonly from: Names | null; readonly why: string; readonly at: string }[]
}

function Envelopes({ title, about, empty, total, lines }: EnvelopesProps) {
  const { say, name, number } = useReading()
  return (
    <Card title={title} aside={<span className={total > 0 ? 'badge warn numbers' : 'badge numbers'}>{number(total)}</span>}>
      <p className="small muted">{about}</p>
      {lines.length === 0 ? (
        <p>{empty}</p>
      ) : (
        <TableFrame label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('exchange.from')}</th>
                <th scope="col">{say('exchange.why')}</th>
                <th scope="col">{say('exchange.since')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ from, why, at }, index) => (
                <tr key={`${at}-${index}`}>
                  <th scope="row">{from ? name(from) : say('exchange.unknown')}</th>
                  <td>{why}</td>
                  <td>
                    <ShortWhen at={at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </Card>
  )
}
