import { findBusServerProgram } from '../../infra/nats/server.ts'
import { root } from '../run/process.ts'
import { announce } from './provided.ts'

/**
 * Says which nats-server the suite's tests run. Each test file starts its own (`freshBus`), with the accounts of the real
 * network. Where a container engine answers, the bootstrap has taken the program out of the official image.
 */
export default function setup(): void {
  const { program, version, grade } = findBusServerProgram(root)
  announce(`nats-server ${version} (${program.replace(`${root}/`, '')}${grade === 'demonstration' ? ', demonstration only' : ''})`)
}
