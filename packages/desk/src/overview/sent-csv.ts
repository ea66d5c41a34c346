import type { Names } from '@ihala/contract'
import type { SentEvent } from '@ihala/kit'

/** Header rows. What stands below are codes and names, the same in every language. */
const HEADERS: Readonly<Record<'ar' | 'en', readonly string[]>> = {
  ar: [
    'وقت الإرسال (بالتوقيت العالمي)',
    'نوع الحدث',
    'إلى',
    'معرّف الجهة',
    'الإحالة',
    'بموجب الموافقة',
    'الحالة',
    'سبب الرفض',
    'وقت الحالة (بالتوقيت العالمي)',
    'معرّف الحدث',
  ],
  en: [
    'Sent at (UTC)',
    'Event',
    'To',
    'Identifier of the body',
    'Referral',
    'Under grant',
    'State',
    'Refused because',
    'State since (UTC)',
    'Identifier of the event',
  ],
}

/** Says to a spreadsheet that the text is UTF-8: without it Arabic is shown as other signs. */
const BYTE_ORDER_MARK = '\u{feff}'

/** The first line of an export, in the language asked. */
export function csvHeader(language: 'ar' | 'en'): string {
  return BYTE_ORDER_MARK + csvLine(HEADERS[language])
}

/** One line of an export. */
export function csvSent(
  { id, at, event, to, caseId, grant, state, refusal, endedAt }: SentEvent,
  names: Names | null,
  language: 'ar' | 'en',
): string {
  return csvLine([at, event, names?.[language] ?? '', to, caseId ?? '', grant ?? '', state, refusal ?? '', endedAt ?? '', id])
}

/**
 * A line as RFC 4180 has it. No cell is a formula: what a spreadsheet would take for one (also an id that begins with a dash) gets
 * an apostrophe before it.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(text: string): string {
  const said = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(said) ? `"${said.replaceAll('"', '""')}"` : said
}
