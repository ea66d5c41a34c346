import { ProblemError } from '../api/problem.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { ICONS, Icon } from '../components/icon.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { Card, Empty, Terms } from '../components/page.tsx'
import { Sep } from '../components/sep.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { Away, ShortWhen, When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { StateBadge } from '../referral/state-badge.tsx'
import type { Specimen } from './specimen.ts'

const LATER = new Date(Date.now() + 5 * 3_600_000).toISOString()

/** What is pressed and read. */
export const PRESSED: readonly Specimen[] = [
  { name: 'Button', shown: () => <Buttons /> },
  { name: 'LinkButton', shown: () => <Link /> },
  { name: 'Notice', shown: () => <Notices /> },
  {
    name: 'ProblemNotice',
    shown: () => (
      <>
        <ProblemNotice problem={new ProblemError({ code: 'version-conflict', status: 409 })} again={() => undefined} />
        <ProblemNotice problem={new ProblemError({ code: 'session-expired', status: 401 })} />
      </>
    ),
  },
  { name: 'Icon', shown: () => <Icons /> },
  { name: 'Card, Terms, Sep', shown: () => <Pairs /> },
  { name: 'Empty', shown: () => <Nothing /> },
  { name: 'TableFrame', shown: () => <Table /> },
  {
    name: 'When, ShortWhen, Away',
    shown: () => (
      <>
        <p>
          <When at={LATER} hour />
        </p>
        <p>
          <ShortWhen at={LATER} />
        </p>
        <p>
          <Away at={LATER} />
        </p>
      </>
    ),
  },
  {
    name: 'StateBadge',
    shown: () => (
      <p className="row">
        {(['requested', 'accepted', 'on-hold', 'completed', 'handed-back', 'rejected'] as const).map((state) => (
          <StateBadge key={state} line={{ state, businessStatus: null, outcome: null }} />
        ))}
      </p>
    ),
  },
]

function Buttons() {
  const { word } = useReading()
  return (
    <p className="row">
      <Button look="primary">{word('verb', 'accept')}</Button>
      <Button>{word('verb', 'hold')}</Button>
      <Button look="danger">{word('verb', 'reject')}</Button>
      <Button look="quiet">{word('verb', 'note')}</Button>
      <Button pending>{word('verb', 'accept')}</Button>
      <Button disabled>{word('verb', 'start')}</Button>
    </p>
  )
}

function Link() {
  const { say } = useReading()
  return <LinkButton to="/components">{say('people.refer')}</LinkButton>
}

function Notices() {
  const { say } = useReading()
  return (
    <>
      {(['calm', 'good', 'warn', 'danger'] as const).map((tone) => (
        <Notice key={tone} tone={tone}>
          <p>{say('waiting.kept')}</p>
        </Notice>
      ))}
    </>
  )
}

function Icons() {
  return (
    <p className="row">
      {ICONS.map((icon) => (
        <Icon key={icon} name={icon} />
      ))}
    </p>
  )
}

function Pairs() {
  const { say, word, money, number } = useReading()
  return (
    <Card title={say('referral.need')} aside={<span className="badge warn">{word('urgency', 'tonight')}</span>}>
      <Terms
        pairs={[
          [say('person.sex'), word('sex', 'female')],
          [say('award-for.amount'), money(120_050, 'QAR')],
          [
            say('settings.digits'),
            <span key="two">
              {number(2)}
              <Sep />
              {word('access', 'step-free')}
            </span>,
          ],
        ]}
      />
    </Card>
  )
}

function Nothing() {
  const { say } = useReading()
  return (
    <Empty title={say('work.received.empty')}>
      <p>{say('work.received.empty.about')}</p>
    </Empty>
  )
}

function Table() {
  const { say, word, number } = useReading()
  return (
    <TableFrame label={say('counts.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('counts.state')}</th>
            <th scope="col">{say('counts.how-many')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{word('state', 'accepted')}</th>
            <td>{number(1_203)}</td>
          </tr>
          <tr>
            <th scope="row">{word('state', 'rejected')}</th>
            <td>{number(47)}</td>
          </tr>
        </tbody>
      </table>
    </TableFrame>
  )
}
