import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { CommandProblem } from './problem.ts'

/** A command of the operator that starts a service: it stays in front, or hands over to a supervisor and ends with 0. */
export interface StartedCommand {
  /** The exit code when it ended with another than 0: the service did not start. */
  readonly failed: () => string | undefined
  /** Ends what is still running of it. */
  readonly end: () => Promise<void>
  /** Lets it live on after this process. */
  readonly leave: () => void
}

/** How long a service may take to end before it is ended. */
const PATIENCE_MS = 20_000

/** Starts a command in a shell and a group of its own; what it writes is appended to `log`. */
export function startCommand(command: string, log: string): StartedCommand {
  const output = openSync(log, 'a', 0o600)
  const child = spawn(command, { shell: true, detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  let failed: string | undefined
  child.once('error', () => {
    failed = 'it could not be run'
  })
  child.once('exit', (code, signal) => {
    if (code !== 0) failed = signal === null ? `it ended with ${code}` : `it was ended by ${signal}`
  })
  return { failed: () => failed, end: () => ended(child), leave: () => child.unref() }
}

/** Runs a command to its end. Throws CommandProblem when it ends with another code than 0. */
export async function runCommand(command: string, log: string): Promise<void> {
  const output = openSync(log, 'a', 0o600)
  const child = spawn(command, { shell: true, stdio: ['ignore', output, output] })
  closeSync(output)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  if (code !== 0) throw new CommandProblem(`the command \`${command}\` ended with ${code ?? 'a signal'}; what it wrote is in ${log}`)
}

async function ended(child: ChildProcess): Promise<void> {
  const { pid } = child
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const signal = (name: NodeJS.Signals): void => {
    try {
      // The shell may have children: the whole group.
      process.kill(-pid, name)
    } catch {
      // It ended by itself meanwhile.
    }
  }
  signal('SIGTERM')
  const impatient = setTimeout(() => signal('SIGKILL'), PATIENCE_MS)
  await gone
  clearTimeout(impatient)
}
