import { TableFrame, useReading, When } from '@ihala/ui'
import type { RegistryLog } from './registry-answers.ts'

/** The public log of the registry, the newest change first, each with the head of its leaf. */
export function ChangesTable({ changes }: { changes: RegistryLog['changes'] }) {
  const { say, word, number } = useReading()
  return (
    <TableFrame label={say('registry.log')}>
      <table className="as-cards">
        <thead>
          <tr>
            <th scope="col">{say('registry.position')}</th>
            <th scope="col">{say('registry.at')}</th>
            <th scope="col">{say('members.name')}</th>
            <th scope="col">{say('registry.change')}</th>
            <th scope="col">{say('registry.leaf')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.toReversed().map((change) => (
            <tr key={change.position}>
              <td data-label={say('registry.position')} className="numbers">
                {number(change.position)}
              </td>
              <td data-label={say('registry.at')}>
                <When at={change.at} hour />
              </td>
              <th scope="row">
                <bdi>{change.entityId.replace('https://', '')}</bdi>
              </th>
              <td data-label={say('registry.change')}>{word('registry-change', change.change)}</td>
              <td data-label={say('registry.leaf')}>
                <bdi className="code short muted">{change.leaf.slice(0, 12)}…</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}
