import type { MemberList, SentLine } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useRead } from '../api/hooks.tsx'
import { usePages } from '../api/pages.ts'
import { Tick } from '../components/choice-field.tsx'
import { DateField } from '../components/date-field.tsx'
import { More } from '../components/more.tsx'
import { Card, Empty, Page, Read } from '../components/page.tsx'
import { PickField } from '../components/pick-field.tsx'
import { useReading } from '../i18n/reading.tsx'
import { queryOf, type SentChoice } from './sent-choice.ts'
import { SentExport } from './sent-export.tsx'
import { SentTable } from './sent-table.tsx'

/** What left our house: every event, to whom, under which grant, and what became of it. */
export default function SentPage() {
  const { say, name } = useReading()
  const [choice, setChoice] = useState<SentChoice>({})
  const members = useRead<Static<typeof MemberList>>('/members')
  const query = queryOf(choice)
  return (
    <Page title={say('sent.title')} about={say('sent.about')}>
      <div className="stack">
        <Card title={say('sent.choose')}>
          <div className="stack">
            <div className="field-grid">
              <Read from={members}>
                {({ members: all }) => (
                  <PickField
                    name="/partner"
                    label={say('sent.to')}
                    value={choice.partner}
                    onChange={(partner) => setChoice({ ...choice, partner })}
                    options={all.filter(({ self }) => !self).map(({ entityId, names }) => ({ code: entityId, word: name(names) }))}
                  />
                )}
              </Read>
              <DateField
                name="/from"
                label={say('sent.from-day')}
                value={choice.from}
                onChange={(from) => setChoice({ ...choice, from })}
              />
              <DateField name="/to" label={say('sent.to-day')} value={choice.to} onChange={(to) => setChoice({ ...choice, to })} />
            </div>
            <Tick
              name="/withLog"
              label={say('sent.with-log')}
              value={choice.withLog ?? false}
              onChange={(withLog) => setChoice({ ...choice, withLog })}
            />
            <SentExport choice={choice} />
          </div>
        </Card>
        <Sent path={query === '' ? '/sent-events' : `/sent-events?${query}`} />
      </div>
    </Page>
  )
}

function Sent({ path }: { path: string }) {
  const { say } = useReading()
  const pages = usePages<SentLine>(path)
  return (
    <Read from={pages.reader}>
      {(lines) =>
        lines.length === 0 ? (
          <Empty title={say('sent.empty')}>
            <p>{say('sent.empty.about')}</p>
          </Empty>
        ) : (
          <>
            <SentTable lines={lines} />
            <More pages={pages} />
          </>
        )
      }
    </Read>
  )
}
