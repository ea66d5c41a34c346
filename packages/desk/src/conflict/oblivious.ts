import { randomBytes } from 'node:crypto'
import { setImmediate as pause } from 'node:timers/promises'
import { type ConflictAnswered, type ConflictChecked, NAMES_IN_A_CHECK, OUTPUT_LENGTH, OUTPUTS_IN_AN_ANSWER } from '@ihala/contract'
import { blindInput, evaluateElement, newObliviousKey, outputFrom, outputOf } from '@ihala/kit'
import { inputOf, type PartyName } from './conflict.ts'

/** A check that nobody can read, as it is asked. */
type Asked = Extract<ConflictChecked, { how: 'oblivious' }>
/** What the asker of one finds out from. */
type Compared = Extract<ConflictAnswered, { how: 'compared' }>

/** A name that was asked about, as its asker keeps it until the answer: what is hashed of it, and the scalar that opens the answer. */
export interface Blinding {
  readonly input: string
  readonly scalar: string
}

/**
 * Asks whether somebody is known, so that only the asker finds out (RFC 9497). The elements are as many as a check has places: the rest
 * blind chance, and nobody else can tell which.
 * @param check its name, fresh
 * @param parties at most as many as a check has places
 */
export async function ask(
  check: string,
  parties: readonly PartyName[],
): Promise<{ readonly asked: Asked; readonly kept: readonly Blinding[] }> {
  const kept: Blinding[] = []
  const blinded: string[] = []
  for (const party of parties) {
    const input = inputOf(party)
    const { element, scalar } = await blindInput(Buffer.from(input))
    kept.push({ input, scalar })
    blinded.push(element)
  }
  while (blinded.length < NAMES_IN_A_CHECK) blinded.push((await blindInput(randomBytes(32))).element)
  return { asked: { how: 'oblivious', check, blinded }, kept }
}

/** Outputs between which other work gets its turn: a few milliseconds. */
const AT_ONCE = 4

/**
 * Answers a check from what is known here, under a key that is made for it and kept nowhere: the answerer does not learn what was asked,
 * and the asker nothing of the list but for the names it asked about, not even how long it is. Undefined when the list is longer than
 * an answer holds.
 */
export async function answerTo({ check, blinded }: Asked, known: readonly PartyName[]): Promise<Compared | undefined> {
  const inputs = [...new Set(known.map(inputOf))]
  if (inputs.length > OUTPUTS_IN_AN_ANSWER) return undefined
  const key = await newObliviousKey()
  const outputs: string[] = []
  for (const input of inputs) {
    outputs.push(shortened(await outputOf(key, Buffer.from(input))))
    if (outputs.length % AT_ONCE === 0) await pause()
  }
  while (outputs.length < OUTPUTS_IN_AN_ANSWER) outputs.push(shortened(randomBytes(OUTPUT_LENGTH)))
  const evaluated: string[] = []
  for (const element of blinded) evaluated.push(await evaluateElement(key, element))
  // In order of what they are, so that none of them tells its place on the list.
  return { how: 'compared', of: check, evaluated, known: outputs.sort() }
}

/** Whether any name that was asked about is one that the answerer knows. */
export async function anyKnown(kept: readonly Blinding[], { evaluated, known }: Compared): Promise<boolean> {
  const outputs = new Set(known)
  for (const [at, { input, scalar }] of kept.entries()) {
    const element = evaluated[at]
    if (element === undefined) throw new Error('a name without its answer')
    if (outputs.has(shortened(await outputFrom(Buffer.from(input), scalar, element)))) return true
  }
  return false
}

const shortened = (output: Uint8Array): string => Buffer.from(output).toString('base64url').slice(0, OUTPUT_LENGTH)
