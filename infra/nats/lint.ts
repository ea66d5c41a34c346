import { readFileSync } from 'node:fs'
import { type ConfBlock, type ConfEntry, ConfProblem, type ConfValue, isBlock, parseConf } from './conf.ts'
import { gradeOf } from './grade.mjs'

/** What is wrong with a configuration of the bus's server, and what to do about it. */
export interface ConfFinding {
  readonly sentence: string
  /** True when it is tolerated on a bus that only demonstrates. */
  readonly demonstration: boolean
}

type Find = (conf: Conf) => string | undefined

/** The configuration as the rules ask for it. */
interface Conf {
  readonly entries: readonly ConfEntry[]
  readonly version: string | undefined
  /** Value of the first key on this way that is there. */
  readonly at: (...way: string[]) => ConfValue | undefined
  readonly text: (...way: string[]) => string | undefined
  /** Every entry at every depth. */
  readonly everywhere: readonly ConfEntry[]
}

/** Keys the bus's servers are configured with; whatever else stands at the top is refused, or has a sentence of its own below. */
const KNOWN = new Set(
  `server_name server_tags listen host port client_advertise http http_port max_payload max_connections max_pending max_control_line
  max_subscriptions write_deadline ping_interval ping_max lame_duck_duration lame_duck_grace_period jetstream operator system_account
  resolver resolver_preload tls cluster log_file log_size_limit log_max_num logtime logtime_utc pid_file debug`.split(/\s+/),
)

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)(:\d+)?$/
const LEAST_PAYLOAD = 512 * 1024
const MOST_PAYLOAD = 1024 * 1024

const on = (value: string | undefined): boolean => /^(true|yes|on)$/i.test(value ?? '')
const bytes = (text: string): number => {
  const [, number = 'NaN', unit = ''] = /^(\d+)\s*([kmg]?)(?:i?b)?$/i.exec(text) ?? []
  return Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase())
}
/** Where the server listens for members. */
const listening = ({ text }: Conf): string => text('listen') ?? text('host') ?? '0.0.0.0'
const forbids =
  (key: string, sentence: string): Find =>
  (conf) =>
    conf.at(key) === undefined ? undefined : sentence
const needs =
  (holds: (conf: Conf) => boolean, sentence: string): Find =>
  (conf) =>
    holds(conf) ? undefined : sentence

