import { randomUUID } from 'node:crypto'
import type { Created, Problem, ReferralDetail, ReferralLine, ReferralPage } from '@ihala/contract'
import type { Network } from '../../infra/network.ts'

/** A problem that an organisation answered with. */
export class Answered extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  constructor(what: string, status: number, problem: Partial<Problem>) {
    super(`${what} answered ${status} ${problem.code ?? ''} ${problem.field ?? ''}`)
    this.name = 'Answered'
    this.status = status
    this.code = problem.code ?? ''
    this.field = problem.field
  }
}

/** One signed-in member of staff at their organisation's HTTP door. */
export interface DeskClient {
  readonly slug: string
  readonly get: <T>(path: string) => Promise<T>
  /** Creates: with a fresh Idempotency-Key, unless one is given. */
  readonly create: (path: string, body: object, idempotencyKey?: string) => Promise<Created>
  /** Changes a versioned row. */
  readonly change: (path: string, version: number, body: object, method?: 'POST' | 'PUT') => Promise<Created>
  readonly upload: (
    path: string,
    file: { readonly name: string; readonly mediaType: string; readonly content: Uint8Array },
    fields: Record<string, string>,
  ) => Promise<Created>
  readonly bytes: (path: string) => Promise<Uint8Array>
  /** Any request, as it is: for what must be refused. */
  readonly ask: (
    method: string,
    path: string,
    options?: { readonly body?: unknown; readonly headers?: Record<string, string> },
  ) => Promise<{ readonly status: number; readonly problem: Partial<Problem> }>
}

/** Signs somebody in over HTTP, as a browser would, and returns their hands. */
export async function deskClient(network: Network, slug: string, staffSub: string): Promise<DeskClient> {
  const { baseUrl } = network.organisation(slug)
  const { cookie } = await network.signIn(slug, staffSub)
  const session = await fetch(`${baseUrl}/session`, { headers: { cookie } })
  const { csrf }: { csrf: string } = await session.json()

  const raw = (method: string, path: string, headers: Record<string, string>, body?: BodyInit): Promise<Response> =>
    fetch(`${baseUrl}${path}`, { method, headers: { cookie, 'x-csrf-token': csrf, ...headers }, ...(body === undefined ? {} : { body }) })
  const good = async (what: string, response: Response): Promise<Response> => {
    if (response.ok) return response
    const problem: Partial<Problem> = await response.json().catch(() => ({}))
    throw new Answered(`${slug}: ${what}`, response.status, problem)
  }
  const json = { 'content-type': 'application/json' }

  return {
    slug,
    get: async <T>(path: string): Promise<T> => (await good(`GET ${path}`, await raw('GET', path, {}))).json(),
    create: async (path, body, key = randomUUID()) =>
      (await good(`POST ${path}`, await raw('POST', path, { ...json, 'idempotency-key': key }, JSON.stringify(body)))).json(),
    change: async (path, version, body, method = 'POST') =>
      (
        await good(
          `${method} ${path}`,
          await raw(method, path, { ...json, 'if-match': `"${version}"`, 'idempotency-key': randomUUID() }, JSON.stringify(body)),
        )
      ).json(),
    upload: async (path, file, fields) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      form.append('file', new Blob([new Uint8Array(file.content)], { type: file.mediaType }), file.name)
      return (await good(`POST ${path}`, await raw('POST', path, { 'idempotency-key': randomUUID() }, form))).json()
    },
    bytes: async (path) => new Uint8Array(await (await good(`GET ${path}`, await raw('GET', path, {}))).arrayBuffer()),
    ask: async (method, path, { body, headers = {} } = {}) => {
      const response = await raw(
        method,
        path,
        { ...(body === undefined ? {} : json), ...headers },
        body === undefined ? undefined : JSON.stringify(body),
      )
      const problem: Partial<Problem> = await response.json().catch(() => ({}))
      return { status: response.status, problem }
    },
  }
}

/** Asks again until the answer is there; bounded. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, withinMs = 30_000): Promise<T> {
  const end = Date.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`It did not happen within ${withinMs / 1000} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The newest referral a desk received from a partner that passes the test, as soon as it is there. */
export async function received(desk: DeskClient, from: string, isIt: (line: ReferralLine) => boolean = () => true): Promise<ReferralLine> {
  return until(`${desk.slug} receives a referral from ${from}`, async () => {
    const { items } = await desk.get<ReferralPage>('/referrals?box=received')
    return items
      .filter((line) => line.partner.entityId.startsWith(`https://${from}.`) && isIt(line))
      .sort((one, other) => other.receivedAt.localeCompare(one.receivedAt))[0]
  })
}

/** The row ids of all a desk received until now. */
export async function receivedBy(desk: DeskClient): Promise<ReadonlySet<string>> {
  return new Set((await desk.get<ReferralPage>('/referrals?box=received')).items.map(({ id }) => id))
}

/** Refers from one desk to another, and answers the row ids at both as soon as it is there. */
export async function refersTo(from: DeskClient, to: DeskClient, body: object): Promise<{ readonly sent: string; readonly came: string }> {
  const known = await receivedBy(to)
  const { id: sent } = await from.create('/referrals', body)
  const { id: came } = await received(to, from.slug, ({ id }) => !known.has(id))
  return { sent, came }
}

/** A referral as soon as it is as expected. */
export async function referralWhen(
  desk: DeskClient,
  id: string,
  what: string,
  isSo: (detail: ReferralDetail) => boolean,
  withinMs?: number,
): Promise<ReferralDetail> {
  return until(
    `${desk.slug}: ${what}`,
    async () => {
      const detail = await desk.get<ReferralDetail>(`/referrals/${id}`)
      return isSo(detail) ? detail : undefined
    },
    withinMs,
  )
}

/** Does one verb on a referral as it stands now. */
export async function act(desk: DeskClient, id: string, verb: string, body: object = {}): Promise<Created> {
  const { referral } = await desk.get<ReferralDetail>(`/referrals/${id}`)
  return desk.change(`/referrals/${id}/${verb}`, referral.version, body)
}
