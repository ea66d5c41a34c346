import { createHash } from 'node:crypto'
import type { Dossier } from '@ihala/contract'
import { type Act, type Erased, erasedWords, type Language, type Proven, verifyDossier } from '@ihala/verifier'
import { encode } from 'uqr'
import { actWords } from './act.words.ts'
import { PAGE_WORDS, type PageWords, receiptWords } from './dossier.words.ts'
import { isPrintable, leftToRight, ofItsOwn } from './lines.ts'
import { type Cell, type Pages, printSheet, type Section } from './sheet.ts'

/** In which languages a dossier is printed; `both` is Arabic first. */
export type PrintLanguage = Language | 'both'

const LANGUAGES: Readonly<Record<PrintLanguage, readonly Language[]>> = { en: ['en'], ar: ['ar'], both: ['ar', 'en'] }

/**
 * What the QR code of a printed dossier says: the SHA-256 of the enclosed file (hex), the case, the organisation. A text, not an
 * address: nothing is asked of anybody when it is read.
 */
export function markText({ case: caseId, organisation }: Pick<Dossier, 'case' | 'organisation'>, hash: string): string {
  return `ihala:dossier:1:${hash}:${caseId}:${host(organisation)}`
}

const host = (entityId: string): string => entityId.replace(/^https:\/\//, '')
const instant = (time: string | number): string =>
  leftToRight(
    new Date(typeof time === 'number' ? time * 1000 : time)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d{3}Z$/, ' UTC'),
  )

/**
 * Prints a dossier as PDF/A-3 with the dossier enclosed. The bytes follow from the dossier and the language alone, so that whoever
 * has the one can print the other again and compare. Throws Wrong when the dossier does not hold: nothing is printed that is not proven.
 */
export async function printDossier(bytes: Buffer, language: PrintLanguage): Promise<Buffer> {
  const text = bytes.toString('utf8')
  const proven = verifyDossier(text)
  const dossier: Dossier = JSON.parse(text)
  const hash = createHash('sha256').update(bytes).digest('hex')
  const [first = 'ar'] = LANGUAGES[language]
  const { title, subject, enclosed } = PAGE_WORDS[first]
  return printSheet(
    { title, subject: subject(proven.case), language: first, at: new Date(dossier.writtenAt) },
    { name: 'dossier.json', type: 'application/json', description: enclosed, bytes },
    LANGUAGES[language].map((one) => section(dossier, proven, hash, one)),
  )
}

function section(dossier: Dossier, proven: Proven, hash: string, language: Language): Section {
  const words: PageWords = PAGE_WORDS[language]
  const caseId = leftToRight(proven.case)
  return {
    language,
    direction: language === 'ar' ? 'rtl' : 'ltr',
    footer: (page, pages) => words.footer(caseId, page, pages),
    write: (pages) => {
      pages.heading(1, words.title)
      for (const paragraph of words.intro) pages.paragraph(paragraph)
      facts(pages, dossier, proven, language)
      pages.heading(2, words.done)
      pages.table(
        [7, 31, 20, 20, 22],
        words.columns,
        proven.acts.map((act, index) => actRow(act, index + 1, proven, language)),
      )
      if (proven.erased.length > 0) {
        pages.heading(2, words.erased)
        for (const place of proven.erased) pages.paragraph(`• ${erasedLine(place, proven, language)}`)
      }
      pages.heading(2, words.isProven)
      for (const paragraph of words.proven) pages.paragraph(`• ${paragraph}`)
      const { completeUpTo: head } = proven
      pages.paragraph(`• ${head === null ? words.notWitnessed : words.upTo(shown(head), instant(head.at))}`)
      pages.heading(2, words.isNotProven)
      for (const paragraph of words.notProven) pages.paragraph(`• ${paragraph}`)
      pages.heading(2, words.check)
      for (const paragraph of words.checks) pages.paragraph(`• ${paragraph}`)
      const mark = markText(dossier, hash)
      pages.paragraph(words.print(leftToRight(hash)))
      // Mask and size are fixed by the standard's own rule; the border is the quiet zone it asks for.
      pages.squares(encode(mark, { ecc: 'M', border: 4 }).data, words.mark(mark))
      pages.paragraph(leftToRight(mark))
    },
  }
}

const shown = ({ origin, witnesses, ...head }: NonNullable<Proven['completeUpTo']>): NonNullable<Proven['completeUpTo']> => ({
  ...head,
  origin: leftToRight(origin),
  witnesses: witnesses.map((member) => leftToRight(host(member))),
})

function nameOf(entityId: string, { organisation, names }: Proven, language: Language): string {
  const name = (entityId === organisation ? names.organisation : names.partner)?.[language]
  return name !== undefined && isPrintable(name) ? ofItsOwn(name) : leftToRight(host(entityId))
}

function facts(pages: Pages, { writtenAt, anchors }: Dossier, proven: Proven, language: Language): void {
  const words: PageWords = PAGE_WORDS[language]
  const member = (entityId: string): Cell => [{ text: nameOf(entityId, proven, language) }, { text: leftToRight(entityId) }]
  const rows: [string, Cell][] = [
    [words.referral, [{ text: leftToRight(proven.case) }]],
    [words.writer, member(proven.organisation)],
    [words.partner, member(proven.partner)],
    [words.written, [{ text: instant(writtenAt) }]],
    [words.counted, [{ text: words.counts(proven) }]],
    ...anchors.map(({ iss, keys }): [string, Cell] => [
      words.anchor,
      [
        { text: leftToRight(iss) },
        ...keys.map(({ x, holder, government }) => ({ text: words.anchorKey(leftToRight(x), leftToRight(holder), government) })),
      ],
    ]),
  ]
  pages.table(
    [28, 72],
    words.facts,
    rows.map(([label, cell]) => [[{ text: label, strong: true }], cell]),
  )
}

function actRow(act: Act, number: number, proven: Proven, language: Language): Cell[] {
  const words: PageWords = PAGE_WORDS[language]
  const [from, to] = [act.iss, act.aud].map((member) => nameOf(member, proven, language))
  return [
    [{ text: String(number) }],
    [
      { text: actWords(act.evt, language), strong: true },
      { text: words.between(from ?? '', to ?? '') },
      { text: words.seen(act.seq, act.seen) },
      ...(act.again ? [{ text: words.again }] : []),
    ],
    [{ text: instant(act.at) }],
    [{ text: act.atLatest === null ? words.noWitness : instant(act.atLatest) }],
    [{ text: receiptWords(words, act) }],
  ]
}

/** Names and times as they are to stand in a line of either direction. */
function erasedLine(place: Erased, proven: Proven, language: Language): string {
  const { stated } = place
  const shownBy = stated && { ...stated, by: nameOf(stated.by, proven, language), at: instant(stated.at) }
  return erasedWords(
    { ...place, iss: nameOf(place.iss, proven, language), evt: leftToRight(place.evt), part: leftToRight(place.part), stated: shownBy },
    language,
  )
}

/** The language a printed dossier is in: the one in which printing again gives the same file; undefined when none does. */
export async function printedIn(pdf: Buffer, dossier: Buffer): Promise<PrintLanguage | undefined> {
  for (const language of ['both', 'ar', 'en'] as const) if ((await printDossier(dossier, language)).equals(pdf)) return language
  return undefined
}
