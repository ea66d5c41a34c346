import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command, EXIT } from '@ihala/cli'
import { actAlone } from '@ihala/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listFilings } from '../../services/ministry-intake/src/filings/filing.jobs.ts'
import type { WorkerDoor } from '../../services/ministry-intake/src/reports/report-desk.ts'
import { workerDoor } from '../../services/ministry-intake/src/reports/worker-door.ts'
import { service } from '../../services/ministry-intake/src/service.ts'
import { testAnchor } from '../kit/anchor.ts'
import { type LoneMinistry, loneMinistry } from '../kit/lone-ministry.ts'

const folder = mkdtempSync(join(tmpdir(), 'ihala-filing-'))
const lines: string[] = []
/** A minute that nothing else of this test has. */
let at = Date.parse('2026-11-22T14:47:13.000Z')
let lone: LoneMinistry['lone']
let anchor: LoneMinistry['anchor']
let door: WorkerDoor

beforeAll(async () => {
  const logs = { level: 'debug' as const, stream: { write: (line: string) => lines.push(line) } }
  ;({ lone, anchor } = await loneMinistry(service, { clock: () => new Date(at), logs }))
  door = workerDoor(lone.running.service)
  writeFileSync(join(folder, 'anchors.json'), JSON.stringify([{ iss: anchor.anchor.iss, keys: anchor.keys }]))
}, 60_000)
afterAll(async () => {
  await lone?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Every row of every table, as text. */
async function allRows(): Promise<Set<string>> {
  const rows = await lone.running.service.asSystem(async (tx) => {
    const tables = await tx<{ name: string }[]>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') and has_table_privilege(current_user, format('%I.%I', table_schema, table_name), 'select')`
    const found: string[] = []
    for (const { name } of tables) {
      const texts = await tx.unsafe<{ row: string }[]>(`select row_to_json(t)::text as row from ${name} t`)
      found.push(...texts.map(({ row }) => `${name} ${row}`))
    }
    return found
  })
  return new Set(rows)
}
const write = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
async function ihalaVerify(...args: string[]) {
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const code = await command(['verify', ...args], { environment: {}, now: () => new Date(at), say, print: say })
  return { code, said: said.join('\n') }
}

test('A5, T39: filing leaves no word, no code and no hour in any row, and nothing in the log', async () => {
  const [before, logged] = [await allRows(), lines.length]
  const story = 'They keep my passport and lock the gate.'
  const { code } = await door.file(
    { plain: { language: 'eng', wrongs: ['not-free-to-leave'], about: 'me', answers: [], story } },
    { kind: 'slow' },
  )
  await door.answer(code, { plain: 'The gate opens at five.' })
  const added = [...(await allRows())].filter((row) => !before.has(row))
  expect(added.length).toBeGreaterThanOrEqual(4)
  for (const row of added) {
    for (const secret of ['passport', 'gate', code, code.slice(0, 14)]) expect(row).not.toContain(secret)
    // The hour is there at most, never the minute.
    expect(row).not.toMatch(/:47:|T14:4/)
  }
  const ids = added.flatMap((row) => [...row.matchAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g)].map(([id]) => id))
  expect(ids.length).toBeGreaterThan(0)
  for (const id of ids) expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) % 86_400_000).toBe(0)
  expect(lines.slice(logged)).toEqual([])
}, 30_000)

test('c1: `ihala verify` says true of a real statement and of a real list with nothing but the file, the anchors and the code', async () => {
  const { code, statement: jws } = await door.file(
    { plain: { language: 'eng', wrongs: ['wages-not-paid'], about: 'me', answers: [] } },
    { kind: 'slow' },
  )
  const codeFile = write('code', `${code.replace(/(....)/g, '$1 ')}\n`)
  const known = ['--anchors', join(folder, 'anchors.json')]
  const proof = write('proof.json', `${JSON.stringify(await door.proof(code))}\n`)
  const found = await ihalaVerify(proof, ...known, '--code-file', codeFile)
  expect(found).toMatchObject({
    code: EXIT.done,
    said: expect.stringContaining(
      'Ministry of Labour (https://ministry-of-labour.ihala.test) signed that something was reported to it on 2026-11-22.',
    ),
  })
  expect(found.said).toContain('The code is the one that was given for it.')
  expect((await ihalaVerify(proof, ...known, '--lang', 'ar')).said).toContain('وزارة العمل')

  at = Date.parse('2026-11-22T21:30:00.000Z')
  await actAlone(lone.running.service, (tx, _send, stamp) => listFilings({ tx, stamp, service: lone.running.service }))
  const answer = await lone.running.app.inject({ method: 'GET', url: '/filing-lists/2026-11-22' })
  const list = write('list.json', answer.body)
  expect(await ihalaVerify(list, ...known, '--code-file', codeFile, '--json')).toMatchObject({
    code: EXIT.done,
    said: expect.stringContaining('"what":"list"'),
  })
  // As a QR code holds it: the list's file says who is who.
  const bare = write('statement.jws', jws)
  expect((await ihalaVerify(bare, ...known, '--statements', list, '--code-file', codeFile)).code).toBe(EXIT.done)
  expect((await ihalaVerify(bare)).said).toContain('nothing here says whose key this is')
}, 30_000)

test('c1: it says false of another code, an altered file and another anchor', async () => {
  const first = await door.file({ plain: { language: 'eng', wrongs: ['wages-not-paid'], about: 'me', answers: [] } }, { kind: 'slow' })
  const other = await door.file({ plain: { language: 'eng', wrongs: ['wages-not-paid'], about: 'me', answers: [] } }, { kind: 'slow' })
  const text = JSON.stringify(await door.proof(first.code))
  const proof = write('proof.json', text)
  const anotherCode = await ihalaVerify(proof, '--code-file', write('other', other.code))
  expect(anotherCode).toMatchObject({ code: EXIT.wrong, said: expect.stringContaining('this code does not stand here') })
  const altered = text.replace(/.("\})$/, (_all, end) => `${text.at(-3) === 'A' ? 'Q' : 'A'}${end}`)
  expect((await ihalaVerify(write('altered.json', altered))).code).toBe(EXIT.wrong)
  const strangers = [{ iss: anchor.anchor.iss, keys: testAnchor(anchor.anchor.iss).keys }]
  const pinned = await ihalaVerify(proof, '--anchors', write('strangers.json', JSON.stringify(strangers)))
  expect(pinned).toMatchObject({ code: EXIT.wrong, said: expect.stringContaining('not the keys of the trust anchor you know') })
}, 30_000)
