import type { FastifyReply, FastifyRequest } from 'fastify'

/** Where lines go and how much is said. */
export interface LogOptions {
  readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  /** For tests; else standard output. */
  readonly stream?: { write(line: string): void }
}

/** What a fault says in the log: its name, code and where it happened. Never its own message, which may repeat a value (T46). */
interface FaultLine {
  [name: string]: unknown
  readonly type: string
  /** Always empty; the logger's type wants it. */
  readonly message: ''
  readonly code?: string
  /** Frames only. */
  readonly stack: string
}

const FRAMES = 12

/** Options of pino: no bodies, no query strings, no headers, no messages of faults (T34, T46). */
export function loggerOptions(options: LogOptions, organisation: string) {
  return {
    level: options.level,
    base: { organisation },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    ...(options.stream ? { stream: options.stream } : {}),
    serializers: {
      req: (request: FastifyRequest) => ({ method: request.method, route: routeOf(request) }),
      res: (reply: { readonly statusCode?: number }) => ({ statusCode: reply.statusCode ?? 0 }),
      err: faultLine,
    },
    redact: {
      paths: ['body', 'query', 'params', 'headers', 'cookies', 'req.headers', 'req.body', 'req.url', 'err.message', 'detail'],
      remove: true,
    },
  }
}

/** Writes the one line of an answered request: local id, method, route template, status, milliseconds, bytes said to come. */
export function logAnswer(request: FastifyRequest, reply: FastifyReply, code: string | undefined): void {
  const length = Number(request.headers['content-length'])
  const line = {
    method: request.method,
    route: routeOf(request),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ...(Number.isSafeInteger(length) && length > 0 ? { bytes: length } : {}),
    ...(code === undefined ? {} : { code }),
  }
  if (reply.statusCode >= 500) request.log.error(line, 'failed')
  else if (request.routeOptions.config?.quiet === true) request.log.debug(line, 'answered')
  else request.log.info(line, 'answered')
}

/** The template of the route (`/referrals/:id`), never the address that was asked for. */
export function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched')
}

/** A fault as it may be logged. */
export function faultLine(error: Error & { readonly code?: unknown }): FaultLine {
  const frames = (error.stack ?? '').replace(error.message, '').split('\n')
  return {
    type: /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'Error',
    message: '',
    ...(typeof error.code === 'string' && /^[A-Za-z0-9_-]{1,60}$/.test(error.code) ? { code: error.code } : {}),
    stack: frames
      .map((line) => line.trim())
      .filter((line) => /^at .*:\d+:\d+\)?$/.test(line))
      .slice(0, FRAMES)
      .join('\n'),
  }
}
