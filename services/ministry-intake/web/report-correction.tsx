import type { ReportOpened } from '@ihala/contract'
import { Button, Notice, ProblemNotice, useReading, useSend } from '@ihala/ui'

/** A6: they said anew who they are after a file was made of it: both beside each other, and one press that takes it over, or leaves it. */
export function ReportCorrection({ opened: { correction, identity, personId, report } }: { opened: ReportOpened }) {
  const { say, day, list } = useReading()
  const { send, pending, problem } = useSend()
  if (correction === null || identity === null || personId === null) return null
  const { at, inFile } = correction
  const decide = (file: 'takes-over' | 'stays') =>
    void send({ method: 'POST', path: `/reports/${report.id}/correction`, body: { file }, version: report.version })
  const may = (call: boolean) => say(call ? 'report.who.call' : 'report.who.call.no')
  const lines = [
    ['report.who.name', inFile && list([...new Set(Object.values(inFile.names))]), identity.name, undefined],
    ['report.who.telephone', inFile?.telephone, identity.telephone, 'numbers'],
    ['report.anew.call', inFile && may(inFile.mayCall), may(identity.mayCall), undefined],
  ] as const
  return (
    <Notice tone="warn">
      <div className="stack">
        <p>
          <strong>{say('report.anew', { date: day(at) })}</strong>
        </p>
        {inFile === null ? (
          <p>{say('report.anew.unseen')}</p>
        ) : (
          <table className="as-cards">
            <thead>
              <tr>
                <td />
                <th scope="col">{say('report.anew.in-file')}</th>
                <th scope="col">{say('report.anew.said', { date: day(at) })}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(([what, before, now, looks]) => (
                <tr key={what}>
                  <th scope="row">{say(what)}</th>
                  <td data-label={say('report.anew.in-file')}>
                    <bdi className={before ? looks : undefined}>{before ?? say('report.anew.none')}</bdi>
                  </td>
                  <td data-label={say('report.anew.said', { date: day(at) })}>
                    <bdi className={now ? looks : undefined}>{now ?? say('report.anew.none')}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p>{say('report.anew.held')}</p>
        <ProblemNotice problem={problem} />
        {inFile !== null && (
          <div className="row">
            <Button look="primary" pending={pending} onPress={() => decide('takes-over')}>
              {say('report.anew.take-over')}
            </Button>
            <Button pending={pending} onPress={() => decide('stays')}>
              {say('report.anew.stays')}
            </Button>
          </div>
        )}
      </div>
    </Notice>
  )
}
