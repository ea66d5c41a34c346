import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The top of the tree. */
export const root = join(import.meta.dirname, '..', '..')

/** How a child process ended; `output` is both its streams in the order they came. */
export type Ended = { code: number | null; output: string }

/** Runs a program at the top of the tree. A program that cannot be started ends with code null and says why in `output`. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    const stop = (): void => void child.kill('SIGTERM')
    process.once('SIGINT', stop).once('SIGTERM', stop)
    const end = (code: number | null, more = ''): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop)
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') + more })
    }
    child.once('error', (error) => end(null, `${program}: ${error.message}`))
    child.once('close', (code) => end(code))
  })
}

/** Runs a tool of the workspace by the file in its package, so that no shell or PATH decides which one it is. */
export function runTool(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return run(process.execPath, [join(root, 'node_modules', file), ...args], env)
}
