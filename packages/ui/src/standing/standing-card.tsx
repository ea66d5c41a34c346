import { Link } from 'wouter'
import { useSession } from '../api/hooks.tsx'
import { Card } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { writesFiles } from '../shell/roles.ts'

/** On a person’s file: the ways to who speaks for them, to how they are reached, and to what takes two people. Nothing of it is read before it is opened. */
export function StandingCard({ id }: { id: string }) {
  const { say } = useReading()
  const { staff } = useSession()
  const writes = writesFiles(staff.roles)
  return (
    <Card title={say('standing.ways')}>
      <ul className="stack-tight">
        {writes && (
          <li>
            <Link href={`/people/${id}/standing`}>{say('standing.title')}</Link>
          </li>
        )}
        {writes && (
          <li>
            <Link href={`/people/${id}/reached`}>{say('reached.title')}</Link>
          </li>
        )}
        <li>
          <Link href={`/second-person/new?person=${id}`}>{say('second.ask')}</Link>
        </li>
      </ul>
    </Card>
  )
}
