import {
  ErasablePart,
  type HoldingLine,
  type MyData,
  type MyDataLine,
  type MyDataOther,
  type MyDataStatement,
  type MyDataTold,
  type Proof,
} from '@ihala/contract'
import type { Static } from 'typebox'

/** What proves a line; null where it is our own log that says so. */
export type ProofShown = Static<typeof Proof> | null

/** Lines that say the same of several parts, as one. */
export interface Together {
  /** Stable within one answer. */
  readonly key: string
  /** One of the lines; of the others only the part differs, and the hour. */
  readonly line: HoldingLine
  /** Of which parts it says so, in the order they came; empty where it speaks of none. */
  readonly parts: readonly ErasablePart[]
  /** Entity id of the other body, where one is concerned. */
  readonly with: string | null
  readonly proofs: readonly NonNullable<ProofShown>[]
}

/** What a body stated of what it was told to erase, as lines with its signed statement behind each. */
export function statedLines({ statedAt, erased, kept, proof }: MyDataTold): MyDataLine[] {
  if (statedAt === null) return []
  const lines: HoldingLine[] = [
    ...erased.map((part): HoldingLine => ({ is: 'erased', part, at: statedAt })),
    ...kept.map((one): HoldingLine => ({ is: 'kept', ...one })),
  ]
  return lines.map((line) => ({ line, with: null, proof }))
}

/** Parts that a body may have made itself: nobody had to pass them to it. */
const OWN_PARTS: readonly ErasablePart[] = ['progress', 'words', 'own']

/**
 * What one body says, as it is told: what it must keep stands in the place of its having it until a day, and it erased only what it had.
 * What it was told to erase it states whole, also what never lay there.
 * @param sent parts that are known to have gone to it, whatever it says
 */
export function plainly(lines: readonly MyDataLine[], sent: readonly ErasablePart[] = []): MyDataLine[] {
  const of = (...what: readonly HoldingLine['is'][]) =>
    lines.flatMap(({ line }) => ('part' in line && what.includes(line.is) ? [line.part] : []))
  const kept = new Set(of('kept'))
  const had = new Set([...OWN_PARTS, ...sent, ...of('held', 'received', 'kept')])
  return lines.filter(({ line }) => {
    if (line.is === 'held') return !kept.has(line.part)
    return line.is !== 'erased' || had.has(line.part)
  })
}

/** A line that a body said of itself: one signature stands for all of them. */
export const bare = (line: HoldingLine): MyDataLine => ({ line, with: null, proof: null })

/** Parts that are known to have lain with a body: what went there from here; with whoever referred the person to us, anything. */
export function lainWith(
  { direction, partner }: Pick<MyDataOther, 'direction' | 'partner'>,
  own: readonly MyDataLine[],
): readonly ErasablePart[] {
  return direction === 'above' ? ErasablePart.enum : sentTo(own, partner.entityId)
}

function sentTo(own: readonly MyDataLine[], body: string): ErasablePart[] {
  return own.flatMap(({ line, with: other }) => (line.is === 'passed-on' && other === body ? [line.part] : []))
}

/** What one body said in its statements, together. */
export interface Spoken extends Pick<MyDataStatement, 'at' | 'steps' | 'kind' | 'body' | 'lines'> {
  readonly key: string
  readonly proofs: readonly MyDataStatement['proof'][]
}

/** Each body once, whatever number of statements its lines took. One without a name is another at another moment. */
export function spoken(statements: readonly MyDataStatement[]): Spoken[] {
  const bodies = new Map<string, Spoken>()
  for (const { at, steps, kind, body, lines, proof } of statements) {
    const key = JSON.stringify([steps, kind, body ?? at])
    const said = bodies.get(key)
    bodies.set(key, {
      key,
      at: said && said.at > at ? said.at : at,
      steps,
      kind,
      body,
      lines: [...(said?.lines ?? []), ...lines],
      proofs: [...(said?.proofs ?? []), proof],
    })
  }
  return [...bodies.values()]
}

