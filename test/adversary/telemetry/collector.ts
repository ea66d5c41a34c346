import { createServer, type IncomingMessage } from 'node:http'

/** A span as it was sent. */
export interface Collected {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
}

/** OpenTelemetry collectors of several organisations, each at an address of its own. */
export interface Collectors {
  /** Where an organisation sends its traces. */
  readonly urlOf: (slug: string) => string
  /** All that it sent: headers and bodies as they came. */
  readonly textOf: (slug: string) => string
  readonly spansOf: (slug: string) => readonly Collected[]
  readonly stop: () => Promise<void>
}

interface Exported {
  readonly resourceSpans?: readonly { readonly scopeSpans?: readonly { readonly spans?: readonly Collected[] }[] }[]
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** Opens the collectors; they speak OTLP over HTTP in JSON, and keep everything. */
export async function openCollectors(): Promise<Collectors> {
  const texts = new Map<string, string[]>()
  const spans = new Map<string, Collected[]>()
  const take = async (request: IncomingMessage): Promise<void> => {
    const slug = request.url?.split('/')[1] ?? ''
    const body = await bodyOf(request)
    texts.set(slug, [...(texts.get(slug) ?? []), JSON.stringify(request.rawHeaders), body])
    const { resourceSpans = [] }: Exported = JSON.parse(body)
    const sent = resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap(({ spans: all = [] }) => all))
    spans.set(slug, [...(spans.get(slug) ?? []), ...sent])
  }
  const server = createServer((request, response) => {
    take(request).then(
      () => response.setHeader('content-type', 'application/json').end('{}'),
      () => response.writeHead(400).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  const { port } = address
  return {
    urlOf: (slug) => `http://127.0.0.1:${port}/${slug}/v1/traces`,
    textOf: (slug) => (texts.get(slug) ?? []).join('\n'),
    spansOf: (slug) => spans.get(slug) ?? [],
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
