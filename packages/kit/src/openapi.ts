import swagger from '@fastify/swagger'
import type { FastifyContextConfig, RouteOptions } from 'fastify'
import type { FastifySchema } from 'fastify/types/schema.js'
import Type from 'typebox'
import type { App } from './app.ts'
import type { AppOptions } from './app-options.ts'
import { PROBLEM_TYPE, Problem } from './problem.ts'

const IDEMPOTENCY_KEY = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'the same key and request get the same answer for 14 days',
})
// A version is an integer of the database; nobody changes a row a thousand million times.
const IF_MATCH = Type.String({ pattern: '^"\\d{1,9}"$', description: 'the version you saw, as its ETag said it' })
const CSRF = Type.String({ description: '`csrf` of GET /session' })
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** OpenAPI 3.1 of all routes at /openapi.json, from the very schemas that check them; in development also a page to browse it at /docs. */
export async function openapi(app: App, options: Pick<AppOptions, 'organisation' | 'version' | 'environment'>): Promise<void> {
  const { organisation, version } = options
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: `Ihala: ${organisation.names.en}`,
        version,
        description: `The service of ${organisation.names.en} (${organisation.kind}). Every no is ${PROBLEM_TYPE} with a code.`,
        license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' } as { name: string },
      },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: `ihala_session_${organisation.slug}` } } },
    },
    transform: ({ schema, url, route }) => ({ schema: described(app, schema, route), url }),
  })
  app.get('/openapi.json', { config: { action: 'read-contract' }, schema: { hide: true } as FastifySchema }, () => app.swagger())
  if (options.environment !== 'development') return

  const { default: swaggerUi } = await import('@fastify/swagger-ui')
  await app.register((browser, _options, done) => {
    browser.addHook('onRoute', (route) => {
      route.config = { ...route.config, action: 'browse-contract' }
      route.schema = {
        ...route.schema,
        hide: true,
        querystring: route.schema?.querystring ?? Type.Object({}),
        ...(route.url.includes('*') ? { params: Type.Object({}) } : {}),
      } as FastifySchema
    })
    void browser.register(swaggerUi, { routePrefix: '/docs' })
    done()
  })
}

/** A route's schema with what holds for every route: who may, the headers it needs, and how it says no. */
function described(app: App, schema: FastifySchema | undefined, route: RouteOptions): FastifySchema & Record<string, unknown> {
  const config = route.config
  const publicly = config !== undefined && app.access.allows(null, config.action)
  const changing = [route.method].flat().some((method) => !SAFE.has(method))
  const headers = {
    ...(config?.creates === true ? { 'idempotency-key': IDEMPOTENCY_KEY } : {}),
    ...(config?.changes === true ? { 'if-match': IF_MATCH } : {}),
    ...(changing && !publicly ? { 'x-csrf-token': CSRF } : {}),
  }
  const response = { ...(schema?.response as Record<string, unknown> | undefined), ...otherAnswers(config?.answers) }
  const upload = config?.upload === true ? { consumes: ['multipart/form-data'], body: Type.Object({}, { additionalProperties: true }) } : {}
  return {
    ...schema,
    ...upload,
    ...(Object.keys(headers).length > 0 ? { headers: Type.Object(headers) } : {}),
    response: {
      ...(Object.keys(response).length > 0 ? response : { 200: { description: 'done' } }),
      default: { description: 'a no', content: { [PROBLEM_TYPE]: { schema: Problem }, ...contentOf(config?.answers?.default) } },
    },
    ...(publicly ? {} : { security: [{ session: [] }] }),
    'x-action': config?.action ?? '',
  }
}

/** Answers that are no JSON, as the document has them: a media type each, or no body at all. */
function otherAnswers(answers: FastifyContextConfig['answers'] = {}): Record<string, object> {
  const { default: _, ...statuses } = answers
  return Object.fromEntries(
    Object.entries(statuses).map(([status, types = []]) => [
      status,
      types.length === 0 ? { type: 'null', description: 'no body' } : { description: types.join(', '), content: contentOf(types) },
    ]),
  )
}

function contentOf(types: readonly string[] = []): Record<string, object> {
  return Object.fromEntries(types.map((type) => [type, { schema: type.endsWith('json') ? {} : { type: 'string' } }]))
}