/** What a body was told to erase and its answer does not say yet: the answer that came after its statement has that in it. */
export function toldSince({ answeredAt, told }: Pick<MyDataOther, 'answeredAt' | 'told'>): MyDataTold[] {
  return told.filter(({ at, statedAt, complete }) => answeredAt === null || !complete || (statedAt ?? at) > answeredAt)
}

/** Whether the person may still take something back from a body: something went to it that it was not told to erase. */
export function mayTakeBack(
  { direction, partner, told }: Pick<MyDataOther, 'direction' | 'partner' | 'told'>,
  own: readonly MyDataLine[],
): boolean {
  const gone = new Set(told.flatMap(({ parts }) => parts))
  const sent = sentTo(own, partner.entityId)
  return direction === 'above' || sent.length === 0 || sent.some((part) => !gone.has(part))
}

/** The order in which a body's lines are told: what is there, how it came, who saw it, where it went, what became of it. */
const ORDER: readonly HoldingLine['is'][] = ['held', 'received', 'opened', 'passed-on', 'erased', 'kept', 'compelled', 'identity-released']

/**
 * A body's lines as few sentences: parts that came, went or lie there in the same way on the same day are told in one.
 * @param dayOf the day of an instant, in the reader's zone
 */
export function together(lines: readonly MyDataLine[], dayOf: (at: string) => string): Together[] {
  const groups = new Map<string, { line: HoldingLine; parts: ErasablePart[]; with: string | null; proofs: NonNullable<ProofShown>[] }>()
  for (const { line, with: other, proof } of lines) {
    const key = JSON.stringify([sameOf(line, dayOf), other])
    const group = groups.get(key) ?? { line, parts: [], with: other, proofs: [] }
    groups.set(key, group)
    if ('part' in line && !group.parts.includes(line.part)) group.parts.push(line.part)
    if (proof && !group.proofs.some(({ event }) => event === proof.event)) group.proofs.push(proof)
  }
  return [...groups]
    .map(([key, group]) => ({ key, ...group }))
    .toSorted((one, other) => ORDER.indexOf(one.line.is) - ORDER.indexOf(other.line.is))
}

/** All that two lines must share to be told together. */
function sameOf(line: HoldingLine, dayOf: (at: string) => string): readonly unknown[] {
  switch (line.is) {
    case 'held':
      return [line.is, dayOf(line.since), line.eraseAt && dayOf(line.eraseAt)]
    case 'received':
    case 'erased':
      return [line.is, dayOf(line.at)]
    case 'opened':
      return [line.is, line.roles, line.times, line.last]
    case 'passed-on':
      return [line.is, line.kind, line.body, dayOf(line.at)]
    case 'kept':
      return [line.is, line.ground, line.law, line.article, line.until]
    case 'compelled':
      return [line.is, line.authority, line.at]
    case 'identity-released':
      return [line.is, line.reason, line.at]
    default:
      return line satisfies never
  }
}

/** How a part stands with a body: it has it, it must keep it, it erased it, was told to, or it was sent there and nothing more is known. */
export type Standing = 'held' | 'kept' | 'erased' | 'told' | 'sent'

/** A body in the table of who has what: us, one that was or can be asked, or one further on. */
export interface Column {
  readonly key: string
  /** Entity id, where it may be known; the kind of body otherwise. */
  readonly body: string | null
  readonly kind: string
  /** Referrals between it and us: 0 is us. */
  readonly steps: number
  /** Whether it has said what it holds. */
  readonly answered: boolean
  readonly stands: ReadonlyMap<ErasablePart, Standing>
}

/** Where each part lies by what a body said: what it has and what it must keep weigh more than what it once erased. */
export function standingOf(lines: readonly HoldingLine[]): Map<ErasablePart, Standing> {
  const stands = new Map<ErasablePart, Standing>()
  const weight: Readonly<Record<Standing, number>> = { sent: 0, told: 0, erased: 1, held: 2, kept: 3 }
  for (const line of lines) {
    if (line.is !== 'held' && line.is !== 'kept' && line.is !== 'erased') continue
    const known = stands.get(line.part)
    if (known === undefined || weight[line.is] > weight[known]) stands.set(line.part, line.is)
  }
  return stands
}

