import { createServer, type Server, type Socket, connect as tcpConnect } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type FreshBus, freshBus } from '../../../test/kit/fresh-bus.ts'
import { becomes, busCompliance } from '../test/bus.compliance.ts'
import { BusAway } from './bus.ts'
import { natsBus } from './nats-bus.ts'

describe('the bus over NATS', () => {
  let fresh: FreshBus
  let admitted = 0
  beforeAll(async () => {
    fresh = await freshBus()
  })
  afterAll(() => fresh.drop())

  busCompliance(() => ({
    admit: async (publishesRegistry = false) => {
      admitted += 1
      const { tag, credsFile } = await fresh.admit(`member-${admitted}`, { publishesRegistry })
      const bus = natsBus({ url: fresh.bus.url, credsFile, tag, notice: () => undefined })
      await bus.connect()
      return bus
    },
    cut: async (members) => {
      await fresh.bus.killServer()
      await becomes('everybody has noticed', () => members.every((one) => !one.isUp()))
    },
    join: async (members) => {
      await fresh.bus.startServer()
      await becomes('everybody is back', () => members.every((one) => one.isUp()))
    },
  }))
})

test('T4: a bus that did not hear who we are in time, again and again, does not shut us out for ever', async () => {
  const fresh = await freshBus()
  onTestFinished(() => fresh.drop())
  const { tag, credsFile } = await fresh.admit('behind-a-bad-link')
  const gate = await openGate(Number(new URL(fresh.bus.url).port))
  onTestFinished(gate.close)
  const bus = natsBus({ url: `nats://127.0.0.1:${gate.port}`, credsFile, tag, notice: () => undefined })
  await bus.connect()
  onTestFinished(bus.close)
  gate.shut()
  await becomes('three dials were answered that nobody said who they are', () => gate.turnedAway() >= 3)
  gate.open()
  await becomes('the member is back', () => bus.isUp())
  expect(await bus.publish(tag, 'digest', Buffer.from('to ourselves'))).toBe('taken')
})

test('T4: what was on its way to us when the link broke comes again within five seconds; what takes us longer comes once', async () => {
  const fresh = await freshBus()
  onTestFinished(() => fresh.drop())
  const { tag, credsFile } = await fresh.admit('takes-its-time')
  const gate = await openGate(Number(new URL(fresh.bus.url).port))
  onTestFinished(gate.close)
  const bus = natsBus({ url: `nats://127.0.0.1:${gate.port}`, credsFile, tag, notice: () => undefined })
  await bus.connect()
  onTestFinished(bus.close)
  const attempts: number[] = []
  let finish = (): void => undefined
  const finished = new Promise<void>((resolve) => (finish = resolve))
  bus.receive(async (delivery) => {
    attempts.push(delivery.attempt)
    await finished
    await delivery.ack()
  }, 2)
  const elsewhere = natsBus({ url: fresh.bus.url, credsFile, tag, notice: () => undefined })
  await elsewhere.connect()
  onTestFinished(elsewhere.close)
  gate.breaksAt('lost on its way')
  await elsewhere.publish(tag, 'digest', Buffer.from('lost on its way'))
  await becomes('the link has broken', () => gate.broken() === 1)
  const brokenAt = performance.now()
  await becomes('it has come again', () => attempts.length > 0)
  expect(performance.now() - brokenAt).toBeLessThan(5_000)
  // Longer than the bus waits for a word.
  await becomes('it was said four times to be under way', () => gate.saidUnderWay() >= 4)
  finish()
  await becomes('it was acknowledged', () => gate.acknowledged() === 1)
  expect(attempts).toEqual([2])
}, 30_000)

test('T4: what was asked on a connection that is lost is not waited for', async () => {
  const fresh = await freshBus()
  onTestFinished(() => fresh.drop())
  const { tag, credsFile } = await fresh.admit('asks-and-is-cut-off')
  const gate = await openGate(Number(new URL(fresh.bus.url).port))
  onTestFinished(gate.close)
  const bus = natsBus({ url: `nats://127.0.0.1:${gate.port}`, credsFile, tag, notice: () => undefined })
  await bus.connect()
  onTestFinished(bus.close)
  gate.breaksAt('"stream":')
  const began = performance.now()
  await expect(bus.publish(tag, 'digest', Buffer.from('asked'))).rejects.toThrow(BusAway)
  expect([gate.broken(), performance.now() - began < 2_000]).toEqual([1, true])
  await becomes('it is back', () => bus.isUp())
  expect(await bus.publish(tag, 'digest', Buffer.from('asked'))).toBe('waiting')
}, 30_000)

/** A way to the bus on which, while it is shut, the bus greets and hears no answer: as when a link carries one way only. */
async function openGate(busPort: number) {
  const info =
    'INFO {"server_id":"x","version":"2.14.0","proto":1,"headers":true,"max_payload":1048576,"auth_required":true,"nonce":"bm9uY2U"}'
  const sockets = new Set<Socket>()
  let shut = false
  let turnedAway = 0
  let breaking: string | undefined
  let broken = 0
  let said = ''
  const server: Server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => undefined).on('close', () => sockets.delete(client))
    if (shut) {
      turnedAway += 1
      client.write(`${info}\r\n`)
      client.once('data', () => client.end(`-ERR 'Authentication Timeout'\r\n`))
      return
    }
    const behind = tcpConnect({ host: '127.0.0.1', port: busPort })
    behind.on('error', () => client.destroy()).on('close', () => client.destroy())
    client.on('close', () => behind.destroy())
    client.on('data', (bytes) => {
      said += bytes.toString('latin1')
    })
    client.pipe(behind)
    behind.on('data', (bytes) => {
      if (breaking === undefined || !bytes.includes(breaking)) return void client.write(bytes)
      breaking = undefined
      broken += 1
      client.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    turnedAway: () => turnedAway,
    /** Breaks once, where these bytes would come to us. */
    breaksAt: (text: string) => {
      breaking = text
    },
    broken: () => broken,
    saidUnderWay: () => said.split('+WPI').length - 1,
    acknowledged: () => said.split('+ACK').length - 1,
    shut: () => {
      shut = true
      cut()
    },
    open: () => {
      shut = false
    },
    close: async () => {
      cut()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
