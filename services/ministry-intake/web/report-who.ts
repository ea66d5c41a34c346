import type { ReportOpened, ReportQuestion } from '@ihala/contract'

/**
 * What the report may say of reaching whoever wrote it. Once a file was made of it the file says so (T41): what they say anew is not
 * confirmed, and nobody calls by it.
 */
export type Reaching = 'call' | 'call.no' | 'unconfirmed' | 'in-file'

export function reachingOf({ identity, personId, correction }: Pick<ReportOpened, 'identity' | 'personId' | 'correction'>): Reaching {
  if (correction !== null) return 'unconfirmed'
  if (personId !== null) return 'in-file'
  return identity?.mayCall ? 'call' : 'call.no'
}

/** What cannot wait and was passed over: that nobody answered is not that all is well. */
export function unansweredFirst({ content }: Pick<ReportOpened, 'content'>): readonly ReportQuestion[] {
  if (content === null) return []
  return (['in-danger-now', 'under-18'] as const).filter((asked) => !content.answers.some(({ question }) => question === asked))
}
