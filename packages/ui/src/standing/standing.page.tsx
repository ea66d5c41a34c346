import type { AgeView, IncapacityList } from '@ihala/contract'
import type { Static } from 'typebox'
import { useRead } from '../api/hooks.tsx'
import { useNow } from '../components/now.ts'
import { Page, Read } from '../components/page.tsx'
import { ReasonAsked } from '../components/reason-asked.tsx'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { AgeCard } from './age-card.tsx'
import { CompanionsCard } from './companions-card.tsx'
import { useFileName } from './file-name.ts'
import { IncapacityCard } from './incapacity-card.tsx'
import { speaksFor } from './speaks.ts'

/** Who speaks for them now, in a sentence. */
function Speaks({ id, settled }: Pick<AgeView, 'settled'> & { id: string }) {
  const { say } = useReading()
  const { content } = useRead<Static<typeof IncapacityList>>(`/people/${id}/incapacity`)
  const now = useNow()
  if (!content) return null
  return (
    <p>
      <strong>{say(`standing.speaks.${speaksFor(settled, content.found, now) ?? 'by-file'}`)}</strong>
    </p>
  )
}

/** who may speak for somebody: how old they are, whether they can decide, and with whom they came. */
export default function StandingPage({ id }: { id: string }) {
  const { say } = useReading()
  const name = useFileName(id)
  const age = useRead<AgeView>(`/people/${id}/age`)
  return (
    <Page
      title={say('standing.title')}
      about={name === undefined ? say('standing.about') : isolate(name)}
      back={{ to: `/people/${id}`, title: say('referral.person') }}
    >
      {age.problem?.code === 'reason-required' ? (
        <ReasonAsked path={`/people/${id}`} />
      ) : (
        <Read from={age}>
          {({ settled }) => (
            <div className="stack">
              <Speaks id={id} settled={settled} />
              <AgeCard id={id} settled={settled} />
              <IncapacityCard id={id} />
              <CompanionsCard id={id} />
            </div>
          )}
        </Read>
      )}
    </Page>
  )
}