/** Refused everywhere, also where the bus only demonstrates (DESIGN §5, T11). */
const ALWAYS: readonly Find[] = [
  forbids('leafnodes', '`leafnodes` opens a door for whole other servers, which has let outsiders in before: remove it.'),
  forbids('leaf', '`leaf` opens a door for whole other servers: remove it.'),
  forbids('websocket', '`websocket` opens a second door with weaknesses of its own, and no member uses it: remove it.'),
  forbids('mqtt', '`mqtt` opens a door that no member uses: remove it.'),
  forbids('gateway', '`gateway` joins another cluster, and what passes between them is not bound by our accounts: remove it.'),
  forbids('no_auth_user', '`no_auth_user` lets in whoever shows no credentials: remove it.'),
  forbids(
    'authorization',
    '`authorization` lets in users whom the operator did not sign: remove it; members come with signed credentials.',
  ),
  forbids('accounts', '`accounts` makes accounts that the operator did not sign: remove it; accounts live in the resolver.'),
  forbids('system', '`system` is the old name of `system_account`: write that one, so that it is found when looked for.'),
  forbids('prof_port', '`prof_port` shows the memory of the server to whoever reaches it: remove it.'),
  forbids('https', '`https` opens the figures of the server to other machines: use `http: "127.0.0.1:8222"` and read them there.'),
  forbids('https_port', '`https_port` opens the figures of the server on every address: use `http: "127.0.0.1:8222"`.'),
  forbids('include', '`include` brings in settings that are not seen here: write them into this one file.'),
  forbids('allow_non_tls', '`allow_non_tls` lets members speak in the clear where TLS was asked for: remove it.'),
  ({ at }) =>
    at('trace') === undefined && at('trace_verbose') === undefined
      ? undefined
      : '`trace` writes down who wrote to whom, with the envelopes: remove it, and the file it was written into.',
  ({ everywhere }) => {
    const found = everywhere.find(({ key }) => key === 'deny' || key.startsWith('deny_'))
    return (
      found && `\`${found.key}\` in line ${found.line} is a list of what is forbidden, and forgets what it does not name: only \`allow\`.`
    )
  },
  ({ everywhere }) => {
    const found = everywhere.find(({ value }) => typeof value === 'string' && value.startsWith('$'))
    return found && `\`${found.key}\` in line ${found.line} is taken from the environment, which is not seen here: write the value itself.`
  },
  ({ entries }) => {
    const twice = entries.find(({ key }, place) => entries.findIndex((one) => one.key === key) < place)
    return twice && `\`${twice.key}\` stands twice, again in line ${twice.line}, and only one of them counts: keep one.`
  },
  needs(({ at }) => at('operator') !== undefined, '`operator` is missing: without it the server believes accounts that nobody signed.'),
  needs(({ at }) => at('system_account') !== undefined, '`system_account` is missing: without it nobody can be admitted or cut off.'),
  needs(
    ({ text }) => text('resolver', 'type') === 'full',
    '`resolver` is not of `type: full`: then the server forgets members, or asks another machine who they are.',
  ),
  needs(
    ({ text }) => !on(text('resolver', 'allow_delete')),
    '`allow_delete` lets an account be forgotten instead of cut off: set it to false.',
  ),
  needs(
    ({ at, text }) => at('http_port') === undefined && (at('http') === undefined || LOOPBACK.test(text('http') ?? '')),
    'The figures of the server (`http`, `http_port`) can be read from other machines: use `http: "127.0.0.1:8222"`.',
  ),
  needs(
    ({ at }) => isBlock(at('jetstream')),
    '`jetstream` is missing, or has no settings: without it nothing waits for a member that is away.',
  ),
  needs(
    ({ at, text }) => !isBlock(at('jetstream')) || text('jetstream', 'store_dir') !== undefined,
    '`store_dir` of `jetstream` is missing: the server then keeps envelopes in a folder for temporary files.',
  ),
  forbidsIn(
    'jetstream',
    'domain',
    '`domain` of `jetstream` moves acknowledgements to another subject, which members may not use: remove it.',
  ),
  ({ text }) => {
    const size = bytes(text('max_payload') ?? '1MB')
    return size >= LEAST_PAYLOAD && size <= MOST_PAYLOAD
      ? undefined
      : '`max_payload` is not between 512 KB and 1 MB: an envelope with a piece of a file has 350 KB, and nothing is larger.'
  },
  needs(
    (conf) => LOOPBACK.test(listening(conf)) || conf.at('tls') !== undefined,
    'The server listens beyond this machine without `tls`: envelopes are sealed, but who writes to whom could be read on the way.',
  ),
  needs(
    ({ at, text }) =>
      at('cluster') === undefined ||
      at('cluster', 'tls') !== undefined ||
      LOOPBACK.test(text('cluster', 'listen') ?? text('cluster', 'host') ?? ''),
    '`cluster` listens beyond this machine without `tls`: anybody who reaches it becomes a server of the bus.',
  ),
  ({ version }) => {
    if (version === undefined || gradeOf(version) !== 'refused') return undefined
    return `nats-server ${version} does not carry this bus: use 2.14.5 or later, below 2.15.`
  },
  ({ entries }) => {
    const other = entries.find(({ key }) => !KNOWN.has(key) && !SPOKEN_OF.has(key))
    return other && `\`${other.key}\` in line ${other.line} is nothing this bus is known to be safe with: remove it.`
  },
]

/** Keys that have a sentence of their own above. */
const SPOKEN_OF = new Set(
  `leafnodes leaf websocket mqtt gateway no_auth_user authorization accounts system prof_port https https_port include allow_non_tls trace
  trace_verbose`.split(/\s+/),
)

