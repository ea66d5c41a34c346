import type { ReferralLine } from '@ihala/contract'
import { Icon } from '../components/icon.tsx'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

const FACTS = ['sealed', 'delivered', 'opened', 'decided'] as const
type Facts = ReferralLine['facts']

/** The four facts of a referral, each apart (D2), as four small ticks for a list. The words are heard and shown on the referral. */
export function FactTicks({ facts }: { facts: Facts }) {
  const { say, list } = useReading()
  const happened = FACTS.filter((fact) => facts[`${fact}At`] !== null)
  const words = happened.length === 0 ? say('facts.none') : list(happened.map((fact) => say(`fact.${fact}`)))
  return (
    <span className="ticks" role="img" aria-label={words} title={words}>
      {FACTS.map((fact) => (
        <span key={fact} className={facts[`${fact}At`] === null ? 'tick' : 'tick done'}>
          {facts[`${fact}At`] !== null && <Icon name="tick" size={12} />}
        </span>
      ))}
    </span>
  )
}

/** The four facts as steps on a line, each with its moment or that it has not happened. */
export function FactLine({ facts }: { facts: Facts }) {
  const { say } = useReading()
  return (
    <ol className="fact-line">
      {FACTS.map((fact) => {
        const at = facts[`${fact}At`]
        return (
          <li key={fact} className={at === null ? '' : 'done'}>
            <span className={at === null ? 'tick' : 'tick done'} aria-hidden="true">
              {at !== null && <Icon name="tick" size={14} />}
            </span>
            <span>
              <strong>{say(`fact.${fact}`)}</strong>
              <br />
              {at === null ? <span className="muted small">{say('fact.not-yet')}</span> : <When at={at} hour />}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
