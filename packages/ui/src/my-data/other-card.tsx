import type { MyDataOther, MyDataStatement, MyDataTold } from '@ihala/contract'
import { Link } from 'wouter'
import { Card } from '../components/page.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar } from '../pictures/clock-bar.tsx'
import { TakeBack } from '../rights/take-back.tsx'
import { statedLines } from './lines.ts'
import { ProofMark } from './proof-mark.tsx'
import { ToldLines } from './told-lines.tsx'
import { type Called, partWord } from './words.ts'

const TONES: Readonly<Record<MyDataOther['stands'], string>> = {
  'not-asked': 'badge',
  waiting: 'badge warn',
  answered: 'badge good',
  suspended: 'badge danger',
}

interface OtherCardProps {
  readonly other: MyDataOther
  readonly nameOf: (entityId: string) => string | undefined
}

/** One body that was, or can be, asked: how that stands, what it said, and the way to take back what it may have. */
export function OtherCard({ other, nameOf }: OtherCardProps) {
  const { say, name, word } = useReading()
  const { referral, partner, direction, stands, askedAt, answeredAt, statements, further, told } = other
  return (
    <Card title={name(partner.names)} aside={<span className={TONES[stands]}>{word('holding-stands', stands)}</span>}>
      <div className="stack">
        <p className="small muted row">
          <span>{say(`my-data.direction.${direction}`)}</span>
          {askedAt !== null && (
            <span>
              {say('my-data.asked-at')} <ShortWhen at={askedAt} />
            </span>
          )}
          {answeredAt !== null && (
            <span>
              {say('my-data.answered-at')} <ShortWhen at={answeredAt} />
            </span>
          )}
        </p>
        {statements.map((statement) => (
          <Said key={statement.proof.event} statement={statement} partner={name(partner.names)} nameOf={nameOf} />
        ))}
        {further.map(({ steps, kind, body }) => (
          <p key={`${steps} ${kind} ${body}`}>
            {say('my-data.further', {
              who: body === null ? word('kind', kind) : (nameOf(body) ?? body),
              body: name(partner.names),
            })}
          </p>
        ))}
        {told.map((one) => (
          <Told key={one.at} told={one} called={{ body: name(partner.names), nameOf }} />
        ))}
        <div className="row not-printed">
          <TakeBack referral={referral} partner={partner.names} />
          <Link href={`/referrals/${referral}`}>{say('tasks.referral')}</Link>
        </div>
      </div>
    </Card>
  )
}

/** What a body was told to erase: what it stated, or by when it must. */
function Told({ told, called }: { told: MyDataTold; called: Called }) {
  const reading = useReading()
  const { say, list, dayInBoth } = reading
  const { parts, at, dueAt, complete } = told
  const lines = statedLines(told)
  return (
    <section className="section stack-tight">
      {lines.length > 0 && <ToldLines lines={lines} called={called} />}
      {!complete && (
        <p className="row spread">
          <span>
            {say('my-data.told', { body: called.body, what: list(parts.map((part) => partWord(reading, part))), from: dayInBoth(at) })}
          </span>
          <ClockBar clock={{ startedAt: at, dueAt }} />
        </p>
      )}
    </section>
  )
}

/** What a body said of itself, or of one further on. One signature stands for all of it. */
function Said({ statement, partner, nameOf }: { statement: MyDataStatement; partner: string } & Pick<OtherCardProps, 'nameOf'>) {
  const { say, word } = useReading()
  const { at, steps, kind, body, lines, proof } = statement
  const who = steps === 0 ? partner : body === null ? word('kind', kind) : (nameOf(body) ?? body)
  return (
    <section className="section stack-tight">
      {steps > 0 && (
        <h3>
          {who} <span className="small muted">{say('my-data.steps', { count: steps })}</span>
        </h3>
      )}
      <ToldLines lines={lines.map((line) => ({ line, with: null, proof: null }))} called={{ body: who, nameOf }} proven={false} />
      <p className="small row">
        <ProofMark proofs={[proof]} />
        <ShortWhen at={at} />
      </p>
    </section>
  )
}
