import { ACCEPTS, closed, Names } from '@ihala/contract'
import Type from 'typebox'
import type { App } from './app.ts'
import type { AppOptions } from './app-options.ts'

/** Anybody who reaches the port may ask how the service is: it tells nothing of people. */
export const HEALTH_POLICIES = `
permit (principal, action in [Action::"see-health", Action::"see-version", Action::"see-metrics", Action::"read-contract", Action::"browse-contract"], resource);
`

const Live = closed({ live: Type.Literal(true) })
const Ready = closed({ ready: Type.Boolean(), reason: Type.Optional(Type.String()) })
const Version = closed({
  service: Type.String(),
  kind: Type.String(),
  /** As the registry names it, which is public. */
  names: Names,
  version: Type.String(),
  /** Versions of every event this service reads. */
  accepts: Type.Record(Type.String(), Type.Array(Type.Integer())),
})

/**
 * /livez, /readyz, /version and /metrics (Prometheus). They need no session. In development the service listens on the
 * loopback address only; in production the proxy must keep /metrics inside.
 */
export function healthRoutes(app: App, options: Pick<AppOptions, 'readiness' | 'metrics' | 'organisation' | 'version'>): void {
  const { readiness, metrics, organisation, version } = options
  const quiet = { quiet: true, rateLimit: false } as const

  app.get('/livez', { config: { action: 'see-health', ...quiet }, schema: { response: { 200: Live } } }, () => ({ live: true }) as const)
  app.get(
    '/readyz',
    { config: { action: 'see-health', ...quiet }, schema: { response: { 200: Ready, 503: Ready } } },
    async (_request, reply) => {
      const { ready, reason } = await readiness()
      return reply.code(ready ? 200 : 503).send({ ready, ...(reason === undefined ? {} : { reason }) })
    },
  )
  app.get('/version', { config: { action: 'see-version' }, schema: { response: { 200: Version } } }, () => ({
    service: organisation.slug,
    kind: organisation.kind,
    names: organisation.names,
    version,
    accepts: ACCEPTS,
  }))
  app.get('/metrics', { config: { action: 'see-metrics', answers: { 200: ['text/plain'] }, ...quiet } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.print()),
  )
}
