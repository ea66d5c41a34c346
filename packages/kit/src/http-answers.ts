import type { Socket } from 'node:net'
import type { FastifyError, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { App } from './app.ts'
import type { AppOptions } from './app-options.ts'
import { methodsOf } from './http-route.ts'
import { logAnswer, routeOf } from './logging.ts'
import { PROBLEM_TYPE, type Problem, problem, problemOf } from './problem.ts'

const RETRY_SECONDS = 2

/** How every request ends: a problem for every no (RFC 9457), one line in the log, one figure, one span. */
export function answers(options: Pick<AppOptions, 'metrics' | 'tracing'>, routes: readonly RouteOptions[]) {
  const { metrics, tracing } = options
  let addresses: Map<string, Set<string>> | undefined

  const refuse = (request: FastifyRequest, reply: FastifyReply, answer: Problem) => {
    request.problemCode = answer.code
    metrics.refused(answer.code)
    if (answer.status === 503) reply.header('retry-after', RETRY_SECONDS)
    return reply.code(answer.status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(answer)
  }
  const answerError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const answer = problemOf(error, request.id)
    if (answer.code === 'fault') request.log.error({ err: error }, 'fault')
    return refuse(request, reply, answer)
  }

  return {
    /** An address Fastify could not even read. */
    frameworkError: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      void answerError(error, request, reply)
    },
    /** Bytes that are no HTTP. */
    clientError: (error: Error & { code?: string }, socket: Socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) return
      const body = JSON.stringify(
        problem(error.code === 'HPE_HEADER_OVERFLOW' ? 'body-too-large' : 'body-invalid', { field: '', rule: 'http' }),
      )
      socket.end(
        `HTTP/1.1 400 Bad Request\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
      )
    },
    install: (app: App): void => {
      app.setErrorHandler<FastifyError>(answerError)
      app.setNotFoundHandler((request, reply) => {
        addresses ??= addressesOf(routes)
        const [path = ''] = request.url.split('?')
        const methods = methodsOf(addresses, path)
        if (methods.length === 0) return refuse(request, reply, problem('not-found'))
        reply.header('allow', methods.join(', '))
        return refuse(request, reply, problem('method-not-allowed'))
      })
      app.addHook('onRequest', (request, reply, done) => {
        reply.header('cache-control', 'no-store')
        request.span = tracing.start('request', { route: routeOf(request) })
        done()
      })
      app.addHook('onResponse', (request, reply, done) => {
        const route = routeOf(request)
        metrics.served(request.method, route, reply.statusCode, reply.elapsedTime / 1000)
        logAnswer(request, reply, request.problemCode)
        if (request.span) {
          request.span.tell({ status: reply.statusCode, ...(request.problemCode === undefined ? {} : { outcome: request.problemCode }) })
          request.span.end(reply.statusCode >= 500 ? (request.problemCode ?? 'fault') : undefined)
        }
        done()
      })
    },
  }
}

function addressesOf(routes: readonly RouteOptions[]): Map<string, Set<string>> {
  const addresses = new Map<string, Set<string>>()
  for (const { url, method } of routes) {
    const methods = addresses.get(url) ?? new Set<string>()
    for (const one of [method].flat()) methods.add(one)
    addresses.set(url, methods)
  }
  return addresses
}
