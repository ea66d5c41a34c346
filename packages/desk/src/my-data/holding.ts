import {
  type ErasablePart,
  type EventData,
  HOLDING_LINES,
  type HoldingLine,
  type KeptPart,
  type MyDataFurther,
  type MyDataLine,
  Refusal,
  type StaffRole,
} from '@ihala/contract'
import type { ProvenEvent } from '@ihala/kit'

/** Of a part of a case, or of a person's own file, that something is held here. */
export interface HeldPart {
  readonly part: ErasablePart
  /** The person, or the case it came with. */
  readonly owner: string
  readonly since: string
}

/** A referral as far as it matters for what was received and passed on. */
export interface Shared {
  readonly caseId: string
  readonly partner: string
  readonly kind: string
  readonly eraseAt: string
}

/** How often staff of these roles looked. */
export interface Looked {
  readonly roles: readonly StaffRole[]
  readonly times: number
  readonly first: string
  readonly last: string
}

/** What two people confirmed: a compelled disclosure, or that one of us saw who a sealed person is. */
export interface Confirmed {
  readonly kind: 'compelled' | 'release'
  readonly reason: string
  readonly at: string
  readonly told: boolean
}

/** All that a body knows of what it did with what it has of somebody. */
export interface Facts {
  /** Entity id of the body itself. */
  readonly self: string
  readonly held: readonly HeldPart[]
  readonly shared: readonly Shared[]
  readonly events: readonly ProvenEvent[]
  readonly looked: readonly Looked[]
  /** Its own signed words on what was erased and kept. */
  readonly erasures: readonly { readonly event: ProvenEvent; readonly said: EventData<'erasure-stated'> }[]
  readonly confirmed: readonly Confirmed[]
}

const CARRIES: ReadonlySet<string> = new Set([
  'referral-enquired',
  'referral-requested',
  'sections-disclosed',
  'note-added',
  'referral-progressed',
  'referral-completed',
  'referral-failed',
])

/** The part whose content an event carried; undefined for a bare code. */
export function carried({ evt, part }: Pick<ProvenEvent, 'evt' | 'part'>): ErasablePart | undefined {
  return CARRIES.has(evt) && part !== '' ? part : undefined
}

/** C9: every line of what a body holds and did, with the signed event and the receipt behind it where there is one. */
export function linesOf(facts: Facts): MyDataLine[] {
  const { self, shared } = facts
  const byCase = new Map(shared.map((one) => [one.caseId, one]))
  const proofOf = ({ hash: event, iss, receipt }: ProvenEvent) => ({ event, iss, receipt })
  const alone = (line: HoldingLine): MyDataLine => ({ line, with: null, proof: null })
  return [
    ...facts.held.map(({ part, owner, since }): MyDataLine => {
      const came = byCase.get(owner)
      const line: HoldingLine = { is: 'held', part, since, ...(came ? { eraseAt: came.eraseAt } : {}) }
      return { line, with: came?.partner ?? null, proof: null }
    }),
    ...facts.events.flatMap((event): MyDataLine[] => {
      const part = carried(event)
      const other = byCase.get(event.caseId)
      if (part === undefined || other === undefined) return []
      const line: HoldingLine =
        event.iss === self
          ? { is: 'passed-on', part, kind: other.kind, body: other.partner, at: event.at }
          : { is: 'received', part, at: event.at, event: event.hash }
      return [{ line, with: other.partner, proof: proofOf(event) }]
    }),
    ...facts.looked.map(({ roles, times, first, last }) => alone({ is: 'opened', roles: [...roles], times, first, last })),
    ...facts.erasures.flatMap(({ event, said }): MyDataLine[] => {
      const lines: HoldingLine[] = [
        ...said.erased.map((part): HoldingLine => ({ is: 'erased', part, at: said.at })),
        ...said.kept.map((kept: KeptPart): HoldingLine => ({ is: 'kept', ...kept })),
      ]
      return lines.map((line) => ({ line, with: byCase.get(event.caseId)?.partner ?? null, proof: proofOf(event) }))
    }),
    ...facts.confirmed.map(({ kind, reason, at }) => alone(confirmedLine(kind, reason, at))),
  ]
}

function confirmedLine(kind: Confirmed['kind'], reason: string, at: string): HoldingLine {
  // Each was checked against the list of its kind when it was asked.
  return kind === 'compelled'
    ? { is: 'compelled', authority: reason as Extract<HoldingLine, { is: 'compelled' }>['authority'], at }
    : { is: 'identity-released', reason: reason as Extract<HoldingLine, { is: 'identity-released' }>['reason'], at }
}

