import { closed, Refusal } from '@ihala/contract'
import type { App, ServiceContext } from '@ihala/kit'
import { languagesPage, type Setting, textOf, WORKER_LANGUAGES, WORKER_PATH, type WorkerLanguage, workerStyle } from '@ihala/ui/worker'
import Type from 'typebox'
import { filingFile } from '../filings/filing.proof.ts'
import { listOf } from '../filings/filing.store.ts'
import { lastDayToList } from '../filings/filing.ts'
import { workerDoor } from '../reports/worker-door.ts'
import { type Packed, packed, scriptsIn } from './worker-files.ts'
import { fieldOf, readForm, TypedCode, WorkerBody } from './worker-form.ts'
import { answerTo, keyOrNone } from './worker-turn.ts'

/** GET /i/lock: the key to seal to, none while the registry names none; and the puzzle to solve for being let in. */
const Lock = closed({
  key: Type.Union([
    closed({ kid: Type.String(), jwk: closed({ kty: Type.Literal('OKP'), crv: Type.Literal('X25519'), x: Type.String() }) }),
    Type.Null(),
  ]),
  puzzle: Type.String(),
  bits: Type.Integer({ minimum: 0, maximum: 40 }),
})
const HTML = 'text/html; charset=utf-8'
const FILE = 'application/octet-stream'

/**
 * The pages of workers (issue 6): nobody signs in, nothing is kept. One address and one method, so that neither a history nor a log says
 * on which page somebody was; no line in the log unless it fails; and nobody counts by address: what costs anything is let in by the
 * door's own buckets.
 */
export function workerPageRoutes(app: App, service: ServiceContext): void {
  const door = workerDoor(service)
  const scripts = scriptsIn(service.config.pages)
  const { leaveTo = 'about:blank', emergency } = service.config.workerPages ?? {}
  const settingIn = (language: WorkerLanguage): Setting => ({
    language,
    leaveTo,
    timeZone: service.organisation.timeZone,
    ...(emergency === undefined ? {} : { emergency }),
    scripted: scripts.size > 0,
  })
  const config = { action: 'open-worker-pages', quiet: true, rateLimit: false } as const

  app.get(WORKER_PATH, { config: { ...config, answers: { 200: ['text/html'] } } }, (_request, reply) =>
    reply.type(HTML).send(textOf(languagesPage(settingIn('ar')))),
  )

  app.get(WORKER_PATH.slice(0, -1), { config: { ...config, answers: { 302: [] } } }, (_request, reply) => reply.redirect(WORKER_PATH, 302))

  const style = packed(workerStyle())
  app.get(`${WORKER_PATH}page.css`, { config: { ...config, answers: { 200: ['text/css'] } } }, (request, reply) =>
    send(request, reply, 'text/css; charset=utf-8', style),
  )
  for (const [name, script] of scripts) {
    app.get(`${WORKER_PATH}${name}`, { config: { ...config, answers: { 200: ['text/javascript'] } } }, (request, reply) =>
      send(request, reply, 'text/javascript; charset=utf-8', script),
    )
  }

  app.get(`${WORKER_PATH}lock`, { config, schema: { response: { 200: Lock } } }, async () => {
    const key = await keyOrNone(door)
    return { key: key === undefined ? null : { kid: key.kid, jwk: key.jwk }, ...door.puzzle() }
  })

  const listFile = (date: string) =>
    service.asSystem(async (tx) => {
      const list = await listOf(tx, date)
      return list === undefined ? undefined : filingFile(tx, service, list)
    })

  void app.register((forms, _options, done) => {
    forms.removeAllContentTypeParsers()
    forms.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, parsed) => {
      parsed(null, readForm(String(body)))
    })
    forms.post<{ Body: WorkerBody }>(
      WORKER_PATH,
      { config: { ...config, answers: { 200: ['text/html', FILE] } }, schema: { body: WorkerBody } },
      async (request, reply) => {
        const { body } = request
        const { now } = service.stamp()
        const answer = await answerTo({
          door,
          listFile,
          setting: settingIn(WORKER_LANGUAGES.find((one) => one === fieldOf(body, 'language')) ?? 'ar'),
          body,
          organisation: service.organisation,
          lastDay: lastDayToList(now, service.organisation.timeZone),
        })
        return 'file' in answer ? asFile(reply, answer.file) : reply.type(HTML).send(answer.page)
      },
    )
    // The proof of the day, for `ihala verify`. Without the code nobody has it.
    forms.post<{ Body: { code: string } }>(
      `${WORKER_PATH}file`,
      { config: { ...config, answers: { 200: [FILE] } }, schema: { body: closed({ code: TypedCode }) } },
      async (request, reply) => {
        const proof = await door.proof(request.body.code)
        if (proof === undefined) throw new Refusal('not-found')
        return asFile(reply, proof)
      },
    )
    done()
  })
}

/** As much of an answer as is needed here. */
interface Reply {
  readonly type: (type: string) => Reply
  readonly header: (name: string, value: string) => Reply
  readonly send: (payload: unknown) => Reply
}

/** A file whose name tells nothing. */
function asFile(reply: Reply, file: object): Reply {
  return reply.type(FILE).header('content-disposition', 'attachment; filename="file.json"').send(JSON.stringify(file))
}

/** A text as small as the browser can take it. */
function send(
  request: { readonly headers: Readonly<Record<string, unknown>> },
  reply: Reply,
  type: string,
  { plain, br, gzip }: Packed,
): Reply {
  const takes = String(request.headers['accept-encoding'] ?? '')
  const way = /\bbr\b/.test(takes) ? 'br' : /\bgzip\b/.test(takes) ? 'gzip' : undefined
  reply.type(type).header('vary', 'accept-encoding')
  if (way === undefined) return reply.send(plain)
  return reply.header('content-encoding', way).send(way === 'br' ? br : gzip)
}
