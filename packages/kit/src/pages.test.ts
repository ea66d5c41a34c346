import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { aDoor } from '../test/door.ts'

const folder = await mkdtemp(join(tmpdir(), 'ihala-pages-'))
await mkdir(join(folder, 'web/assets'), { recursive: true })
await writeFile(join(folder, 'web/index.html'), '<!doctype html><title>desk</title>')
await writeFile(join(folder, 'web/assets/main-Ab3dE6gh.js'), 'let desk')
await writeFile(join(folder, 'web/assets/pin-key.worker-Ab3dE6gh.js'), 'let worker')
await writeFile(join(folder, 'secret.txt'), 'not for anybody')
const { app } = await aDoor({ pages: join(folder, 'web') })
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

describe('the built desk', () => {
  it('serves its files, and index.html for the addresses inside', async () => {
    const asset = await app.inject({ url: '/desk/assets/main-Ab3dE6gh.js' })
    expect([asset.statusCode, asset.body, asset.headers['cache-control']]).toEqual([200, 'let desk', 'public, max-age=31536000, immutable'])
    for (const url of ['/desk/', '/desk/referrals/7?tab=consent', '/desk/index.html']) {
      const page = await app.inject({ url })
      expect([page.statusCode, page.headers['content-type'], page.headers['cache-control']]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ])
    }
    expect((await app.inject({ url: '/' })).headers.location).toBe('/desk/')
    expect((await app.inject({ url: '/favicon.ico' })).headers.location).toBe('/desk/icon.svg')
  })

  it('lets a worker beside the page run WebAssembly and reach nothing, and the page not', async () => {
    const policyOf = async (url: string) => String((await app.inject({ url })).headers['content-security-policy'])
    expect(await policyOf('/desk/assets/pin-key.worker-Ab3dE6gh.js')).toBe("default-src 'none';script-src 'self' 'wasm-unsafe-eval'")
    for (const url of ['/desk/', '/desk/assets/main-Ab3dE6gh.js']) expect(await policyOf(url)).not.toContain('wasm')
  })

  it.each([
    '/desk/assets/missing.js',
    '/desk/../secret.txt',
    '/desk/%2e%2e/secret.txt',
    '/desk/..%2fsecret.txt',
    '/desk/%2e%2e%2fsecret.txt',
  ])('does not find %s', async (url) => {
    const answer = await app.inject({ url })
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found'])
  })

  it('is not found where nothing was built', async () => {
    const { app: bare } = await aDoor()
    expect((await bare.inject({ url: '/desk/' })).statusCode).toBe(404)
    await bare.close()
  })
})
