import type { AccessList } from '@ihala/contract'
import type { Static } from 'typebox'
import { useRead } from '../api/hooks.tsx'
import { Card, Read } from '../components/page.tsx'
import { Sep } from '../components/sep.tsx'
import { Away } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

/** Who looked at this file: every read is recorded, the readers under their pseudonyms. */
export function AccessCard({ id }: { id: string }) {
  const { say } = useReading()
  const accesses = useRead<Static<typeof AccessList>>(`/people/${id}/accesses`)
  return (
    <Card title={say('access.title')}>
      <Read from={accesses}>
        {(list) =>
          list.accesses.length === 0 ? (
            <p className="muted">{say('access.none')}</p>
          ) : (
            <ul className="stack-tight small">
              {list.accesses.map(({ at, staff, action }) => (
                <li key={`${at}-${staff}-${action}`} className="row spread">
                  <span>
                    <bdi>{action}</bdi>
                    <Sep />
                    <bdi className="muted">{staff.slice(0, 6)}</bdi>
                  </span>
                  <Away at={at} />
                </li>
              ))}
            </ul>
          )
        }
      </Read>
    </Card>
  )
}
