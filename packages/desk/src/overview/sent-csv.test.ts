import { expect, test } from 'vitest'
import { csvHeader, csvLine, csvSent } from './sent-csv.ts'

test('no cell of an export is a formula, whatever it begins with', () => {
  const cells = ['=1+1', '+974', '-AAA', '@sum', '\t=1', '\r=1', 'plain', 'a-b']
  expect(csvLine(cells)).toBe(`'=1+1,'+974,'-AAA,'@sum,'\t=1,"'\r=1",plain,a-b\r\n`)
  expect(csvLine(['Care "House", Doha', '=HYPERLINK("x","y")'])).toBe(`"Care ""House"", Doha","'=HYPERLINK(""x"",""y"")"\r\n`)
})

test('the header is in the language asked, marked as UTF-8, and as wide as the lines', () => {
  const sent = {
    id: 'A'.repeat(22),
    at: '2026-11-22T09:30:00.000Z',
    event: 'digest-stated',
    to: 'https://itf.ihala.test',
    caseId: null,
    grant: null,
    state: 'waiting' as const,
    refusal: null,
    endedAt: null,
  }
  const line = csvSent(sent, { ar: 'الاتحاد', en: 'ITF' }, 'ar')
  expect(line).toContain(',الاتحاد,')
  for (const language of ['ar', 'en'] as const) expect(csvHeader(language).split(',')).toHaveLength(line.split(',').length)
  expect(csvHeader('en').startsWith('\u{feff}Sent at')).toBe(true)
})
