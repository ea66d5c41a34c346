import { Empty, Read, TableFrame, useRead, useReading } from '@ihala/ui'
import type { MemberComplaintCounts } from './registry-answers.ts'

/** how many complaints came, by member and code; fewer than eleven are only said to be few. */
export function ComplaintCounts({ nameOf }: { nameOf: (entityId: string) => string }) {
  const { say, word, number } = useReading()
  const counts = useRead<MemberComplaintCounts>('/member-complaint-counts')
  return (
    <Read from={counts}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Empty title={say('member-complaints.empty')} />
        ) : (
          <TableFrame label={say('member-complaints.counts')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('members.name')}</th>
                  <th scope="col">{say('member-complaints.what')}</th>
                  <th scope="col">{say('counts.how-many')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ about, what, count }) => (
                  <tr key={`${about} ${what}`}>
                    <th scope="row">
                      <bdi>{nameOf(about)}</bdi>
                    </th>
                    <td>{word('member-complaint', what)}</td>
                    <td className="numbers">{count === 'few' ? say('counts.few') : number(count)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )
      }
    </Read>
  )
}