/** Who has what now: a column for each body. Several referrals to one body are one column. */
export function columnsOf({ own, others }: Pick<MyData, 'own' | 'others'>, us: { readonly kind: string }): Column[] {
  const first: Column = {
    key: 'us',
    body: null,
    kind: us.kind,
    steps: 0,
    answered: true,
    stands: standingOf(plainly(own).map(({ line }) => line)),
  }
  const bodies = new Map<string, { column: Omit<Column, 'stands'>; lines: HoldingLine[]; lain: ErasablePart[] }>()
  const told = new Map<string, MyDataTold[]>()
  const add = (column: Omit<Column, 'stands'>, lines: readonly HoldingLine[], lain: readonly ErasablePart[] = []) => {
    const known = bodies.get(column.key)
    if (!known) bodies.set(column.key, { column, lines: [...lines], lain: [...lain] })
    else
      bodies.set(column.key, {
        column: { ...known.column, answered: known.column.answered && column.answered },
        lines: [...known.lines, ...lines],
        lain: [...known.lain, ...lain],
      })
  }
  for (const other of others) {
    const { partner, stands, statements, further: unheard, answeredAt, told: words } = other
    const { entityId, kind } = partner
    // What a body said after it was told, it said knowing it.
    const later = words.filter(({ at, statedAt }) => answeredAt === null || (statedAt ?? at) > answeredAt)
    told.set(entityId, [...(told.get(entityId) ?? []), ...later])
    const nearest = statements.filter(({ steps }) => steps === 0).flatMap(({ lines }) => lines)
    add({ key: entityId, body: entityId, kind, steps: 1, answered: stands === 'answered' }, nearest, lainWith(other, own))
    for (const { steps, kind: further, body, lines } of statements)
      if (steps > 0)
        add({ key: body ?? `${entityId} ${steps} ${further}`, body, kind: further, steps: Math.min(steps + 1, 6), answered: true }, lines)
    for (const { steps, kind: further, body } of unheard)
      add({ key: body ?? `${entityId} ${steps} ${further}`, body, kind: further, steps: Math.min(steps + 1, 6), answered: false }, [])
  }
  return [
    first,
    ...[...bodies.values()].map(({ column, lines, lain }) => ({
      ...column,
      stands: withTold(column, withSent(column, standingOf(plainly(lines.map(bare), lain).map(({ line }) => line)), own), told),
    })),
  ]
}

/** What we sent to a body that has not said what became of it. */
function withSent(
  { body, answered }: Omit<Column, 'stands'>,
  stands: Map<ErasablePart, Standing>,
  own: readonly MyDataLine[],
): Map<ErasablePart, Standing> {
  if (answered) return stands
  for (const { line, with: other } of own)
    if (line.is === 'passed-on' && other === body && !stands.has(line.part)) stands.set(line.part, 'sent')
  return stands
}

/** What a body was told to erase since it answered: told, or as its statement has it. */
function withTold(
  { body }: Omit<Column, 'stands'>,
  stands: Map<ErasablePart, Standing>,
  told: ReadonlyMap<string, readonly MyDataTold[]>,
): Map<ErasablePart, Standing> {
  for (const { parts, erased, kept } of told.get(body ?? '') ?? []) {
    // Of what never lay there nothing is said.
    for (const part of parts) if (stands.has(part)) stands.set(part, 'told')
    for (const part of erased) if (stands.has(part) || OWN_PARTS.includes(part)) stands.set(part, 'erased')
    for (const { part } of kept) stands.set(part, 'kept')
  }
  return stands
}

/** The parts of which any column says something, in the order of the list. */
export function partsIn(columns: readonly Column[], all: readonly ErasablePart[]): readonly ErasablePart[] {
  return all.filter((part) => columns.some(({ stands }) => stands.has(part)))
}
