import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createAccount, createOperator, fromSeed, type KeyPair } from '@nats-io/nkeys'
import { quick } from './quick-key.ts'

/** The operator's keys: whoever holds them decides who may speak on the bus. */
export interface OperatorKeys {
  readonly operator: KeyPair
  readonly system: KeyPair
  readonly bus: KeyPair
}

/** Reads the operator's keys from its own folder, or makes them; files 0600 in a folder 0700. */
export function operatorKeys(dir: string): OperatorKeys {
  return {
    operator: keyIn(join(dir, 'operator.nk'), createOperator),
    system: keyIn(join(dir, 'system.nk'), createAccount),
    bus: keyIn(join(dir, 'bus.nk'), createAccount),
  }
}

/** The account key of one member; its public key is the member's tag. */
export function memberKey(dir: string, slug: string): KeyPair {
  return keyIn(join(dir, 'members', `${slug}.nk`), createAccount)
}

function keyIn(file: string, make: () => KeyPair): KeyPair {
  if (existsSync(file)) return quick(fromSeed(new TextEncoder().encode(readFileSync(file, 'utf8').trim())))
  const key = make()
  writeSecret(file, new TextDecoder().decode(key.getSeed()))
  return quick(key)
}

/** Writes a file nobody else may read, whole or not at all. */
export function writeSecret(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  chmodSync(dirname(file), 0o700)
  rmSync(`${file}.new`, { force: true })
  writeFileSync(`${file}.new`, content, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
