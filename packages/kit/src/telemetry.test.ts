import { Refusal } from '@ihala/contract'
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node'
import { describe, expect, it, vi } from 'vitest'
import { createTracing, noTracing } from './telemetry.ts'

const careHouse = { slug: 'care-house', kind: 'shelter' }

describe('traces', () => {
  it('hang together inside one organisation by the parent that is passed, and by nothing else', async () => {
    const [memory, other] = [new InMemorySpanExporter(), new InMemorySpanExporter()]
    const tracing = await createTracing({ memory }, careHouse)
    const elsewhere = await createTracing({ memory: other }, { slug: 'ministry', kind: 'ministry-intake' })
    const request = tracing.start('request', { route: '/referrals/:id' })
    await tracing.within('act', {}, request, () =>
      elsewhere.within('open', { event: 'referral-accepted' }, request, () => Promise.resolve()),
    )
    request?.end()
    const [act, above] = memory.getFinishedSpans()
    expect(act?.parentSpanContext?.spanId).toBe(above?.spanContext().spanId)
    const [foreign] = other.getFinishedSpans()
    expect(foreign?.spanContext().traceId).not.toBe(above?.spanContext().traceId)
    expect(foreign?.parentSpanContext).toBeUndefined()
  })

  it('T46: tell the code of a refusal, and of a fault only that it was one', async () => {
    const memory = new InMemorySpanExporter()
    const tracing = await createTracing({ memory }, careHouse)
    const fail = (thrown: Error) => tracing.within('act', {}, undefined, () => Promise.reject(thrown)).catch((again: unknown) => again)
    const refusal = new Refusal('bed-not-free')
    expect(await fail(refusal)).toBe(refusal)
    await fail(Object.assign(new Error('Fatima'), { code: 'Fatima A1234567' }))
    expect(memory.getFinishedSpans().map(({ attributes }) => attributes.outcome)).toEqual(['bed-not-free', 'fault'])
    expect(JSON.stringify(memory.getFinishedSpans().map(({ attributes, events, status }) => [attributes, events, status]))).not.toContain(
      'Fatima',
    )
  })

  it('are whole or not at all when only a share is wanted', async () => {
    const none = await createTracing({ otlpUrl: 'http://127.0.0.1:1/v1/traces', share: 0 }, careHouse)
    const request = none.start('request')
    expect(none.start('act', {}, request)).toBe(request)
    request?.end()
    const all = await createTracing({ otlpUrl: 'http://127.0.0.1:1/v1/traces', share: 1 }, careHouse)
    // The first one loads what collects them.
    expect(all.start('request')).toBe(request)
    await vi.waitFor(() => expect(all.start('request')).not.toBe(request))
  })

  it('cost nothing when nobody collects', async () => {
    expect(await createTracing(undefined, careHouse)).toBe(noTracing)
    expect(noTracing.start('request')).toBeUndefined()
    expect(await noTracing.within('act', {}, undefined, () => Promise.resolve(7))).toBe(7)
  })
})
