import type { Span as OtelSpan, Tracer } from '@opentelemetry/api'
import type { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node'

/** What a span may say: templates and codes, never an id of a person, a case or a staff member (T46). */
export interface SpanFacts {
  readonly route?: string
  readonly event?: string
  readonly outcome?: string
  readonly status?: number
}

/** A stretch of work in one organisation. */
export interface Span {
  /** Adds facts. */
  tell(facts: SpanFacts): void
  /** Ends it; a code says that it failed and why. */
  end(failed?: string): void
}

/** Traces inside one organisation. No context comes in from, or goes out to, anybody (DESIGN §11). */
export interface Tracing {
  /** Starts a span; undefined when nobody collects, so that no work is done for nothing. */
  start(name: SpanName, facts?: SpanFacts, parent?: Span): Span | undefined
  /** Runs work in a span of its own. */
  within<T>(name: SpanName, facts: SpanFacts, parent: Span | undefined, work: () => Promise<T>): Promise<T>
  /** Sends what is left and stops. */
  stop(): Promise<void>
}

/** The places worth a span. */
export type SpanName = 'request' | 'act' | 'read' | 'seal' | 'open' | 'dispatch' | 'job'

/** Where spans go. `memory` keeps them for a test. */
export type TelemetryTarget = { readonly otlpUrl: string; readonly share?: number } | { readonly memory: InMemorySpanExporter }

/** Which share of requests and envelopes is traced unless told: enough to see what is slow, without slowing it. */
const SHARE = 0.1

/** A stretch of work that is not traced, and all that belongs to it. */
const untraced: Span = { tell: () => undefined, end: () => undefined }

/** Nobody collects. */
export const noTracing: Tracing = {
  start: () => undefined,
  within: (_name, _facts, _parent, work) => work(),
  stop: () => Promise.resolve(),
}

/**
 * Traces of one organisation, sent to its own collector. The SDK takes 10 MB: it is loaded by the first trace that is to be
 * collected, which itself is not. Nothing is registered globally: several organisations in one process (the simulation) must not
 * see each other's spans, and with no propagator neither does any other organisation. Parents are arguments.
 */
export async function createTracing(
  target: TelemetryTarget | undefined,
  service: { readonly slug: string; readonly kind: string },
): Promise<Tracing> {
  if (!target) return noTracing
  if ('memory' in target) return tracingWith(await loadStarter(target, service), 1)
  let starter: Starter | undefined
  let loading: Promise<void> | undefined
  const load = async (): Promise<void> => {
    starter = await loadStarter(target, service)
  }
  const start: Starter['start'] = (...what) => {
    // A service works also when nobody can be told how.
    loading ??= load().catch(() => undefined)
    return starter?.start(...what) ?? untraced
  }
  const stop = async (): Promise<void> => {
    await loading
    await starter?.stop()
  }
  return tracingWith({ start, stop }, target.share ?? SHARE)
}

/** Starts spans, each of which is collected. */
interface Starter {
  readonly start: (name: SpanName, facts: SpanFacts, parent: Span | undefined) => Span
  readonly stop: () => Promise<void>
}

/** Whole traces or nothing: it is decided where one begins. */
function tracingWith({ start: collected, stop }: Starter, share: number): Tracing {
  const start: Tracing['start'] = (name, facts = {}, parent) =>
    parent === untraced || (parent === undefined && Math.random() >= share) ? untraced : collected(name, facts, parent)
  return {
    start,
    within: async (name, facts, parent, work) => {
      const span = start(name, facts, parent)
      try {
        const result = await work()
        span?.end()
        return result
      } catch (thrown) {
        span?.end(outcomeOf(thrown))
        throw thrown
      }
    },
    stop,
  }
}

async function loadStarter(target: TelemetryTarget, service: { readonly slug: string; readonly kind: string }): Promise<Starter> {
  const { BasicTracerProvider, BatchSpanProcessor, OTLPTraceExporter, ROOT_CONTEXT, SimpleSpanProcessor, SpanStatusCode, trace } =
    await import('./telemetry-sdk.ts')
  const processor =
    'memory' in target ? new SimpleSpanProcessor(target.memory) : new BatchSpanProcessor(new OTLPTraceExporter({ url: target.otlpUrl }))
  const provider = new BasicTracerProvider({ spanProcessors: [processor] })
  const tracer: Tracer = provider.getTracer(`ihala/${service.kind}`)
  const inner = new WeakMap<Span, OtelSpan>()
  const start: Starter['start'] = (name, facts, parent) => {
    const above = parent && inner.get(parent)
    const context = above ? trace.setSpan(ROOT_CONTEXT, above) : ROOT_CONTEXT
    const span = tracer.startSpan(name, { attributes: { organisation: service.slug, ...facts } }, context)
    const handle: Span = {
      tell: (more) => {
        span.setAttributes({ ...more })
      },
      end: (failed) => {
        if (failed !== undefined) {
          span.setAttribute('outcome', failed)
          span.setStatus({ code: SpanStatusCode.ERROR })
        }
        span.end()
      },
    }
    inner.set(handle, span)
    return handle
  }
  return { start, stop: () => provider.shutdown() }
}

/** The code of what was thrown; a fault says no more than that it was one. */
function outcomeOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' && /^[a-z][a-z-]{2,60}$/.test(code) ? code : 'fault'
}
