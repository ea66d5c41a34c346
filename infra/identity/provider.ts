import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Provider } from 'oidc-provider'
import { choosePage, choosePagePolicy } from './choose-page.ts'
import { type IssuerSettings, makeIssuer } from './issuer.ts'

/** What the provider's process reads from its standard input, as JSON. */
export interface IdentitySettings {
  readonly port: number
  readonly issuers: readonly IssuerSettings[]
}

/** A running provider. */
export interface IdentityServer {
  readonly close: () => Promise<void>
}

/**
 * Serves one issuer per organisation, each under its slug as path, on the loopback address. Sign-ins under way and
 * sessions live in memory: they are lost with the process, nothing else is.
 */
export async function serveIdentity({ port, issuers }: IdentitySettings): Promise<IdentityServer> {
  const mounted = new Map(
    issuers.map((settings) => {
      const provider = makeIssuer(`http://127.0.0.1:${port}/${settings.slug}`, settings)
      provider.on('server_error', (_context, error) => process.stderr.write(`${settings.slug}: ${error.stack ?? error.message}\n`))
      return [settings.slug, { settings, provider, answer: provider.callback() }]
    }),
  )
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://provider').pathname
    const [, slug = '', page, uid] = path.split('/')
    const issuer = mounted.get(slug)
    if (path === '/readyz') response.end('ready\n')
    else if (!issuer) notFound(response)
    else if (page === 'interaction' && uid) {
      choose(issuer.provider, issuer.settings, request, response).catch((error: unknown) => {
        process.stderr.write(`${slug}: ${error instanceof Error ? error.message : 'sign-in failed'}\n`)
        if (!response.headersSent)
          plain(
            response,
            400,
            'This sign-in is over. Go back to the organisation’s address and begin again.\nانتهت محاولة الدخول هذه. ارجع إلى عنوان الجهة وابدأ من جديد.\n',
          )
      })
    } else {
      // The provider works out from the two addresses below which path it is mounted.
      Object.assign(request, { originalUrl: request.url, url: (request.url ?? '').slice(slug.length + 1) || '/' })
      void issuer.answer(request, response)
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The page of one sign-in, and what comes back from it. */
async function choose(provider: Provider, settings: IssuerSettings, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { uid, prompt } = await provider.interactionDetails(request, response)
  if (prompt.name !== 'login') throw new Error(`the provider asks for “${prompt.name}”, which this demonstration never does`)
  const action = `/${settings.slug}/interaction/${uid}`
  if (request.method === 'GET') {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': choosePagePolicy(settings),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    response.end(choosePage(settings, action))
    return
  }
  const sub = new URLSearchParams(await text(request)).get('sub') ?? ''
  if (request.method !== 'POST' || !settings.staff.some((person) => person.sub === sub)) {
    plain(response, 400, 'Nobody of that name works here.\nلا أحد بهذا الاسم يعمل هنا.\n')
    return
  }
  await provider.interactionFinished(request, response, { login: { accountId: sub, remember: false } }, { mergeWithLastSubmission: false })
}

function notFound(response: ServerResponse): void {
  plain(response, 404, 'No organisation has this address.\n')
}

function plain(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(body)
}

if (import.meta.main) {
  const settings: IdentitySettings = JSON.parse(await text(process.stdin))
  const server = await serveIdentity(settings)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.close().then(() => process.exit(0)))
}
