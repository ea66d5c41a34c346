import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cruise, cruise } from './boundaries.ts'

/** Each row: the rule, the file that breaks it, what that file says, and the file or module it must not reach. */
const planted: readonly (readonly [rule: string, from: string, text: string, to: string])[] = [
  ['ladder-contract', 'packages/contract/src/up.ts', "import '@ihala/policy'", 'packages/policy/src/index.ts'],
  ['ladder-policy', 'packages/policy/src/up.ts', "import '@ihala/seal'", 'packages/seal/src/index.ts'],
  ['ladder-seal', 'packages/seal/src/up.ts', "import '@ihala/ledger'", 'packages/ledger/src/index.ts'],
  ['ladder-ledger', 'packages/ledger/src/up.ts', "import '@ihala/exchange'", 'packages/exchange/src/index.ts'],
  ['ladder-exchange', 'packages/exchange/src/up.ts', "import '@ihala/kit'", 'packages/kit/src/index.ts'],
  ['ladder-kit', 'packages/kit/src/up.ts', "import '@ihala/desk'", 'packages/desk/src/index.ts'],
  ['ladder-desk', 'packages/desk/src/up.ts', "import '@ihala/ui'", 'packages/ui/src/index.ts'],
  ['ladder-ui', 'packages/ui/src/up.tsx', "import '@ihala/kit'", 'packages/kit/src/index.ts'],
  ['ladder-cli', 'packages/cli/src/up.ts', "import '@ihala/stranger'", 'packages/stranger/src/index.ts'],
  ['ladder-verifier', 'packages/verifier/src/up.ts', "import '@ihala/seal'", 'packages/seal/src/index.ts'],
  ['ladder-unknown-package', 'packages/stranger/src/up.ts', "import '@ihala/contract'", 'packages/contract/src/index.ts'],
  ['ladder-services', 'services/shelter/src/down.ts', "import '@ihala/seal'", 'packages/seal/src/index.ts'],
  ['services-never-each-other', 'services/shelter/src/peer.ts', "import '../../legal-aid/src/kind.ts'", 'services/legal-aid/src/kind.ts'],
  [
    'packages-know-no-service',
    'packages/kit/src/kind.ts',
    "import '../../../services/shelter/src/kind.ts'",
    'services/shelter/src/kind.ts',
  ],
  ['product-knows-no-infra', 'packages/kit/src/start.ts', "import '../../../infra/up.ts'", 'infra/up.ts'],
  ['only-tests-know-test', 'packages/kit/src/probe.ts', "import '../../../test/kit/people.ts'", 'test/kit/people.ts'],
  ['tests-use-only-the-kit', 'packages/kit/src/a.test.ts', "import '../../../test/load/loop.ts'", 'test/load/loop.ts'],
  ['tests-use-only-the-kit', 'packages/kit/test/tool.ts', "import '../../../test/load/loop.ts'", 'test/load/loop.ts'],
  ['only-tests-know-test-tools', 'packages/kit/src/borrow.ts', "import '../test/tool.ts'", 'packages/kit/test/tool.ts'],
  ['one-door-per-package', 'infra/window.ts', "import '../packages/contract/src/code.ts'", 'packages/contract/src/code.ts'],
  [
    'tests-use-a-packages-door-or-its-test-tools',
    'test/load/window.ts',
    "import '../../packages/contract/src/code.ts'",
    'packages/contract/src/code.ts',
  ],
  ['no-package-by-relative-path', 'infra/path.ts', "import '../packages/contract/src/index.ts'", 'packages/contract/src/index.ts'],
  [
    'nobody-uses-another-features-doors',
    'services/shelter/src/stays/stay.http.ts',
    "import '../beds/bed.http.ts'",
    'services/shelter/src/beds/bed.http.ts',
  ],
  [
    'nobody-uses-another-features-doors',
    'packages/desk/src/task/task.jobs.ts',
    "import '../person/person.inbox.ts'",
    'packages/desk/src/person/person.inbox.ts',
  ],
  ['stores-know-no-door', 'services/shelter/src/beds/bed.store.ts', "import './bed.http.ts'", 'services/shelter/src/beds/bed.http.ts'],
  [
    'nothing-reads-proceedings',
    'packages/desk/src/referral/decide.ts',
    "import '../proceedings/wish.store.ts'",
    'packages/desk/src/proceedings/wish.store.ts',
  ],
  [
    'nothing-reads-proceedings',
    'packages/kit/src/weigh.ts',
    "import '../../desk/src/proceedings/wish.ts'",
    'packages/desk/src/proceedings/wish.ts',
  ],
  ['opening-knows-no-sealing', 'packages/seal/src/opening/open.ts', "import '../format/frame.ts'", 'packages/seal/src/sealing/seal.ts'],
  ['only-exchange-knows-the-bus', 'packages/kit/src/bus.ts', "import '@nats-io/transport-node'", '@nats-io/transport-node'],
  ['contract-and-policy-are-pure', 'packages/policy/src/read.ts', "import 'node:fs'", 'fs'],
  [
    'contract-and-policy-are-pure',
    'packages/contract/src/key.ts',
    "import type { KeyObject } from 'crypto'\nexport type K = KeyObject",
    'crypto',
  ],
  ['could-not-resolve', 'services/shelter/src/lost.ts', "import '@ihala/nowhere'", '@ihala/nowhere'],
  ['no-cycles', 'packages/desk/src/chicken.ts', "import './egg.ts'", 'packages/desk/src/egg.ts'],
]

