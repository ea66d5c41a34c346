import type { Boxes } from './boxes.ts'

/** Boxes whose database is fetched when they are first asked for something: the desk is there before it. */
export function laterBoxes(load: () => Promise<Boxes>): Boxes {
  let found: Promise<Boxes> | undefined
  const boxes = (): Promise<Boxes> => {
    found ??= load()
    return found
  }
  return {
    vault: async () => (await boxes()).vault(),
    keepVault: async (vault) => (await boxes()).keepVault(vault),
    ofKind: async (kind) => (await boxes()).ofKind(kind),
    one: async (kind, id) => (await boxes()).one(kind, id),
    count: async (kind) => (await boxes()).count(kind),
    put: async (row, was) => (await boxes()).put(row, was),
    remove: async (rows) => (await boxes()).remove(rows),
    dropVault: async () => (await boxes()).dropVault(),
    dropRows: async () => (await boxes()).dropRows(),
    watch: (told) => {
      const ended = boxes().then((there) => there.watch(told))
      return () => void ended.then((end) => end())
    },
  }
}
