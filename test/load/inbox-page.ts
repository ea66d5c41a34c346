import type { ReferralPage } from '@ihala/contract'
import postgres from 'postgres'
import type { Network } from '../../infra/network.ts'
import { databaseName } from '../../infra/postgres/databases.ts'
import { RECIPIENT, SENDER } from './ends.ts'
import type { Held } from './goals.ts'
import { median, shown } from './numbers.ts'
import { type Wire, wire } from './wire.ts'

const BATCH = 100_000
const ASKED = 300
const BEFORE = 100
/** How many pages after the first the deeper one lies. */
const DEEPER = 20

/**
 * One page of the work list, over HTTP, with ever more rows in it. The rows are written with SQL, with what a page reads;
 * their need is a few bytes, which no page opens.
 */
export async function measureInbox(network: Network, sizes: readonly number[], say: (line: string) => void): Promise<Held[]> {
  const url = new URL(network.postgres.adminUrl)
  url.pathname = `/${databaseName(RECIPIENT.slug)}`
  const books = postgres(url.href, { max: 1, onnotice: () => undefined })
  const desk = await wire(network, RECIPIENT.slug, RECIPIENT.staff, 1)
  const partner = network.organisation(SENDER.slug).entityId
  const pages: { size: number; first: number; deeper: number }[] = []
  try {
    let rows = 0
    for (const size of [...sizes].sort((a, b) => a - b)) {
      const from = performance.now()
      for (; rows < size; rows += Math.min(BATCH, size - rows)) await write(books, partner, rows, Math.min(BATCH, size - rows))
      await books`vacuum analyze desk.referral`
      await books`vacuum analyze exchange.conversation`
      // What was just written leaves the caches and the log first, or the first page pays for it.
      await books`checkpoint`
      say(`# ${size} rows written in ${shown((performance.now() - from) / 1000)} s`)
      const deep = await cursorOf(desk)
      pages.push({ size, first: await page(desk, ''), deeper: await page(desk, `&cursor=${deep}`) })
    }
  } finally {
    desk.close()
    await books.end({ timeout: 1 })
  }
  const [least, most] = [pages[0], pages.at(-1)]
  if (!least || !most) return []
  const held = (what: string, of: 'first' | 'deeper'): Held => ({
    name: `${what} page at ${most.size} rows ÷ at ${least.size}`,
    value: most[of] / least[of],
    must: 2,
    aim: 1.2,
    note: `${pages.map((one) => `${shown(one[of])} ms at ${one.size}`).join(', ')}`,
  })
  return [held('the first', 'first'), held(`the ${DEEPER + 1}st`, 'deeper')]
}

async function write(books: postgres.Sql, partner: string, from: number, count: number): Promise<void> {
  // One statement a batch: both tables get the same cases.
  await books`
    with made as (
      insert into desk.referral (id, case_id, side, partner, state, urgency, needs, pseudonym, consent, due_at, received_at, need)
      select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench-' || n, 'recipient', ${partner},
        (array['requested', 'accepted', 'in-progress', 'completed'])[1 + n % 4], 'planned', '{shelter}', 'bench-' || n, '{}'::jsonb,
        case when n % 4 < 2 then now() + n * interval '1 second' else 'infinity'::timestamptz end, now() - n * interval '1 second', '\\x00'
      from generate_series(${from}::int, ${from + count - 1}::int) as n
      returning case_id, partner, state)
    insert into exchange.conversation (case_id, partner, side, state, cancelling, responsible, my_seq, their_seq)
    select case_id, partner, 'recipient', state, false, 'recipient', 0, 1 from made`
}

async function cursorOf(desk: Wire): Promise<string> {
  let cursor = ''
  for (let at = 0; at < DEEPER; at++) {
    const { next }: ReferralPage = await desk.get(`/referrals?box=received${cursor === '' ? '' : `&cursor=${cursor}`}`)
    if (next === null) throw new Error('The work list ends before the page that was to be read.')
    cursor = next
  }
  return cursor
}

/** Milliseconds a page takes, the median of many, asked one after the other. */
async function page(desk: Wire, rest: string): Promise<number> {
  const samples: number[] = []
  for (let asked = 0; asked < BEFORE + ASKED; asked++) {
    const from = performance.now()
    const { items }: ReferralPage = await desk.get(`/referrals?box=received${rest}`)
    if (items.length === 0) throw new Error('The page of the work list is empty.')
    if (asked >= BEFORE) samples.push(performance.now() - from)
  }
  return median(samples)
}
