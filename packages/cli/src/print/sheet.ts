import PDFDocument from 'pdfkit'
import { readFonts, type Weight } from './fonts.ts'
import { type Direction, type Line, type Run, setLines, spoken } from './lines.ts'

/** A paragraph of a cell. */
export interface Said {
  readonly text: string
  readonly strong?: boolean
}
/** What stands in one place of a table: paragraphs below each other. */
export type Cell = readonly Said[]

/** What a file says of itself, in its properties and to whoever lists its attachments. */
export interface About {
  readonly title: string
  readonly subject: string
  readonly language: string
  /** Also the time of the file: the same content printed twice is the same file, byte for byte. */
  readonly at: Date
}

/** A file within the file. */
export interface Enclosed {
  readonly name: string
  readonly type: string
  readonly description: string
  readonly bytes: Buffer
}

/** Pages that are being written in one language. */
export interface Pages {
  readonly heading: (level: 1 | 2, text: string) => void
  readonly paragraph: (text: string) => void
  /** Widths are shares of the page. */
  readonly table: (shares: readonly number[], head: readonly string[], rows: readonly (readonly Cell[])[]) => void
  /** A picture of dark and light squares, and what it says for whoever does not see it. */
  readonly squares: (dark: readonly (readonly boolean[])[], alternative: string) => void
}

/** A section of the file: every one begins on a page of its own. */
export interface Section {
  readonly language: string
  readonly direction: Direction
  /** What stands below each of its pages. */
  readonly footer: (page: number, pages: number) => string
  readonly write: (pages: Pages) => void
}

interface Style {
  readonly size: number
  readonly weight: Weight
}
interface Block {
  readonly lines: readonly Line[]
  readonly style: Style
}

const PAGE = { width: 595.28, height: 841.89, side: 50, top: 50, bottom: 70 } as const
const INNER = PAGE.width - 2 * PAGE.side
const LEADING = 1.5
const PADDING = 4
const TEXT: Style = { size: 10, weight: 400 }
const SMALL: Style = { size: 8.5, weight: 400 }
const HEADINGS: Readonly<Record<1 | 2, Style>> = { 1: { size: 18, weight: 700 }, 2: { size: 13, weight: 700 } }
// pdfkit takes features for a sign to shape the run whole; these are what shapers do anyway.
const FEATURES: PDFKit.Mixins.OpenTypeFeatures[] = ['kern']
const SQUARE = 3.2

/**
 * Prints sections into one PDF/A-3a file (ISO 19005-3, level A: tagged, all text in Unicode, fonts within) that encloses another.
 * The same arguments give the same bytes.
 */
export async function printSheet(about: About, enclosed: Enclosed, sections: readonly Section[]): Promise<Buffer> {
  const { title, subject, language, at } = about
  const doc = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a',
    tagged: true,
    displayTitle: true,
    lang: language,
    info: { Title: title, Subject: subject, Creator: 'ihala', Producer: 'ihala', CreationDate: at, ModDate: at },
  })
  const chunks: Buffer[] = []
  const ended = new Promise<void>((resolve, reject) => doc.on('end', resolve).on('error', reject))
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  for (const { half, weight, font } of readFonts()) doc.registerFont(`${half}${weight}`, font)
  // ISO 19005-3 §6.8: whoever keeps the file must see how the enclosed one and the pages belong together.
  const { bytes, name, type, description } = enclosed
  const enclosing = { name, type, description, relationship: 'Source', creationDate: at, modifiedDate: at }
  doc.file(bytes, enclosing)

  const whole = doc.struct('Document', { lang: language })
  doc.addStructure(whole)
  for (const section of sections) {
    const first = doc.bufferedPageRange().count
    writeSection(doc, whole, section)
    footers(doc, section, first)
  }
  whole.end()
  doc.end()
  await ended
  return Buffer.concat(chunks)
}

function footers(doc: PDFKit.PDFDocument, { direction, footer }: Section, first: number): void {
  const { count } = doc.bufferedPageRange()
  for (let page = first; page < count; page += 1) {
    doc.switchToPage(page)
    doc.markContent('Artifact', { type: 'Pagination' })
    drawBlock(doc, blockOf(doc, footer(page - first + 1, count - first), direction, INNER, SMALL), direction, {
      x: PAGE.side,
      y: PAGE.height - PAGE.bottom + 20,
      width: INNER,
    })
    doc.endMarkedContent()
  }
}

const setIn = (doc: PDFKit.PDFDocument, { half, text }: Run, { size, weight }: Style): string => {
  doc.font(`${half}${weight}`).fontSize(size)
  return text
}

/** Widths of one file's runs: shaping is dear, and the same words come again in every row. */
const WIDTHS = new WeakMap<PDFKit.PDFDocument, Map<string, number>>()

function widthOf(doc: PDFKit.PDFDocument, run: Run, style: Style): number {
  const widths = WIDTHS.get(doc) ?? new Map<string, number>()
  WIDTHS.set(doc, widths)
  const name = `${style.weight} ${style.size} ${run.half} ${run.text}`
  const width = widths.get(name) ?? doc.widthOfString(setIn(doc, run, style), { features: FEATURES })
  widths.set(name, width)
  return width
}

