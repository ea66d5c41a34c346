import type { MemberList, SecondPersonList, SecondPersonView } from '@ihala/contract'
import type { Static } from 'typebox'
import { useRead, useSession } from '../api/hooks.tsx'
import { useNow } from '../components/now.ts'
import { Card, Empty, Page, Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { inOrder } from './act.ts'
import { ActRow } from './act-row.tsx'
import { AsksCard } from './asks-card.tsx'

/** What takes two people: what waits for a second word, what the person is still to be told, and what was. Opening it is recorded. */
export default function SecondPersonPage() {
  const { say } = useReading()
  const { staff } = useSession()
  const acts = useRead<SecondPersonList>('/second-person')
  return (
    <Page title={say('second.title')} about={say('second.about')}>
      <div className="stack">
        {staff.roles.includes('duty-officer') && <AsksCard />}
        <Read from={acts}>
          {({ acts: all }) =>
            all.length === 0 ? (
              <Empty title={say('second.empty')}>
                <p>{say('second.empty.about')}</p>
              </Empty>
            ) : (
              <Acts acts={all} />
            )
          }
        </Read>
      </div>
    </Page>
  )
}

function Acts({ acts }: { acts: readonly SecondPersonView[] }) {
  const { say, name } = useReading()
  const members = useRead<Static<typeof MemberList>>('/members')
  const called = (entityId: string): string => {
    const member = members.content?.members.find((one) => one.entityId === entityId)
    return member ? name(member.names) : entityId
  }
  const { waiting, toTell, over } = inOrder(acts, useNow())
  const parts = [
    [say('second.waiting'), waiting],
    [say('second.to-tell'), toTell],
    [say('second.over'), over],
  ] as const
  return (
    <>
      {parts.map(
        ([title, some]) =>
          some.length > 0 && (
            <Card key={title} title={title}>
              <ul className="list">
                {some.map((act) => (
                  <ActRow key={act.id} act={act} called={called} />
                ))}
              </ul>
            </Card>
          ),
      )}
    </>
  )
}
