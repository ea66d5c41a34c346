import type { MatterList } from '@ihala/contract'
import { Empty, Page, Read, useRead, useReading } from '@ihala/ui'
import type { Static } from 'typebox'
import { MatterRow } from './matter-row.tsx'

const EVERY = 10_000

/** Complaints taken on, by the end of their conciliation. */
export default function MattersPage() {
  const { say } = useReading()
  const matters = useRead<Static<typeof MatterList>>('/matters', { every: EVERY })
  return (
    <Page title={say('matters.title')} about={say('matters.about')}>
      <Read from={matters}>
        {({ matters: all }) =>
          all.length === 0 ? (
            <Empty title={say('matters.empty')} />
          ) : (
            <ul className="list">
              {all
                .toSorted((a, b) => a.conciliationDueAt.localeCompare(b.conciliationDueAt))
                .map((matter) => (
                  <MatterRow key={matter.id} matter={matter} />
                ))}
            </ul>
          )
        }
      </Read>
    </Page>
  )
}
