/** Seed of this run's random tests: `SEED` to repeat one, otherwise new; printed so that it can be repeated. */
export const seed = Number(process.env.SEED ?? Date.now() % 2_147_483_647)
console.log(`SEED=${seed}`)
