import { createServer, type Server, type Socket, connect as tcpConnect } from 'node:net'

/**
 * What a link does. `clear` carries; `cut` ends every connection and lets none begin; `half-open` keeps connections and
 * carries nothing, as when a cable is pulled; one-way links carry in one direction only.
 */
export type Link = 'clear' | 'cut' | 'half-open' | 'to-server-only' | 'to-client-only'

/** Looks at what one connection's client sends, and may keep it from the server or answer in the server's place. */
export interface Filter {
  /** What goes on to the server. */
  readonly toServer: (bytes: Buffer) => Buffer
  /** What goes on to the client. */
  readonly toClient: (bytes: Buffer) => Buffer
}

/** A bad link in front of one server. */
export interface LinkProxy {
  /** Where clients connect; loopback. */
  readonly port: number
  /** Changes the link for all connections, those that are there and those to come. */
  readonly set: (link: Link) => void
  /** From now on carries nothing of the connections that are there, without a word; new ones it carries: a firewall that forgot them. */
  readonly forget: () => void
  /** Milliseconds that everything takes longer, each way. */
  readonly delay: (milliseconds: number) => void
  readonly connections: () => number
  readonly close: () => Promise<void>
}

/** Which server is behind it. */
export interface ProxyOptions {
  readonly host?: string
  readonly port: number
  /** Made for each connection. */
  readonly filter?: () => Filter
}

interface Pair {
  readonly steer: (link: Link) => void
  readonly end: () => void
}

/** Starts a proxy in front of a server; the link is clear. */
export async function openProxy(options: ProxyOptions): Promise<LinkProxy> {
  const pairs = new Set<Pair>()
  const forgotten = new Set<Pair>()
  let link: Link = 'clear'
  let delayMs = 0

  const server = createServer({ pauseOnConnect: true }, (client) => {
    if (link === 'cut') {
      client.destroy()
      return
    }
    const pair = carry(
      client,
      options,
      () => delayMs,
      () => {
        pairs.delete(pair)
        forgotten.delete(pair)
      },
    )
    pairs.add(pair)
    pair.steer(link)
  })
  const port = await listening(server)
  return {
    port,
    set: (next) => {
      link = next
      for (const pair of pairs) {
        if (next === 'cut') pair.end()
        else pair.steer(next)
      }
    },
    forget: () => {
      for (const pair of pairs) {
        pair.steer('half-open')
        forgotten.add(pair)
      }
      pairs.clear()
    },
    delay: (milliseconds) => {
      delayMs = milliseconds
    },
    connections: () => pairs.size,
    close: async () => {
      for (const pair of [...pairs, ...forgotten]) pair.end()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** One connection through the proxy. */
function carry(client: Socket, { host = '127.0.0.1', port, filter }: ProxyOptions, delayMs: () => number, ended: () => void): Pair {
  const server = tcpConnect({ host, port })
  const own = filter?.()
  const through = (from: Socket, to: Socket, change: ((bytes: Buffer) => Buffer) | undefined) => {
    let open = false
    let full = false
    const flow = (): void => {
      if (open && !full) from.resume()
      else from.pause()
    }
    const write = (bytes: Buffer): void => {
      if (bytes.length === 0 || to.destroyed) return
      if (!to.write(bytes)) {
        full = true
        flow()
      }
    }
    to.on('drain', () => {
      full = false
      flow()
    })
    from.on('data', (bytes: Buffer) => {
      const changed = change ? change(bytes) : bytes
      const wait = delayMs()
      // Timers of equal length keep their order.
      if (wait > 0) setTimeout(() => write(changed), wait)
      else write(changed)
    })
    return (so: boolean): void => {
      open = so
      flow()
    }
  }
  const toServer = through(client, server, own?.toServer)
  const toClient = through(server, client, own?.toClient)
  const end = (): void => {
    client.destroy()
    server.destroy()
    ended()
  }
  for (const socket of [client, server]) socket.on('error', end).on('close', end)
  client.setNoDelay(true)
  server.setNoDelay(true)
  return {
    end,
    steer: (link) => {
      toServer(link === 'clear' || link === 'to-server-only')
      toClient(link === 'clear' || link === 'to-client-only')
    },
  }
}

async function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address()
      if (typeof address === 'object' && address) resolve(address.port)
    })
  })
}
