// Loaded before a service (`node --import`): its clock is wrong by IHALA_SKEW_MS milliseconds. Only JavaScript's clock is;
// that of the machine, and so that of the database, is right.
const skew = Number(process.env.IHALA_SKEW_MS ?? 0)
const RightDate = Date
const now = RightDate.now.bind(RightDate)

globalThis.Date = new Proxy(RightDate, {
  construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now() + skew] : args, made),
  apply: () => new RightDate(now() + skew).toString(),
})
RightDate.now = () => now() + skew
