import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ConfProblem, parseConf } from './conf.ts'
import { lintBusConfig } from './lint.ts'

const GOOD = readFileSync(join(import.meta.dirname, 'production.example.conf'), 'utf8')

/** The good configuration with one place changed; fails when the place is not there. */
function changed(from: string | RegExp, to: string): string {
  const text = GOOD.replace(from, to)
  if (text === GOOD) throw new Error(`the sample has no ${from}`)
  return text
}
const added = (entry: string): string => `${GOOD}\n${entry}\n`

/** What an operator may get wrong, and a word of the sentence that must name it. */
const BAD: readonly (readonly [what: string, conf: string, names: RegExp, version?: string])[] = [
  ['leaf nodes', added('leafnodes { listen: "0.0.0.0:7422" }'), /`leafnodes`/],
  ['WebSocket', added('websocket { port: 443 }'), /`websocket`/],
  ['MQTT', added('mqtt { port: 1883 }'), /`mqtt`/],
  ['another cluster', added('gateway { name: "abroad" }'), /`gateway`/],
  ['a user for whoever comes without credentials', added('no_auth_user: guest'), /`no_auth_user`/],
  ['users of its own', added('authorization { users: [ { user: a, password: b } ] }'), /`authorization`/],
  ['accounts nobody signed', added('accounts { LOCAL { jetstream: enabled } }'), /`accounts`/],
  ['deny rules', changed('name: "ihala"', 'name: "ihala"\n permissions { export: { deny: ["secret.>"] } }'), /`deny` in line \d+/],
  ['figures for everybody, by port', changed('http: "127.0.0.1:8222"', 'http_port: 8222'), /figures of the server/],
  ['figures for everybody, by address', changed('127.0.0.1:8222', '0.0.0.0:8222'), /figures of the server/],
  ['figures of the process', added('prof_port = 65432'), /`prof_port`/],
  ['envelopes in the log', added('trace: true'), /`trace`/],
  ['settings from elsewhere', added('include "more.conf"'), /`include`/],
  ['settings from the environment', added('write_deadline: $LIMIT'), /environment/],
  ['no operator', changed(/^operator:.*$/m, ''), /`operator` is missing/],
  ['no system account', changed(/^system_account:.*$/m, ''), /`system_account`/],
  ['accounts in memory', changed('type: full', 'type: memory'), /`type: full`/],
  ['accounts that can be forgotten', changed('allow_delete: false', 'allow_delete: true'), /`allow_delete`/],
  ['nothing is kept', changed(/^jetstream \{[^}]*\}/m, ''), /`jetstream` is missing/],
  ['kept in a temporary folder', changed(/store_dir:.*/, ''), /`store_dir`/],
  ['written to the disk every two minutes', changed(/sync_interval:.*/, ''), /`sync_interval`/],
  ['written to the disk now and then', changed('sync_interval: always', 'sync_interval: "10s"'), /`sync_interval`/],
  ['a domain of its own', changed('sync_interval: always', 'sync_interval: always, domain: hub'), /`domain`/],
  ['no TLS', changed(/^tls \{[^}]*\}/m, ''), /without `tls`/],
  ['members without certificates', changed('verify: true', 'verify: false'), /`verify`/],
  ['old TLS', changed('min_version: "1.3"', 'min_version: "1.2"'), /`min_version`/],
  ['TLS or not, as one likes', added('allow_non_tls: true'), /`allow_non_tls`/],
  ['one server alone', changed(/^cluster \{[\s\S]*?^\}/m, ''), /`routes`/],
  ['servers that anybody can join', changed(/ {2}tls \{[^}]*servers-ca[^}]*\}/, ''), /becomes a server/],
  ['servers without a name', changed(/^server_name:.*$/m, ''), /`server_name`/],
  ['envelopes that do not fit', changed('max_payload: 600000', 'max_payload: 64KB'), /`max_payload`/],
  ['a setting twice', added('max_payload: 700000'), /twice/],
  ['a setting nobody has looked at', added('allow_everything: true'), /`allow_everything`/],
  ['half a file', GOOD.slice(0, GOOD.indexOf('cluster {') + 20), /cannot be read: line \d+/],
  ['an old server', GOOD, /2\.9\.10 .*demonstrations only/, '2.9.10'],
  ['a server too new', GOOD, /2\.15\.0/, '2.15.0'],
]

test('T11: the sample is good', () => {
  expect(lintBusConfig(GOOD, '2.14.9')).toEqual([])
})

test(`T11: ${BAD.length} bad configurations are refused, ${BAD.length} of ${BAD.length}, each for its own reason`, () => {
  const refused = BAD.filter(([, conf, names, version = '2.14.9']) =>
    lintBusConfig(conf, version).some(({ sentence }) => names.test(sentence)),
  )
  const missed = BAD.filter((one) => !refused.includes(one)).map(([what, conf, , version]) => [what, lintBusConfig(conf, version)])
  expect(missed).toEqual([])
  expect(BAD.length).toBeGreaterThanOrEqual(20)
  // One mistake is one sentence, or the reader does not know where to begin. (Where TLS is missing, production has one more.)
  for (const [what, conf, , version = '2.14.9'] of BAD)
    expect([what, lintBusConfig(conf, version).filter(({ demonstration }) => what !== 'no TLS' || demonstration).length]).toEqual([what, 1])
})

test('T11: what only production needs is told apart from what nobody may do', () => {
  const lone = `listen: "127.0.0.1:4222"
    jetstream { store_dir: "/tmp/js" }
    operator: x, system_account: y; resolver { type: full }`
  expect(lintBusConfig(lone, '2.9.10').every(({ demonstration }) => demonstration)).toBe(true)
  expect(lintBusConfig(lone, '2.9.10')[0]?.sentence).toMatch(/2\.9\.10/)
  expect(lintBusConfig(`${lone}\nmqtt {}`, '2.9.10').filter(({ demonstration }) => !demonstration)).toHaveLength(1)
})

test('the command prints what is wrong and ends with 1', () => {
  const dir = mkdtempSync(join(tmpdir(), 'ihala-lint-'))
  const file = join(dir, 'server.conf')
  const run = (text: string) => {
    writeFileSync(file, text)
    return spawnSync(process.execPath, [join(import.meta.dirname, 'lint.ts'), file, '2.14.9'], { encoding: 'utf8' })
  }
  expect(run(GOOD)).toMatchObject({ status: 0, stdout: '' })
  expect(run(added('mqtt {}'))).toMatchObject({ status: 1, stdout: expect.stringContaining('`mqtt`') })
  rmSync(dir, { recursive: true })
})

test('the reader reads what nats-server reads', () => {
  const text = `a: 1 # note
    "B" = 'two words'  // note
    c { d [ nats://h:1, "x y"
      { e yes } ] } f: -1;g 2m`
  expect(parseConf(text)).toEqual({
    entries: [
      { key: 'a', value: '1', line: 1 },
      { key: 'b', value: 'two words', line: 2 },
      {
        key: 'c',
        value: { entries: [{ key: 'd', value: ['nats://h:1', 'x y', { entries: [{ key: 'e', value: 'yes', line: 4 }] }], line: 3 }] },
        line: 3,
      },
      { key: 'f', value: '-1', line: 4 },
      { key: 'g', value: '2m', line: 4 },
    ],
  })
  for (const broken of ['a {', 'a [1', 'a: "x', 'a', 'a: (x\n)', '}', 'a: ]']) expect(() => parseConf(broken)).toThrow(ConfProblem)
})
