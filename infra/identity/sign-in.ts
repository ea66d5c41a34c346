/** A signed-in member of staff: what their browser would send along. */
export interface SignedIn {
  /** Value of the `cookie` header for the organisation's own address. */
  readonly cookie: string
}

const MOST_STEPS = 15

/**
 * Signs in as a browser would: `GET <base>/auth/login?return=/`, over to the identity provider, choose the person,
 * back to the organisation's callback, until it has set its session cookie.
 * @param organisationBaseUrl such as `http://127.0.0.1:4101`
 * @param staffSub `sub` of a person in the organisation's demo.json
 * @throws when a step answers with an error, with its address and status
 */
export async function signIn(organisationBaseUrl: string, staffSub: string): Promise<SignedIn> {
  const jar = new Map<string, Map<string, string>>()
  const home = new URL(organisationBaseUrl).origin
  let step: { url: URL; form?: URLSearchParams } = { url: new URL('/auth/login?return=/', organisationBaseUrl) }
  let wasAtCallback = false
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const response = await ask(step.url, jar, step.form)
    if (response.status >= 400)
      throw new Error(
        `Signing in as ${staffSub}: ${step.url.origin}${step.url.pathname} answered ${response.status}: ${(await response.text()).slice(0, 300)}`,
      )
    const location = response.headers.get('location')
    if (step.url.origin === home && step.url.pathname === '/auth/callback') wasAtCallback = true
    if (wasAtCallback) return { cookie: cookieHeader(jar, home) }
    if (location !== null) {
      step = { url: new URL(location, step.url) }
      continue
    }
    const action = /<form method="post" action="([^"]+)"/.exec(await response.text())?.[1]
    if (action === undefined)
      throw new Error(`Signing in as ${staffSub}: ${step.url.origin}${step.url.pathname} shows no page to choose a person on`)
    step = { url: new URL(action, step.url), form: new URLSearchParams({ sub: staffSub }) }
  }
  throw new Error(`Signing in as ${staffSub}: sent on ${MOST_STEPS} times without arriving`)
}

async function ask(url: URL, jar: Map<string, Map<string, string>>, form?: URLSearchParams): Promise<Response> {
  const cookie = cookieHeader(jar, url.origin)
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }) },
    ...(form ? { method: 'POST', body: form } : {}),
  })
  const cookies = jar.get(url.origin) ?? new Map<string, string>()
  jar.set(url.origin, cookies)
  for (const line of response.headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split(';')
    const [name = '', ...value] = pair.split('=')
    const over = attributes.some(
      (one) => /^\s*max-age=0\s*$/i.test(one) || (/^\s*expires=/i.test(one) && Date.parse(one.split('=')[1] ?? '') < Date.now()),
    )
    if (over) cookies.delete(name.trim())
    else cookies.set(name.trim(), value.join('='))
  }
  return response
}

function cookieHeader(jar: ReadonlyMap<string, ReadonlyMap<string, string>>, origin: string): string {
  return [...(jar.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
}
