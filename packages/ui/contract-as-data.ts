import type { Plugin } from 'vite'

const CONTRACT = '@ihala/contract'
const DATA = '\0contract-as-data'

/**
 * Gives the pages the contract as plain data: its code lists, tables and schemas, each as one constant that falls away when
 * nobody uses it. The validator stays behind (DESIGN §2: no validator shipped); it would also need what a strict
 * content security policy forbids. There is still one source: what is written here is read from the contract at build time.
 * @public to the build of the pages
 */
export function contractAsData(): Plugin {
  return {
    name: 'contract-as-data',
    enforce: 'pre',
    resolveId: (id) => (id === CONTRACT ? DATA : undefined),
    load: async (id) => (id === DATA ? dataModule(await import('@ihala/contract')) : undefined),
  }
}

function dataModule(contract: object): string {
  return Object.entries(contract)
    .filter(([, value]) => typeof value !== 'function')
    .flatMap(([name, value]) => {
      const data = JSON.stringify(value)
      // Tables of functions (checks) have nothing left of them as data.
      return data === undefined || data === '{}' ? [] : [`export const ${name} = ${data}`]
    })
    .join('\n')
}
