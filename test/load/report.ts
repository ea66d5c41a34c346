import type { AbsoluteFigures } from './absolute.ts'
import { type Held, heldTable, verdict } from './goals.ts'
import { median, shown, table } from './numbers.ts'
import type { ProductFigures } from './product.ts'
import type { RulerFigures } from './ruler.ts'

/** One round: the ruler, then the product, on the same machine within minutes. */
export interface Round {
  readonly ruler: readonly RulerFigures[]
  readonly product: readonly ProductFigures[]
  readonly disclosure: ProductFigures | undefined
  /** Load average over one minute, before and after. */
  readonly load: readonly [number, number]
}

const cpuOfProduct = ({ cpuMs }: ProductFigures): number => cpuMs.sender + cpuMs.recipient + cpuMs.others + cpuMs.pg + cpuMs.nats
const cpuOfRuler = ({ cpuMs }: RulerFigures): number => cpuMs.a + cpuMs.b + cpuMs.pg + cpuMs.nats

/** One round as a table. */
export function roundTable(round: Round): string {
  const head = [
    '',
    'loops/s',
    'p50 ms',
    'p99 ms',
    'CPU ms/loop',
    'sender',
    'recipient',
    'others',
    'Postgres',
    'bus',
    'driver',
    'WAL KB',
    'commits',
    'told',
    'until told ms',
    'MB',
  ]
  const ruler = round.ruler.map((one) => [
    `ruler, ${one.inflight} in flight`,
    shown(one.perSecond),
    shown(one.closed.p50),
    shown(one.closed.p99),
    shown(cpuOfRuler(one)),
    shown(one.cpuMs.a),
    shown(one.cpuMs.b),
    '',
    shown(one.cpuMs.pg),
    shown(one.cpuMs.nats),
    '',
    shown(one.walKb),
    '',
    '',
    '',
    `${shown(one.rssMb.a)} + ${shown(one.rssMb.b)}`,
  ])
  const line = (name: string, one: ProductFigures): string[] => [
    `${name}, ${one.inflight} in flight`,
    shown(one.perSecond),
    shown(one.closed.p50),
    shown(one.closed.p99),
    shown(cpuOfProduct(one)),
    shown(one.cpuMs.sender),
    shown(one.cpuMs.recipient),
    shown(one.cpuMs.others),
    shown(one.cpuMs.pg),
    shown(one.cpuMs.nats),
    shown(one.driverMs),
    shown(one.walKb),
    shown(one.commits),
    shown(one.told),
    `${shown(one.unseen.acceptor)} + ${shown(one.unseen.creator)}`,
    `${shown(one.rssMb.sender)} + ${shown(one.rssMb.recipient)}`,
  ]
  const product = round.product.map((one) => line('product', one))
  const disclosure = round.disclosure ? [line('with disclosure', round.disclosure)] : []
  return table([head, ...ruler, ...product, ...disclosure])
}

/** What the product is held to (the "Speed and size"): how a ratio or figure is made, its must and its aim. */
interface Goal {
  readonly name: string
  readonly inflight: number
  readonly ratio: (product: ProductFigures, ruler: RulerFigures) => number
  readonly must: number
  readonly aim: number
  readonly better: 'more' | 'less'
}

const GOALS: readonly Goal[] = [
  {
    name: 'loops per second',
    inflight: 64,
    ratio: (product, ruler) => product.perSecond / ruler.perSecond,
    must: 0.25,
    aim: 0.5,
    better: 'more',
  },
  { name: 'p50', inflight: 1, ratio: (product, ruler) => product.closed.p50 / ruler.closed.p50, must: 3, aim: 1.7, better: 'less' },
  {
    name: 'CPU ms per loop',
    inflight: 64,
    ratio: (product, ruler) => cpuOfProduct(product) / cpuOfRuler(ruler),
    must: 4,
    aim: 2,
    better: 'less',
  },
]

/** Ratios round by round, their median, and what they are held to. Empty without a ruler. */
export function ratioTable(rounds: readonly Round[]): string {
  const rows = GOALS.flatMap((goal) => {
    const ratios = rounds.flatMap(({ ruler, product }) => {
      const [of, by] = [product.find((one) => one.inflight === goal.inflight), ruler.find((one) => one.inflight === goal.inflight)]
      return of && by ? [goal.ratio(of, by)] : []
    })
    if (ratios.length === 0) return []
    const middle = median(ratios)
    const sign = goal.better === 'more' ? '≥' : '≤'
    return [
      [
        `${goal.name} at ${goal.inflight}`,
        ratios.map(shown).join('  '),
        shown(middle),
        `${sign} ${goal.must}`,
        `${sign} ${goal.aim}`,
        verdict({ name: goal.name, value: middle, must: goal.must, aim: goal.aim, better: goal.better }),
      ],
    ]
  })
  if (rows.length === 0) return ''
  return table([['product ÷ ruler', 'rounds', 'median', 'must', 'aim', 'reached'], ...rows])
}

/** The figures without a ruler, and what they are held to. */
export function absoluteTable({ idleMb, readySeconds, whole, wholeNot }: AbsoluteFigures): string {
  const row = (name: string, value: number | undefined, must?: number, aim?: number): Held => ({
    name,
    value,
    ...(must === undefined || aim === undefined ? {} : { must, aim }),
    ...(value === undefined ? { note: wholeNot ?? '' } : {}),
  })
  return heldTable('absolute', [
    row('an idle service, MB', idleMb, 160, 100),
    row('cold start to ready, s', readySeconds, 1, 0.4),
    row('whole network idle, % of one core', whole?.idlePercent, 3, 1),
    row('npm start, warm, s', whole?.startSeconds, 15, 5),
    row('whole network, MB', whole?.memoryMb),
  ])
}