/** Files that stand beside the planted ones and break nothing. */
const lawful: Record<string, string> = {
  'packages/contract/src/code.ts': 'export const code = 1',
  'packages/policy/src/reads.test.ts': "import 'node:fs'\nimport '../../../test/kit/people.ts'",
  'packages/seal/src/format/frame.ts': "import '../sealing/seal.ts'",
  'packages/seal/src/sealing/seal.ts': "import '@ihala/contract'",
  'packages/exchange/src/bus.ts': "import '@nats-io/transport-node'",
  'packages/desk/src/egg.ts': "import './chicken.ts'",
  'packages/desk/src/person/person.ts': 'export const person = 1',
  'packages/desk/src/person/person.inbox.ts': "import './person.ts'\nimport '@ihala/kit'",
  'packages/desk/src/proceedings/wish.ts': 'export const wish = 1',
  'packages/desk/src/proceedings/wish.store.ts': "import './wish.ts'",
  'packages/desk/src/task/task.store.ts': "import '../person/person.ts'",
  'services/legal-aid/src/kind.ts': "import '@ihala/policy'",
  'services/shelter/src/kind.ts': "import '@ihala/desk'\nimport '@ihala/ui'\nimport '@ihala/kit'",
  'services/shelter/src/beds/bed.http.ts': 'export const door = 1',
  'services/shelter/src/beds/bed.tables.ts': 'export const table = 1',
  'services/shelter/src/stays/stay.inbox.ts': "import '../beds/bed.tables.ts'\nimport '../beds/bed.store.ts'\nimport './stay.http.ts'",
  'services/shelter/src/service.ts': "import './beds/bed.http.ts'\nimport './stays/stay.inbox.ts'",
  'infra/up.ts': "import '@ihala/exchange'\nimport '@nats-io/transport-node'",
  'test/kit/people.ts': "import '@ihala/desk'",
  'test/load/loop.ts': "import '../../infra/up.ts'",
}

const packages = [
  ...new Set([...planted.map(([, from]) => from), ...Object.keys(lawful)].flatMap((file) => /^packages\/([^/]+)/.exec(file)?.[1] ?? [])),
]

/** Writes a tree of files, with every package under its name in node_modules as pnpm would link it. */
function grow(files: Record<string, string>, names: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'ihala-boundaries-'))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `${text}\n`)
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  mkdirSync(join(root, 'node_modules/@ihala'), { recursive: true })
  for (const name of names) {
    write(`packages/${name}/package.json`, JSON.stringify({ name: `@ihala/${name}`, exports: { '.': './src/index.ts' } }))
    write(`packages/${name}/src/index.ts`, `export const name = '${name}'`)
    symlinkSync(join(root, 'packages', name), join(root, 'node_modules/@ihala', name))
  }
  write('node_modules/@nats-io/transport-node/package.json', JSON.stringify({ name: '@nats-io/transport-node', main: 'index.js' }))
  write('node_modules/@nats-io/transport-node/index.js', 'exports.connect = 1')
  return root
}

describe('the package ladder', () => {
  let root = ''
  let seen: Cruise
  beforeAll(async () => {
    root = grow({ ...lawful, ...Object.fromEntries(planted.map(([, from, text]) => [from, text])) }, packages)
    seen = await cruise(root)
  }, 60_000)
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  test.each(planted)('%s catches %s', (rule, from, _text, to) => {
    const hits = seen.violations.filter((violation) => violation.rule === rule && violation.from === from)
    expect(hits.map((hit) => hit.to)).toContainEqual(expect.stringMatching(new RegExp(`(^|/)${to.replaceAll('.', '\\.')}`)))
  })

  test('every rule has a planted violation', () => {
    const proved = new Set(planted.map(([rule]) => rule))
    expect(seen.rules.filter((name) => !proved.has(name))).toEqual([])
  })

  test('lawful files beside them are left alone', () => {
    const guilty = new Set(planted.map(([, from]) => from))
    // The egg is the other half of the planted cycle.
    const wronged = seen.violations.filter(({ from }) => !guilty.has(from) && from !== 'packages/desk/src/egg.ts')
    expect(wronged).toEqual([])
  })
})

test('nothing cruised is a failure, not a green tick', async () => {
  const root = mkdtempSync(join(tmpdir(), 'ihala-boundaries-'))
  mkdirSync(join(root, 'packages'))
  try {
    await expect(cruise(root)).rejects.toThrow('0 modules cruised')
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
