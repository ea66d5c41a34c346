import type { ReportOpened } from '@ihala/contract'
import type { useReading } from '@ihala/ui'

/** What staff read at the field in which they ask somebody unknown: first in which language, where what was told can be read. */
export function askHint(
  { say, languageName }: Pick<ReturnType<typeof useReading>, 'say' | 'languageName'>,
  { content }: Pick<ReportOpened, 'content'>,
): string {
  const hint = say('report.ask.hint')
  return content === null ? hint : `${say('report.ask.language', { language: languageName(content.language) })} ${hint}`
}
