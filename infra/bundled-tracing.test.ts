import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const root = dirname(import.meta.dirname)

test('a bundled service sends its traces: what it loads only then is found in the bundle', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ihala-traces-'))
  const heard: string[] = []
  const collector = createServer((request, response) => {
    heard.push(request.url ?? '')
    request.resume().on('end', () => response.end('{}'))
  }).listen(0, '127.0.0.1')
  try {
    await once(collector, 'listening')
    const { port } = collector.address() as AddressInfo
    writeFileSync(
      join(dir, 'main.ts'),
      `import { createTracing } from '${join(root, 'packages/kit/src/telemetry.ts')}'
       const tracing = await createTracing({ otlpUrl: 'http://127.0.0.1:${port}/v1/traces', share: 1 }, { slug: 'care-house', kind: 'shelter' })
       const untraced = tracing.start('request')
       // The first one loads what collects them.
       while (tracing.start('request') === untraced) await new Promise(setImmediate)
       tracing.start('request')?.end()
       await tracing.stop()`,
    )
    // As build.ts does it for a service.
    await build({
      entryPoints: [join(dir, 'main.ts')],
      outdir: dir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
    })
    const child = spawn(process.execPath, [join(dir, 'main.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] })
    expect(await once(child, 'close')).toEqual([0, null])
    expect(heard).toEqual(['/v1/traces'])
  } finally {
    collector.close()
    rmSync(dir, { recursive: true, force: true })
  }
})