/** what an order made a body disclose is the person's to hear first, when it is safe; until then no other body hears of it. */
export function asToldToOthers(facts: Facts): Facts {
  return { ...facts, confirmed: facts.confirmed.filter(({ kind, told }) => kind === 'release' || told) }
}

/** To whom a body speaks of what it holds. */
export interface Hearer {
  /** Entity id of who asked. */
  readonly asker: string
  /** Whether the person agreed that the asker hears how it goes on: only then it is told which body, and not only of what kind. */
  readonly namesBodies: boolean
}

/**
 * The same as it may be told to the body that asked: no receipts, no names of third bodies unless the person agreed, and the hash of an
 * event only where it went between the two.
 */
export function linesFor({ asker, namesBodies }: Hearer, lines: readonly MyDataLine[]): HoldingLine[] {
  return lines.flatMap(({ line, with: other }): HoldingLine[] => {
    switch (line.is) {
      case 'received': {
        const { event: _, ...bare } = line
        return [other === asker ? line : bare]
      }
      case 'passed-on': {
        // What went to the asker, the asker has.
        if (other === asker) return []
        const { body: _, ...bare } = line
        return [namesBodies ? line : bare]
      }
      default:
        return [line]
    }
  })
}

/** The statements a body makes: as many as its lines need. `at` is an ISO instant. */
export function statementsOf(
  of: string,
  holder: { readonly at: string; readonly steps: number; readonly kind: string; readonly body?: string },
  lines: readonly HoldingLine[],
): EventData<'holding-stated'>[] {
  const pages = Math.max(1, Math.ceil(lines.length / HOLDING_LINES))
  return Array.from({ length: pages }, (_, page) => ({
    of,
    ...holder,
    lines: lines.slice(page * HOLDING_LINES, (page + 1) * HOLDING_LINES),
    more: page + 1 < pages,
  }))
}

/** A statement as far as it shows who speaks. */
type Speaks = Pick<EventData<'holding-stated'>, 'at' | 'steps' | 'kind' | 'body' | 'lines'>

/**
 * Who made a statement that names nobody, where we heard it before: what was received at the same moment was received by the same body.
 * After the person took back what they agreed to, no name comes any more; what was told to them is not forgotten. Undefined: not known.
 * @param said all that came in one answer: a body with many lines makes several statements at one moment
 * @param before what came in earlier answers of the same case
 */
export function spokeBefore(one: Speaks, said: readonly Speaks[], before: readonly Speaks[]): string | undefined {
  if (one.body !== undefined) return one.body
  const receipts = ({ lines }: Speaks) => lines.flatMap((line) => (line.is === 'received' ? [`${line.part} ${line.at}`] : []))
  const alike = (other: Speaks) => other.steps === one.steps && other.kind === one.kind
  const came = new Set(said.filter((other) => alike(other) && other.at === one.at).flatMap(receipts))
  const named = before.filter((other) => alike(other) && receipts(other).some((receipt) => came.has(receipt)))
  return named.find(({ body }) => body !== undefined)?.body
}

/** How often a day a person’s question goes out, and how often a day one body is answered about one case. */
export const ASKS_A_DAY = 4

/** Throws Refusal `too-many-requests`. */
export function assertMayAsk(askedToday: number): void {
  if (askedToday >= ASKS_A_DAY) throw new Refusal('too-many-requests', { limit: ASKS_A_DAY })
}

/** How far down an answer is passed on: an onward grant goes no further. */
export const STEPS_AT_MOST = 5

/**
 * To whom those who answered a question passed something on and who have not answered it: asked through them, such a body speaks later,
 * or never, when it cannot be asked. Where no names may be told, one answer of a kind stands for all of that kind.
 */
export function furtherUnheard(said: readonly Pick<EventData<'holding-stated'>, 'steps' | 'kind' | 'body' | 'lines'>[]): MyDataFurther[] {
  const found = new Map<string, MyDataFurther>()
  for (const { steps: above, lines } of said) {
    const steps = above + 1
    if (steps > STEPS_AT_MOST) continue
    for (const line of lines) {
      if (line.is !== 'passed-on') continue
      const { kind, body = null } = line
      const spoke = said.some(
        (one) => one.steps === steps && one.kind === kind && (body === null || one.body === undefined || one.body === body),
      )
      if (!spoke) found.set(JSON.stringify([steps, kind, body]), { steps, kind, body })
    }
  }
  return [...found.values()]
}
