import { randomBytes } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { type Bus, BusAway, type Delivery } from '../src/bus.ts'

/** A network of its own for each kind of bus, as the compliance tests need it. */
export interface BusUnderTest {
  /** A new member's bus, connected. */
  readonly admit: (publishesRegistry?: boolean) => Promise<Bus>
  /** The whole bus goes away; resolves when every member has noticed. */
  readonly cut: (members: readonly Bus[]) => Promise<void>
  /** It comes back, with all that waited. */
  readonly join: (members: readonly Bus[]) => Promise<void>
}

/** How long anything may take, milliseconds. */
const WITHIN = 20_000

/** Until it is so; bounded. */
export async function becomes(what: string, isSo: () => boolean): Promise<void> {
  const end = Date.now() + WITHIN
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`it did not become so: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const envelope = () => {
  const bytes = randomBytes(200)
  return { bytes, digest: randomBytes(32).toString('base64url') }
}

/** DESIGN §5: what every bus must do, whatever stands behind it. Called at the top of a test file. */
export function busCompliance(network: () => BusUnderTest): void {
  const open: Bus[] = []
  const admit = async (publishesRegistry = false): Promise<Bus> => {
    const bus = await network().admit(publishesRegistry)
    open.push(bus)
    return bus
  }
  /** Takes what comes and keeps it, unacknowledged. */
  const collect = (bus: Bus, concurrency = 8): Delivery[] => {
    const got: Delivery[] = []
    bus.receive(async (delivery) => void got.push(delivery), concurrency)
    return got
  }
  afterEach(async () => {
    for (const bus of open.splice(0)) await bus.close()
  })

  test('an envelope arrives with its bytes and its sender’s tag, and is gone once acknowledged', async () => {
    const [from, to] = [await admit(), await admit()]
    const got = collect(to)
    const { bytes, digest } = envelope()
    expect(await from.publish(to.tag, digest, bytes)).toBe('taken')
    await becomes('delivered', () => got.length === 1)
    expect(got[0]?.senderTag).toBe(from.tag)
    expect(Buffer.from(got[0]?.bytes ?? []).equals(bytes)).toBe(true)
    await got[0]?.ack()
    expect(got).toHaveLength(1)
  })

  test('the same bytes are refused while the first copy waits, and taken again after it was acknowledged', async () => {
    const [from, to] = [await admit(), await admit()]
    const { bytes, digest } = envelope()
    expect(await from.publish(to.tag, digest, bytes)).toBe('taken')
    expect(await from.publish(to.tag, digest, bytes)).toBe('waiting')
    const got = collect(to)
    await becomes('delivered', () => got.length === 1)
    expect(await from.publish(to.tag, digest, bytes)).toBe('waiting')
    await got[0]?.ack()
    expect(await from.publish(to.tag, digest, bytes)).toBe('taken')
    await becomes('delivered again', () => got.length === 2)
    await got[1]?.ack()
  })

  test('two senders’ envelopes of one digest are two, each under its own tag', async () => {
    const [one, other, to] = [await admit(), await admit(), await admit()]
    const { bytes, digest } = envelope()
    expect(await one.publish(to.tag, digest, bytes)).toBe('taken')
    expect(await other.publish(to.tag, digest, bytes)).toBe('taken')
    const got = collect(to)
    await becomes('both delivered', () => got.length === 2)
    expect(new Set(got.map(({ senderTag }) => senderTag))).toEqual(new Set([one.tag, other.tag]))
    for (const delivery of got) await delivery.ack()
  })

  test('what is put off comes again, and only that', async () => {
    const [from, to] = [await admit(), await admit()]
    const seen: string[] = []
    to.receive(async (delivery) => {
      const text = Buffer.from(delivery.bytes).toString('latin1')
      seen.push(text)
      if (seen.filter((one) => one === text).length === 1 && text === 'later') return delivery.later(50)
      await delivery.ack()
    }, 4)
    await from.publish(to.tag, envelope().digest, Buffer.from('later'))
    await from.publish(to.tag, envelope().digest, Buffer.from('now'))
    await becomes('come again', () => seen.filter((one) => one === 'later').length === 2)
    expect(seen.filter((one) => one === 'now')).toHaveLength(1)
  })

  test('what was sent while the recipient was not listening is not lost', async () => {
    const [from, to] = [await admit(), await admit()]
    const sent = Array.from({ length: 20 }, envelope)
    for (const { bytes, digest } of sent) await from.publish(to.tag, digest, bytes)
    const got: string[] = []
    to.receive(async (delivery) => {
      got.push(Buffer.from(delivery.bytes).toString('hex'))
      await delivery.ack()
    }, 4)
    await becomes('all delivered', () => got.length >= sent.length)
    expect([...got].sort()).toEqual(sent.map(({ bytes }) => bytes.toString('hex')).sort())
  })

  test('nobody reads another’s envelopes', async () => {
    const [from, to, stranger] = [await admit(), await admit(), await admit()]
    const [theirs, strangers] = [collect(to), collect(stranger)]
    for (let n = 0; n < 5; n += 1) {
      const { bytes, digest } = envelope()
      await from.publish(to.tag, digest, bytes)
    }
    await becomes('delivered', () => theirs.length === 5)
    const own = envelope()
    await from.publish(stranger.tag, own.digest, own.bytes)
    await becomes('delivered', () => strangers.length === 1)
    expect(Buffer.from(strangers[0]?.bytes ?? []).equals(own.bytes)).toBe(true)
    for (const delivery of [...theirs, ...strangers]) await delivery.ack()
  })

  test('no more are dealt with at once than was said', async () => {
    const [from, to] = [await admit(), await admit()]
    let busy = 0
    let most = 0
    let done = 0
    const release: (() => void)[] = []
    to.receive(async (delivery) => {
      busy += 1
      most = Math.max(most, busy)
      await new Promise<void>((resolve) => release.push(resolve))
      await delivery.ack()
      busy -= 1
      done += 1
    }, 3)
    for (let n = 0; n < 12; n += 1) {
      const { bytes, digest } = envelope()
      await from.publish(to.tag, digest, bytes)
    }
    while (done < 12) {
      const rest = Math.min(3, 12 - done)
      await becomes('as many as allowed are under way', () => release.length === rest)
      const before = done
      for (const go of release.splice(0)) go()
      await becomes('they are done', () => done === before + rest)
    }
    expect(most).toBe(3)
  })

  test('the registry is read, heard and replaced, and only a committee publishes it', async () => {
    const [committee, member] = [await admit(true), await admit()]
    const key = randomBytes(32).toString('base64url')
    const heard: string[] = []
    expect(await member.registry.fetch(key)).toBeUndefined()
    member.registry.watch((jws) => void heard.push(jws))
    await committee.registry.publish(key, 'first.statement.signed')
    await becomes('heard', () => heard.includes('first.statement.signed'))
    expect(await member.registry.fetch(key)).toBe('first.statement.signed')
    await committee.registry.publish(key, 'second.statement.signed')
    await becomes('heard again', () => heard.includes('second.statement.signed'))
    expect(await member.registry.fetch(key)).toBe('second.statement.signed')
    await expect(member.registry.publish(key, 'forged.statement.signed')).rejects.toThrow()
    expect(await member.registry.fetch(key)).toBe('second.statement.signed')
  })

  test('while it is away nothing is taken and everybody is told so; back again, it says so and delivers what waited', async () => {
    const [from, to] = [await admit(), await admit()]
    const waited = envelope()
    await from.publish(to.tag, waited.digest, waited.bytes)
    let returns = 0
    from.onReturn(() => {
      returns += 1
    })
    await network().cut([from, to])
    expect(from.isUp()).toBe(false)
    const { bytes, digest } = envelope()
    await expect(from.publish(to.tag, digest, bytes)).rejects.toBeInstanceOf(BusAway)
    await expect(from.registry.fetch('list')).rejects.toBeInstanceOf(BusAway)
    expect(returns).toBe(0)
    await network().join([from, to])
    await becomes('told of the return', () => returns === 1)
    expect(from.isUp()).toBe(true)
    const got = collect(to)
    await becomes('what waited is delivered', () => got.length === 1)
    expect(Buffer.from(got[0]?.bytes ?? []).equals(waited.bytes)).toBe(true)
    await got[0]?.ack()
    expect(await from.publish(to.tag, digest, bytes)).toBe('taken')
    await becomes('the new one is delivered', () => got.length === 2)
    await got[1]?.ack()
  })
}