/** Refused where people's lives depend on it. */
const PRODUCTION: readonly Find[] = [
  ({ version }) => {
    if (version === undefined || gradeOf(version) !== 'demonstration') return undefined
    return `nats-server ${version} lacks corrections of its security and is for demonstrations only: use 2.14.5 or later, below 2.15.`
  },
  needs(
    ({ at, text }) => !isBlock(at('jetstream')) || text('jetstream', 'sync_interval') === 'always',
    '`sync_interval` of `jetstream` is not `always`: a power failure would take envelopes the server said it had.',
  ),
  needs(({ at }) => isBlock(at('tls')), '`tls` is missing: set certificate, key, CA, `verify: true` and `min_version: "1.3"`.'),
  needs(
    ({ at, text }) => !isBlock(at('tls')) || on(text('tls', 'verify')),
    '`verify` of `tls` is not true: whoever has no certificate could speak to the server.',
  ),
  needs(
    ({ at, text }) => !isBlock(at('tls')) || text('tls', 'ca_file') !== undefined,
    '`ca_file` of `tls` is missing: certificates of every public authority would do.',
  ),
  needs(
    ({ at, text }) => !isBlock(at('tls')) || text('tls', 'min_version') === '1.3',
    '`min_version` of `tls` is not "1.3": older versions show members\' certificates on the way.',
  ),
  needs(({ text }) => !on(text('tls', 'insecure')), '`insecure` of `tls` skips the check of certificates: remove it.'),
  needs(({ at }) => {
    const routes = at('cluster', 'routes')
    return Array.isArray(routes) && routes.length >= 2
  }, '`cluster` does not name two other servers in `routes`: streams are kept on three, so that one may fail.'),
  needs(
    ({ at, text }) => at('cluster') === undefined || (text('server_name') !== undefined && text('cluster', 'name') !== undefined),
    '`server_name` and `name` of `cluster` must both be set: copies of a stream are given to servers by name.',
  ),
]

function forbidsIn(block: string, key: string, sentence: string): Find {
  return ({ at }) => (at(block, key) === undefined ? undefined : sentence)
}

/**
 * Reads the text of a nats-server configuration as the operator of the bus must (T11, DESIGN §5): everything it finds
 * wrong, each as a sentence that says what to do.
 * @param version of the server that will read it; its version is not judged when left out
 */
export function lintBusConfig(text: string, version?: string): ConfFinding[] {
  let root: ConfBlock
  try {
    root = parseConf(text)
  } catch (error) {
    if (error instanceof ConfProblem) return [{ sentence: `The configuration cannot be read: ${error.message}.`, demonstration: false }]
    throw error
  }
  const conf = confOf(root, version)
  const said = (rules: readonly Find[], demonstration: boolean): ConfFinding[] =>
    rules.flatMap((rule) => {
      const sentence = rule(conf)
      return sentence === undefined ? [] : [{ sentence, demonstration }]
    })
  return [...said(ALWAYS, false), ...said(PRODUCTION, true)]
}

function confOf(root: ConfBlock, version: string | undefined): Conf {
  const at = (...way: string[]): ConfValue | undefined => {
    let value: ConfValue | undefined = root
    for (const key of way) value = isBlock(value) ? value.entries.find((one) => one.key === key)?.value : undefined
    return value
  }
  const text = (...way: string[]): string | undefined => {
    const value = at(...way)
    return typeof value === 'string' ? value : undefined
  }
  const inside = (value: ConfValue): ConfEntry[] => {
    if (typeof value === 'string') return []
    return isBlock(value) ? value.entries.flatMap((entry) => [entry, ...inside(entry.value)]) : value.flatMap(inside)
  }
  return { entries: root.entries, version, at, text, everywhere: inside(root) }
}

const USAGE =
  'node infra/nats/lint.ts <server.conf> [version of nats-server]     says what is wrong for production; ends with 0 when nothing is'

function runCommand([file, version]: string[]): number {
  if (file === undefined) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  const findings = lintBusConfig(readFileSync(file, 'utf8'), version)
  for (const { sentence, demonstration } of findings) process.stdout.write(`${file}: ${sentence}${demonstration ? ' (production)' : ''}\n`)
  return findings.length === 0 ? 0 : 1
}

if (import.meta.main) process.exitCode = runCommand(process.argv.slice(2))
