import { Category } from '@ihala/contract'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar, SeverityWord } from '../pictures/clock-bar.tsx'
import { Crew } from '../pictures/crew.tsx'
import { Door, Doors } from '../pictures/doors.tsx'
import { FactLine, FactTicks } from '../pictures/fact-ticks.tsx'
import { PathSteps } from '../pictures/path-steps.tsx'
import type { Specimen } from './specimen.ts'

const HOUR = 3_600_000
const from = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString()
const FACTS = { sealedAt: from(-3), deliveredAt: from(-2), openedAt: from(-1), decidedAt: null }

/** What is seen rather than read; under each stands how the same is said in words. */
export const PICTURES: readonly Specimen[] = [
  {
    name: 'ClockBar, SeverityWord',
    shown: () => (
      <div className="stack">
        <ClockBar clock={{ startedAt: from(-1), dueAt: from(9) }} />
        <ClockBar clock={{ startedAt: from(-6), dueAt: from(4) }} />
        <ClockBar clock={{ startedAt: from(-9), dueAt: from(1) }} />
        <ClockBar clock={{ startedAt: from(-9), dueAt: from(-1) }} />
        <ClockBar clock={{ startedAt: from(-9), dueAt: null }} />
        <span className="row">
          <SeverityWord severity="urgent" />
          <SeverityWord severity="overdue" />
        </span>
      </div>
    ),
  },
  { name: 'Doors, Door', shown: () => <Consent /> },
  {
    name: 'FactTicks, FactLine',
    shown: () => (
      <div className="stack">
        <FactTicks facts={FACTS} />
        <FactLine facts={FACTS} />
      </div>
    ),
  },
  { name: 'PathSteps', shown: () => <Path /> },
  { name: 'Crew', shown: () => <Crew people={[...Array(9).fill('with-us'), ...Array(4).fill('referred'), 'overdue', 'overdue']} /> },
]

function Consent() {
  const { say, name } = useReading()
  const sentence = say('consent.doors', { holder: name({ ar: 'دار الرعاية', en: 'Care House' }), until: '2026-12-31' })
  return (
    <div className="stack">
      <Doors all={Category.enum.slice(0, 6)} open={['need', 'identity']} withdrawn={['contact']} sentence={sentence} />
      <span className="row">
        <Door open />
        <Door open={false} />
      </span>
    </div>
  )
}

function Path() {
  const { say } = useReading()
  const steps = (['new.stage.person', 'new.stage.recipient', 'new.stage.need', 'new.stage.consent', 'new.stage.check'] as const).map(
    (key) => say(key),
  )
  return <PathSteps steps={steps} here={2} onGo={() => undefined} />
}
