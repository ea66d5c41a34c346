import { randomBytes } from 'node:crypto'
import type { Dossier } from '@ihala/contract'
import { hashOf } from '@ihala/seal'

/** What somebody might do to a copy, so that it says something else. */
export const ALTERATIONS: Readonly<Record<string, (copy: Draft, chance: () => number) => string | undefined>> = {
  'a character of something signed': (copy, chance) => {
    const list = pick([copy.events, copy.receipts, copy.grants, copy.statements], chance)
    change(list, chance)
    return undefined
  },
  'an event taken out': (copy, chance) => void copy.events.splice(at(copy.events, chance), 1),
  'an event taken out with its receipt and its leaf': (copy, chance) => {
    // Not the last of its chain: what comes after the last one nobody can miss.
    const chains = copy.events.map((jws) => chainOf(jws))
    const inner = copy.events.filter((jws, index) =>
      chains.some((one, later) => later !== index && one.iss === chainOf(jws).iss && one.seq > chainOf(jws).seq),
    )
    const jws = pick(inner, chance)
    copy.events = copy.events.filter((one) => one !== jws)
    const hash = hashOf(jws)
    copy.receipts = copy.receipts.filter((receipt) => !payload(receipt).includes(hash))
    copy.leaves = copy.leaves.filter((leaf) => !leaf.event.includes(hash))
    return undefined
  },
  'an event twice': (copy, chance) => void copy.events.push(copy.events[at(copy.events, chance)] ?? ''),
  'what a leaf says': (copy, chance) => {
    const leaf = copy.leaves[at(copy.leaves, chance)]
    if (leaf) leaf.event = leaf.event.replace(/"(sent|received)"/, (_all, act) => (act === 'sent' ? '"received"' : '"sent"'))
    return undefined
  },
  'the place of a leaf': (copy, chance) => {
    const leaf = copy.leaves[at(copy.leaves, chance)]
    if (leaf) leaf.index += 1
    return undefined
  },
  'a step of a proof': (copy, chance) => {
    const leaf = copy.leaves[at(copy.leaves, chance)]
    if (leaf) leaf.proof = [...leaf.proof.slice(1), hashOf(String(chance()))]
    return undefined
  },
  'a leaf taken out': (copy, chance) => {
    const leaf = copy.leaves[at(copy.leaves, chance)]
    copy.leaves = copy.leaves.filter(({ event }) => event !== leaf?.event)
    return undefined
  },
  'a character of a head': (copy, chance) => {
    const lines = (copy.checkpoints[0] ?? '').split('\n')
    const line = pick([0, 1, 2, 4, 5, 6, 7], chance)
    lines[line] = `${lines[line]?.slice(0, -4)}${lines[line]?.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`
    copy.checkpoints[0] = lines.join('\n')
    return undefined
  },
  'who is who': (copy, chance) => {
    const member = pick([...new Set(copy.events.map((jws) => chainOf(jws).iss))], chance)
    copy.statements = copy.statements.filter((jws) => !payload(jws).includes(`"sub":"${member}"`))
    return undefined
  },
  'whose it is': (copy) => {
    copy.organisation = 'https://somebody-else.test.example'
    return undefined
  },
  'which referral it is': (copy) => {
    copy.case = randomBytes(16).toString('base64url')
    return undefined
  },
  'a name twice': (copy) => `{"case":"${copy.case}",${JSON.stringify(copy).slice(1)}`,
  'something more': (copy) => JSON.stringify({ ...copy, note: 'trust me' }),
  'cut off': (copy, chance) => JSON.stringify(copy).slice(0, -1 - Math.floor(chance() * 2000)),
}

/** As the schema has it, to be changed. */
type Loose<T> = T extends readonly (infer E)[] ? Loose<E>[] : T extends object ? { -readonly [K in keyof T]: Loose<T[K]> } : T
export type Draft = Loose<Dossier>
const at = (list: readonly unknown[], chance: () => number): number => Math.floor(chance() * list.length)
const chainOf = (jws: string): { iss: string; seq: number } => JSON.parse(payload(jws))
const payload = (jws: string): string => Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()

function pick<T>(list: readonly T[], chance: () => number): T {
  const one = list[at(list, chance)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

function change(list: string[], chance: () => number): void {
  const which = at(list, chance)
  const jws = list[which] ?? ''
  const place = at([...jws], chance)
  const before = jws[place]
  const after =
    before === '.'
      ? 'A'
      : pick(
          [...'ABCDEFGHabcdefgh01234567-_'].filter((one) => one !== before),
          chance,
        )
  list[which] = `${jws.slice(0, place)}${after}${jws.slice(place + 1)}`
}
