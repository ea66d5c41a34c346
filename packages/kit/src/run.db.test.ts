import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/kit/fresh-database.ts'
import { createKeyring } from './keyring-file.ts'

let database: FreshDatabase
let folder: string
let main: string
beforeAll(async () => {
  database = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'ihala-run-'))
  main = join(folder, 'main.mjs')
  const door = new URL('index.ts', import.meta.url).href
  writeFileSync(
    main,
    `import { defineService, run } from '${door}'\nawait run(defineService({ kind: 'shelter', features: [], serves: [] }))\n`,
  )
  createKeyring(join(folder, 'keys'), join(folder, 'kek'), new Date())
  for (const name of ['bus.creds', 'oidc']) writeFileSync(join(folder, name), 'secret')
  const config = {
    slug: 'care-house',
    kind: 'shelter',
    entityId: 'https://care-house.network.example',
    names: { ar: 'دار الأمان', en: 'Care House' },
    languages: ['ar', 'en'],
    timeZone: 'Asia/Qatar',
    databaseUrl: database.appUrl,
    ownerDatabaseUrl: database.ownerUrl,
    keyDir: 'keys',
    kekFile: 'kek',
    nats: { url: 'nats://127.0.0.1:1', credsFile: 'bus.creds', tag: `A${'B'.repeat(55)}` },
    oidc: { issuer: 'http://127.0.0.1:1', clientId: 'care-house', clientSecretFile: 'oidc' },
    port: 0,
    baseUrl: 'http://127.0.0.1',
    registry: {
      anchorKeys: [
        { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), holder: 'national-committee', government: true },
        { kty: 'OKP', crv: 'Ed25519', x: `${'A'.repeat(42)}E`, holder: 'itf', government: false },
      ],
      networkDomain: 'network.example',
      anchorId: 'https://national-committee.network.example',
    },
    environment: 'development',
  }
  writeFileSync(join(folder, 'good.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'bad.json'), JSON.stringify({ ...config, nats: { ...config.nats, url: undefined } }))
  writeFileSync(join(folder, 'keyless.json'), JSON.stringify({ ...config, keyDir: 'none' }))
})
afterAll(async () => {
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

function start(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const waiting = new Map<string, () => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const [words, seen] of waiting) if (output.includes(words)) seen()
    })
  }
  const ended = once(child, 'close').then(([code]) => ({ code, output }))
  const said = (words: string) => new Promise<void>((resolve) => (output.includes(words) ? resolve() : waiting.set(words, resolve)))
  return {
    child,
    ended,
    said: (words: string) => Promise.race([said(words), ended.then(({ output: all }) => Promise.reject(new Error(`it ended: ${all}`)))]),
  }
}

test('settings that cannot be used: one sentence, exit code 2, no stack', async () => {
  expect(await start('--config', join(folder, 'bad.json')).ended).toEqual({
    code: 2,
    output: `config ${join(folder, 'bad.json')}: \`nats.url\` is missing: the address of the network's bus\n`,
  })
  expect(await start().ended).toEqual({ code: 2, output: 'config: say where the settings are, and nothing else: --config FILE\n' })
})

test('keys that are not there: one sentence, exit code 2', async () => {
  const { code, output } = await start('--config', join(folder, 'keyless.json')).ended
  expect(code).toBe(2)
  expect(output).toMatch(/^keyring .*keyring\.json: there is no keyring; make one before the service starts\n$/)
})

test('the bus is away: the service says so, waits, and ends in peace when told', async () => {
  const service = start('--config', join(folder, 'good.json'))
  await service.said('waiting for the bus')
  service.child.kill('SIGTERM')
  expect((await service.ended).code).toBe(0)
})
