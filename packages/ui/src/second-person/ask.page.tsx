import type { SecondPersonKind } from '@ihala/contract'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { useSession } from '../api/hooks.tsx'
import { LinkButton } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Page } from '../components/page.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { useFileName } from '../standing/file-name.ts'
import { CompelledForm } from './compelled-form.tsx'
import { DangerForm } from './danger-form.tsx'
import { ReleaseForm } from './release-form.tsx'
import { SealCard } from './seal-card.tsx'

/** Asks for what takes two people, about one person: nothing follows before a second one has said yes. */
export default function AskPage() {
  const { say, word } = useReading()
  const { staff } = useSession()
  const [search] = useSearchParams()
  const [kind, setKind] = useState<SecondPersonKind>()
  const [asked, setAsked] = useState(false)
  const id = search.get('person') ?? ''
  const name = useFileName(id)
  const back = { to: `/people/${id}`, title: say('referral.person') }
  if (asked)
    return (
      <Page title={say('second.asked')} back={back}>
        <Notice tone="warn">
          <p>{say('second.asked.about')}</p>
          <div>
            <LinkButton to="/second-person">{say('second.title')}</LinkButton>
          </div>
        </Notice>
      </Page>
    )
  const done = () => setAsked(true)
  return (
    <Page title={say('second.ask')} about={name === undefined ? undefined : isolate(name)} back={back}>
      <div className="stack">
        <p className="muted">{say('second.ask.about')}</p>
        <section className="card">
          <OneOf
            name="/kind"
            label={say('second.ask.kind')}
            value={kind}
            onChange={setKind}
            down
            options={FAMILIES['second-kind'].map((code) => ({
              code,
              word: (
                <span className="two-lines">
                  <strong>{word('second-kind', code)}</strong>
                  <span className="small muted">{say(`second.kind.${code}.about`)}</span>
                </span>
              ),
            }))}
          />
        </section>
        {kind && (
          <Card title={word('second-kind', kind)}>
            {kind === 'danger' && <DangerForm id={id} onDone={done} />}
            {kind === 'release' && <ReleaseForm id={id} onDone={done} />}
            {kind === 'compelled' && <CompelledForm id={id} onDone={done} />}
          </Card>
        )}
        {staff.roles.includes('data-protection-officer') && <SealCard id={id} />}
      </div>
    </Page>
  )
}
