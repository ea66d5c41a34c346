import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { useReading } from '../i18n/reading.tsx'
import { differences } from './draft.ts'

interface NewerVersionProps {
  readonly theirs: unknown
  readonly mine: unknown
  readonly onTheirs: () => void
  readonly onMine: () => void
}

/** Somebody else saved first: both versions side by side, and a person decides (D11). */
export function NewerVersion({ theirs, mine, onTheirs, onMine }: NewerVersionProps) {
  const { say } = useReading()
  return (
    <Notice tone="warn">
      <h2>{say('conflict-of-versions.title')}</h2>
      <TableFrame label={say('conflict-of-versions.title')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('conflict-of-versions.field')}</th>
              <th scope="col">{say('conflict-of-versions.theirs')}</th>
              <th scope="col">{say('conflict-of-versions.mine')}</th>
            </tr>
          </thead>
          <tbody>
            {differences(theirs, mine).map((difference) => (
              <tr key={difference.at}>
                <th scope="row">
                  <bdi>{difference.at.slice(1).replaceAll('/', ' › ')}</bdi>
                </th>
                <td>
                  <bdi>{shown(difference.theirs)}</bdi>
                </td>
                <td>
                  <bdi>{shown(difference.mine)}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <div className="row">
        <Button onPress={onMine}>{say('conflict-of-versions.keep-mine')}</Button>
        <Button onPress={onTheirs}>{say('conflict-of-versions.take-theirs')}</Button>
      </div>
    </Notice>
  )
}

function shown(value: unknown): string {
  if (value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