function blockOf(doc: PDFKit.PDFDocument, text: string, direction: Direction, width: number, style: Style): Block {
  return { lines: setLines(text, direction, width, (run) => widthOf(doc, run, style)), style }
}

const heightOf = ({ lines, style }: Block): number => lines.length * style.size * LEADING

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
}

function drawBlock(doc: PDFKit.PDFDocument, { lines, style }: Block, direction: Direction, { x, y, width }: Place): void {
  for (const [number, line] of lines.entries()) {
    const widths = line.map((run) => widthOf(doc, run, style))
    let left = direction === 'ltr' ? x : x + width - widths.reduce((sum, one) => sum + one, 0)
    const base = y + (number + 0.72) * style.size * LEADING
    for (const [place, run] of line.entries()) {
      doc.fillColor('black').text(setIn(doc, run, style), left, base, { lineBreak: false, baseline: 'alphabetic', features: FEATURES })
      left += widths[place] ?? 0
    }
  }
}

function writeSection(doc: PDFKit.PDFDocument, whole: PDFKit.PDFStructureElement, { language, direction, write }: Section): void {
  let y: number = PAGE.top
  const turn = (): void => {
    doc.addPage()
    y = PAGE.top
  }
  const room = (height: number): void => {
    if (y + height > PAGE.height - PAGE.bottom) turn()
  }
  turn()
  const section = doc.struct('Sect', { lang: language })
  whole.add(section)
  /** Marked content: an element of the tree that a reading machine walks through. */
  const tagged = (parent: PDFKit.PDFStructureElement, tag: string, options: object, draw: () => void): void => {
    const element = doc.struct(tag, options)
    parent.add(element)
    element.add(draw)
    element.end()
  }
  const block = (tag: string, text: string, style: Style, after: number): void => {
    const set = blockOf(doc, text, direction, INNER, style)
    // A heading stays with what it heads.
    room(heightOf(set) + (style.weight === 700 ? 60 : 0))
    const place = { x: PAGE.side, y, width: INNER }
    tagged(section, tag, { actual: spoken(text) }, () => drawBlock(doc, set, direction, place))
    y += heightOf(set) + after
  }

  /** A row that is set but not drawn: its height says on which page it goes. */
  const rowOf = (tag: 'TH' | 'TD', widths: readonly number[], cells: readonly Cell[]) => {
    const blocks = cells.map((cell, place) =>
      cell.map(({ text, strong }) =>
        blockOf(doc, text, direction, (widths[place] ?? 0) - 2 * PADDING, { ...SMALL, weight: strong || tag === 'TH' ? 700 : 400 }),
      ),
    )
    const height = Math.max(...blocks.map((own) => own.reduce((sum, one) => sum + heightOf(one), 0))) + 2 * PADDING
    const draw = (table: PDFKit.PDFStructureElement): void => {
      const line = doc.struct('TR')
      table.add(line)
      let start = 0
      for (const [place, own] of blocks.entries()) {
        const width = widths[place] ?? 0
        const x = PADDING + (direction === 'ltr' ? PAGE.side + start : PAGE.side + INNER - start - width)
        const actual = cells[place]?.map(({ text }) => spoken(text)).join('. ') ?? ''
        tagged(line, tag, tag === 'TH' ? { actual, scope: 'Column' } : { actual }, () => {
          let top = y + PADDING
          for (const one of own) {
            drawBlock(doc, one, direction, { x, y: top, width: width - 2 * PADDING })
            top += heightOf(one)
          }
        })
        start += width
      }
      line.end()
      y += height
      doc.markContent('Artifact', { type: 'Layout' })
      doc.moveTo(PAGE.side, y).lineTo(PAGE.side + INNER, y)
      doc.lineWidth(tag === 'TH' ? 1 : 0.4).stroke('#555555')
      doc.endMarkedContent()
    }
    return { height, draw }
  }

  write({
    heading: (level, text) => {
      if (level === 2) y += 10
      block(`H${level}`, text, HEADINGS[level], 6)
    },
    paragraph: (text) => block('P', text, TEXT, 5),
    table: (shares, head, rows) => {
      const sum = shares.reduce((one, other) => one + other, 0)
      const widths = shares.map((share) => (share / sum) * INNER)
      const table = doc.struct('Table')
      section.add(table)
      const above = rowOf(
        'TH',
        widths,
        head.map((text) => [{ text }]),
      )
      room(above.height + 40)
      above.draw(table)
      for (const cells of rows) {
        const next = rowOf('TD', widths, cells)
        const before = y
        room(next.height)
        if (y < before) above.draw(table)
        next.draw(table)
      }
      table.end()
      y += 6
    },
    squares: (dark, alternative) => {
      const side = dark.length * SQUARE
      room(side + 10)
      const x = direction === 'ltr' ? PAGE.side : PAGE.side + INNER - side
      tagged(section, 'Figure', { alt: alternative, placement: 'Block', bbox: [x, y, x + side, y + side] }, () => {
        for (const [line, squares] of dark.entries())
          for (const [column, isDark] of squares.entries()) if (isDark) doc.rect(x + column * SQUARE, y + line * SQUARE, SQUARE, SQUARE)
        doc.fill('black')
      })
      y += side + 10
    },
  })
  section.end()
}
