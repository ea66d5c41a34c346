import { createServer, type Server, type Socket, connect as tcpConnect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { waitUntil } from '../../infra/wait-until.ts'
import { chanceOf } from '../kit/chance.ts'
import { seed } from '../kit/seed.ts'
import { frames, hostileBroker } from './hostile-broker.ts'
import { type LinkProxy, openProxy } from './proxy.ts'

interface End {
  readonly socket: Socket
  readonly heard: () => string
  readonly isOver: () => boolean
}

let server: Server
let proxy: LinkProxy
const atServer: End[] = []
const clients: End[] = []

function end(socket: Socket): End {
  let heard = ''
  let over = false
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString('latin1')
  })
  socket.on('close', () => {
    over = true
  })
  socket.on('error', () => undefined)
  return { socket, heard: () => heard, isOver: () => over }
}

/** A client through the proxy, and its other end at the server. */
async function pair(port = proxy.port): Promise<readonly [End, End]> {
  const before = atServer.length
  const client = end(tcpConnect({ host: '127.0.0.1', port }))
  clients.push(client)
  await waitUntil('the connection', () => (atServer.length > before ? true : undefined), 2000)
  const other = atServer.at(-1)
  if (!other) throw new Error('the server saw nobody')
  return [client, other]
}

const hears = (one: End, text: string): Promise<true> => waitUntil(`“${text}”`, () => (one.heard() === text ? true : undefined), 2000)
const isOver = (one: End): Promise<true> => waitUntil('the end', () => one.isOver() || undefined, 2000)

beforeEach(async () => {
  server = createServer((socket) => void atServer.push(end(socket)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  proxy = await openProxy({ port: address.port })
})
afterEach(async () => {
  for (const one of [...clients.splice(0), ...atServer.splice(0)]) one.socket.destroy()
  await proxy.close()
  await new Promise<void>((resolve) => server.close(() => resolve()))
})

test('a clear link carries both ways', async () => {
  const [client, other] = await pair()
  client.socket.write('to the server')
  other.socket.write('to the client')
  await hears(other, 'to the server')
  await hears(client, 'to the client')
})

test('a cut ends what is there and lets nothing begin, until it is clear', async () => {
  const [client, other] = await pair()
  proxy.set('cut')
  await isOver(client)
  await isOver(other)
  const refused = end(tcpConnect({ host: '127.0.0.1', port: proxy.port }))
  clients.push(refused)
  await isOver(refused)
  expect(atServer).toHaveLength(1)
  proxy.set('clear')
  const [again, there] = await pair()
  again.socket.write('back')
  await hears(there, 'back')
})

test('a half-open link keeps the connection and carries nothing; what was said arrives when it is clear', async () => {
  const [client, other] = await pair()
  proxy.set('half-open')
  client.socket.write('one')
  other.socket.write('two')
  const [witness, seen] = await clearPair()
  witness.socket.write('by now')
  await hears(seen, 'by now')
  expect([client.heard(), other.heard(), client.isOver(), other.isOver()]).toEqual(['', '', false, false])
  proxy.set('clear')
  await hears(other, 'one')
  await hears(client, 'two')
})

test('a one-way link carries one way', async () => {
  const [client, other] = await pair()
  proxy.set('to-server-only')
  other.socket.write('late')
  client.socket.write('in time')
  await hears(other, 'in time')
  expect(client.heard()).toBe('')
  proxy.set('to-client-only')
  await hears(client, 'late')
  client.socket.write(', kept back')
  other.socket.write(' now')
  await hears(client, 'late now')
  expect(other.heard()).toBe('in time')
})

test('a link that forgot carries new connections only', async () => {
  const [client, other] = await pair()
  proxy.forget()
  client.socket.write('lost')
  const [fresh, there] = await pair()
  fresh.socket.write('new')
  await hears(there, 'new')
  expect([other.heard(), client.isOver()]).toEqual(['', false])
})

test('a slow link carries in order', async () => {
  const [client, other] = await pair()
  proxy.delay(30)
  const began = performance.now()
  for (const word of ['a', 'b', 'c']) client.socket.write(word)
  await hears(other, 'abc')
  expect(performance.now() - began).toBeGreaterThanOrEqual(29)
})

test('the protocol of NATS is cut into whole words wherever the pieces end', () => {
  const text = 'SUB _INBOX.x.* 1\r\nPUB a b 5\r\nP\r\nxy\r\nPING\r\nHPUB a 2 4\r\n\r\nzz\r\n'
  for (let at = 1; at < text.length; at++) {
    const cut = frames()
    const words = [text.slice(0, at), text.slice(at)].flatMap((piece) => cut(Buffer.from(piece)))
    expect(words.map((word) => word.words[0])).toEqual(['SUB', 'PUB', 'PING', 'HPUB'])
    expect(Buffer.concat(words.map((word) => word.bytes)).toString()).toBe(text)
  }
})

test('T6: the hostile broker answers for what it drops, and carries the rest', () => {
  const hostile = hostileBroker(chanceOf(seed()))
  const { toServer, toClient } = hostile.filter()
  const say = (text: string): string => toServer(Buffer.from(text)).toString()
  say('SUB _INBOX.x.* 7\r\n')
  expect(say('PUB i.A.B.c _INBOX.x.1 2\r\nhi\r\n')).toBe('PUB i.A.B.c _INBOX.x.1 2\r\nhi\r\n')
  hostile.share(1)
  expect(say('PUB i.A.B.c _INBOX.x.2 2\r\nhi\r\n')).toBe('PING\r\n')
  expect(say('PUB $JS.API.CONSUMER.MSG.NEXT.A.app _INBOX.x.3 2\r\nhi\r\n')).toContain('NEXT')
  expect(toClient(Buffer.from('PONG\r\n')).toString()).toBe('PONG\r\nMSG _INBOX.x.2 7 22\r\n{"stream":"A","seq":1}\r\n')
  expect([hostile.dropped(), hostile.carried()]).toEqual([1, 1])
})

/** A pair that does not go through the proxy: when it was carried, the proxy had its turn too. */
async function clearPair(): Promise<readonly [End, End]> {
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return pair(address.port)
}
