import type { ErasablePart, MyDataLine, MyDataOther, MyDataTold } from '@ihala/contract'
import { Link } from 'wouter'
import { Card } from '../components/page.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar } from '../pictures/clock-bar.tsx'
import { TakeBack } from '../rights/take-back.tsx'
import { bare, lainWith, mayTakeBack, plainly, type Spoken, spoken, statedLines, toldSince } from './lines.ts'
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
  /** What we did with it, for what went there. */
  readonly own: readonly MyDataLine[]
  readonly nameOf: (entityId: string) => string | undefined
}

/** One body that was, or can be, asked: how that stands, what it said, and the way to take back what it may have. */
export function OtherCard({ other, own, nameOf }: OtherCardProps) {
  const { say, name, word } = useReading()
  const { referral, partner, direction, stands, askedAt, answeredAt, statements, further, told } = other
  const lain = lainWith(other, own)
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
        {spoken(statements).map((said) => (
          <Said key={said.key} said={said} lain={said.steps === 0 ? lain : []} partner={name(partner.names)} nameOf={nameOf} />
        ))}
        {further.map(({ steps, kind, body }) => (
          <p key={`${steps} ${kind} ${body}`}>
            {say('my-data.further', {
              who: body === null ? word('kind', kind) : (nameOf(body) ?? body),
              body: name(partner.names),
            })}
          </p>
        ))}
        {toldSince(other).map((one) => (
          <Told key={one.at} told={one} lain={lain} called={{ body: name(partner.names), nameOf }} />
        ))}
        <div className="row not-printed">
          {/* What was told stands above, once it was: its own notice ends there. */}
          {mayTakeBack(other, own) && <TakeBack key={told.length} referral={referral} partner={partner.names} />}
          <Link href={`/referrals/${referral}`}>{say('tasks.referral')}</Link>
        </div>
      </div>
    </Card>
  )
}

/** What a body was told to erase: what it stated, or by when it must. */
function Told({ told, lain, called }: { told: MyDataTold; lain: readonly ErasablePart[]; called: Called }) {
  const reading = useReading()
  const { say, list, dayInBoth } = reading
  const { parts, at, dueAt, complete } = told
  const lines = plainly(statedLines(told), lain)
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

interface SaidProps extends Pick<OtherCardProps, 'nameOf'> {
  readonly said: Spoken
  readonly lain: readonly ErasablePart[]
  readonly partner: string
}

/** What a body said of itself, or of one further on. Its signature stands for all of it. */
function Said({ said, lain, partner, nameOf }: SaidProps) {
  const { say, word } = useReading()
  const { at, steps, kind, body, lines, proofs } = said
  const who = steps === 0 ? partner : body === null ? word('kind', kind) : (nameOf(body) ?? body)
  return (
    <section className="section stack-tight">
      {steps > 0 && (
        <h3>
          {who} <span className="small muted">{say('my-data.steps', { count: steps })}</span>
        </h3>
      )}
      <ToldLines lines={plainly(lines.map(bare), lain)} called={{ body: who, nameOf }} proven={false} />
      <p className="small row">
        <ProofMark proofs={proofs} />
        <ShortWhen at={at} />
      </p>
    </section>
  )
}
