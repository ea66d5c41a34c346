import type { EventType } from '@ihala/contract'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Figure } from './service-context.ts'

/** What became of an event that arrived. */
export type EventOutcome = 'stored' | 'duplicate' | 'quarantined' | 'waiting' | 'dropped'

/** What lies in the outbox without a receipt. */
export interface OutboxState {
  readonly waiting: number
  /** Age of the oldest row without a receipt, seconds. */
  readonly oldestSeconds: number
}

/** What verifying the own log came to last. */
export interface LogFigures {
  readonly whole: boolean
  /** Leaves that were as they were recorded. */
  readonly leaves: number
  /** When it ended, seconds since 1970. */
  readonly verifiedAt: number
}

/** What is asked when somebody reads the figures. */
export interface FiguresAsked {
  readonly outbox: () => Promise<OutboxState>
  /** Undefined before the first. */
  readonly log: () => Promise<LogFigures | undefined>
  /** Those of the features. */
  readonly features: () => Promise<readonly Figure[]>
}

/** Figures of one organisation. Labels are codes and templates; no person, case, partner or staff member is named (T46). */
export interface Metrics {
  served(method: string, route: string, status: number, seconds: number): void
  refused(code: string): void
  received(outcome: EventOutcome, event: EventType | 'unknown'): void
  sent(event: EventType): void
  /** The bus took an event and dropped it. */
  busDropped(): void
  /** Prometheus text. */
  print(): Promise<string>
  readonly contentType: string
}

/** Figures in a registry of their own, so that several organisations can live in one process. */
export function createMetrics(asked?: FiguresAsked): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const http = new Histogram({
    name: 'ihala_http_seconds',
    help: 'Time to answer a request, by route template.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  const refusals = new Counter({
    name: 'ihala_refusals_total',
    help: 'Answers that were an expected no, by code.',
    labelNames: ['code'],
    registers,
  })
  const received = new Counter({
    name: 'ihala_events_received_total',
    help: 'Events that arrived, by what became of them.',
    labelNames: ['outcome', 'event'],
    registers,
  })
  const sent = new Counter({ name: 'ihala_events_sent_total', help: 'Events put into the outbox.', labelNames: ['event'], registers })
  const dropped = new Counter({
    name: 'ihala_bus_dropped_total',
    help: 'Events that the bus said it had taken, and that were gone without a receipt.',
    registers,
  })
  const waiting = new Gauge({ name: 'ihala_outbox_waiting', help: 'Events without a receipt.', registers })
  const oldest = new Gauge({ name: 'ihala_outbox_oldest_seconds', help: 'Age of the oldest event without a receipt.', registers })
  const whole = new Gauge({ name: 'ihala_log_whole', help: 'Whether the own log was as it was recorded when last verified.', registers })
  const leaves = new Gauge({ name: 'ihala_log_verified_leaves', help: 'Leaves found as they were recorded when last verified.', registers })
  const verified = new Gauge({ name: 'ihala_log_verified_at_seconds', help: 'When the own log was last verified, Unix time.', registers })
  const ofFeatures = new Map<string, Gauge>()
  const memory = new Gauge({ name: 'ihala_memory_bytes', help: 'Resident memory of the process.', registers })

  return {
    served: (method, route, status, seconds) => http.labels(method, route, String(status)).observe(seconds),
    refused: (code) => refusals.labels(code).inc(),
    received: (outcome, event) => received.labels(outcome, event).inc(),
    sent: (event) => sent.labels(event).inc(),
    busDropped: () => dropped.inc(),
    print: async () => {
      const [state, log, figures = []] = await Promise.all([asked?.outbox(), asked?.log(), asked?.features()])
      if (log) {
        whole.set(log.whole ? 1 : 0)
        leaves.set(log.leaves)
        verified.set(log.verifiedAt)
      }
      if (state) {
        waiting.set(state.waiting)
        oldest.set(state.oldestSeconds)
      }
      for (const { name, help, value } of figures) {
        const gauge = ofFeatures.get(name) ?? new Gauge({ name, help, registers })
        ofFeatures.set(name, gauge)
        gauge.set(value)
      }
      memory.set(process.memoryUsage.rss())
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}
