import { SENT_EXPORT } from '@ihala/contract'
import { useKeep } from '../api/keep.ts'
import { Button } from '../components/button.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { useReading } from '../i18n/reading.tsx'
import { exportFault, queryOf, type SentChoice } from './sent-choice.ts'

/** Takes what is chosen away as a table. That it was taken is written into the access log. */
export function SentExport({ choice }: { choice: SentChoice }) {
  const { say, locale } = useReading()
  const { keep, pending, problem } = useKeep()
  const fault = exportFault(choice)
  return (
    <div className="stack-tight">
      <div className="row">
        <Button
          pending={pending}
          disabled={fault !== undefined}
          onPress={() => keep(`/sent-events/export?${queryOf(choice)}&language=${locale.language}`, `sent-${choice.from}-${choice.to}.csv`)}
        >
          {say('sent.export')}
        </Button>
        <span className="small muted">
          {say(fault === undefined ? 'sent.export.about' : `sent.export.${fault}`, { days: SENT_EXPORT.days })}
        </span>
      </div>
      {problem?.rule === 'maxItems' ? (
        <Notice tone="danger">
          <p>{say('sent.export.too-many', { rows: SENT_EXPORT.rows })}</p>
        </Notice>
      ) : (
        <ProblemNotice problem={problem} />
      )}
    </div>
  )
}
